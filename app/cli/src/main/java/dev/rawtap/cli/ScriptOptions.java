package dev.rawtap.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The options of bpftrace's command line. */
final class ScriptOptions {
    private ScriptOptions() {}

    static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("script");
        spec.usageMessage()
                .description("Run a script of the tracing language, as bpftrace does.")
                .customSynopsis(
                        "rawtap [OPTIONS] FILE [ARGUMENTS] [-- --NAME=VALUE]",
                        "rawtap [OPTIONS] - [ARGUMENTS]",
                        "rawtap [OPTIONS] -e PROGRAM [ARGUMENTS]",
                        "rawtap -l[v] [SEARCH | FILE | -e PROGRAM]")
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
                .addOption(Options.option("CMD", "Run CMD, and end with it.", "-c", "--cmd"))
                .addOption(Options.option("PID", "Only events of this process; end with it.", "-p", "--pid"))
                .addOption(Options.option("FORMAT", "text (default) or json.", "-f", "--format"))
                .addOption(Options.option("FILE", "Print results to FILE.", "-o", "--output"))
                .addOption(Options.option("MODE", "Buffering: line (default), full or none.", "-B"))
                .addOption(many("FOLDER", "Look for imports here.", "-I"))
                .addOption(many("STAGE", "Print a stage: ast, types, ir, asm, verifier, all.", "-d", "--debug"))
                .addOption(Options.option("REGEX", "Run only the probes whose names match.", "--probe-filter"))
                .addOption(Options.option("MODE", "codegen, test, bench or format.", "--mode"))
                .addOption(hidden("--emit-elf"))
                .addOption(hidden("--emit-llvm"))
                .addOption(hidden("--include"))
                .addOption(hidden("--dwarf-pid"))
                .addOption(hidden("--traceable-functions"));
    }

    private static void flags(CommandSpec spec) {
        spec.addOption(Options.flag("List probes that match.", "-l", "--list"))
                .addOption(Options.flag("Say more.", "-v", "--verbose"))
                .addOption(Options.flag("Say only results and failures.", "-q", "--quiet"))
                .addOption(Options.flag("Report helpers that fail.", "-k", "--warnings"))
                .addOption(Options.flag("Leave out warnings.", "--no-warnings"))
                .addOption(Options.flag("Allow functions that change the system.", "--unsafe"))
                .addOption(Options.flag("Compile and load, attach nothing.", "--dry-run"))
                .addOption(Options.flag("Print what this machine offers.", "--info"))
                .addOption(Options.flag("Run the script's test probes.", "--test"))
                .addOption(Options.flag("Run the script's bench probes.", "--bench"))
                .addOption(Options.flag("Print the script, formatted.", "--fmt"));
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
    private static OptionSpec hidden(String name) {
        return OptionSpec.builder(name)
                .paramLabel("VALUE")
                .type(String.class)
                .arity("1")
                .hidden(true)
                .build();
    }
}
