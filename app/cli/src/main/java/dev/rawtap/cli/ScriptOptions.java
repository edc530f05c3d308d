package dev.rawtap.cli;

import dev.rawtap.cli.script.ForeignOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The options of bpftrace's command line. */
final class ScriptOptions {
    private ScriptOptions() {}

    static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("script");
        spec.usageMessage()
                .width(100)
                .sortOptions(false)
                .description("Raw tracepoints for the JVM. Run a script of the tracing language, as bpftrace does.")
                .customSynopsis(
                        "rawtap [OPTIONS] FILE [ARGUMENTS] [-- --NAME=VALUE]",
                        "       rawtap [OPTIONS] - [ARGUMENTS]",
                        "       rawtap [OPTIONS] -e PROGRAM [ARGUMENTS]",
                        "       rawtap -l[v] [SEARCH | FILE | -e PROGRAM]")
                .footer(
                        "",
                        "Examples:",
                        "  rawtap -e 'rawtracepoint:task_rename { print(comm); }' -c ./command",
                        "  rawtap -lv 'rawtracepoint:sched_*'",
                        "  rawtap -f json script.bt");
        values(spec);
        flags(spec);
        return spec.addPositional(PositionalParamSpec.builder()
                .index("0..*")
                .arity("0..*")
                .paramLabel("ARGUMENT")
                .type(String[].class)
                .description("The script's file, then its arguments.")
                .build());
    }

    private static void values(CommandSpec spec) {
        spec.addOption(Options.option("PROGRAM", "Run this program.", "-e"))
                .addOption(Options.flag("List probes that match; with -v their arguments.", "-l", "--list"))
                .addOption(Options.option("CMD", "Run CMD, and end with it.", "-c", "--cmd"))
                .addOption(Options.option("PID", "Only events of this process; end with it.", "-p", "--pid"))
                .addOption(Options.option("FORMAT", "text (default) or json.", "-f", "--format"))
                .addOption(Options.option("FILE", "Print results to FILE.", "-o", "--output"))
                .addOption(Options.option("MODE", "Buffering: line (default), full or none.", "-B"))
                .addOption(many("DIR", "Look for imports and headers here.", "-I"))
                .addOption(many("FILE", "Read this C header before the script.", "--include"))
                .addOption(many("DIR[:DIR]", "Look for debug files of processes here, too.", "--debuginfo"))
                .addOption(many("STAGE", "Print a stage: " + Stages.NAMES + ".", "-d", "--debug"))
                .addOption(Options.option("REGEX", "Run only the probes whose names match.", "--probe-filter"))
                .addOption(Options.option("MODE", "codegen (compile, no more), test, bench or format.", "--mode"));
        ForeignOptions.withValue().forEach(name -> spec.addOption(hidden("VALUE", String.class, "1", name)));
    }

    private static void flags(CommandSpec spec) {
        spec.addOption(Options.flag(
                        "With -l: arguments; else: all that the verifier said of a program that it refused.",
                        "-v",
                        "--verbose"))
                .addOption(Options.flag("Say only results and failures.", "-q", "--quiet"))
                .addOption(Options.flag("Report helpers that fail.", "-k", "--warnings"))
                .addOption(Options.flag("Leave out warnings.", "--no-warnings"))
                .addOption(Options.flag("Allow functions that change the system.", "--unsafe"))
                .addOption(Options.flag("Compile and load, attach nothing.", "--dry-run"))
                .addOption(Options.flag("Run the script's test probes.", "--test"))
                .addOption(Options.flag("Run the script's bench probes.", "--bench"))
                .addOption(Options.flag("Print the script, formatted.", "--fmt"))
                .addOption(Options.flag("Print what this kernel offers.", "--info"))
                .addOption(Options.flag("Print the version.", "-V", "--version"));
        ForeignOptions.flags().forEach(name -> spec.addOption(hidden("", boolean.class, "0", name)));
        // Types always come from BTF, which is what it asks for.
        spec.addOption(hidden("", boolean.class, "0", "-b", "--btf"));
    }

    private static OptionSpec many(String label, String description, String... names) {
        return OptionSpec.builder(names)
                .paramLabel(label)
                .type(String[].class)
                .arity("1")
                .description(description)
                .build();
    }

    /** One that bpftrace has: taken, so that it can be refused by name or left alone. */
    private static OptionSpec hidden(String label, Class<?> type, String arity, String... names) {
        return OptionSpec.builder(names)
                .paramLabel(label)
                .type(type)
                .arity(arity)
                .hidden(true)
                .build();
    }
}
