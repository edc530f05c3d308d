package dev.rawtap.cli;

import dev.rawtap.base.InvalidInputException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code rawtap run FILE [-- CMD]}: loads and attaches an object, prints its events. */
final class RunCommand implements Command {
    private static final String EVENTS = "--events";
    private static final String SET = "--set";

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("run");
        spec.usageMessage()
                .description("Load, attach and read a .bpf.o, until CMD ends, time is up or Ctrl-C.")
                .customSynopsis("rawtap run [OPTIONS] FILE.bpf.o [-- CMD [ARGUMENTS]]")
                .footer(
                        "",
                        "Results go to standard output, everything else to standard error. The status is CMD's.",
                        "At the end: maps (elements of arrays that are all zero are left out), changed global variables.",
                        "",
                        "Examples:",
                        "  rawtap run examples/c/unlinkat.bpf.o -- rm FILE",
                        "  rawtap run task_rename.bpf.o -f json --for 5s",
                        "  rawtap run x.bpf.o --events 'events=u32 pid; char comm[16]'");
        return spec.addOption(Options.option("FORMAT", "text (default) or json, one object a line.", "-f", "--format"))
                .addOption(Options.option("FILE", "Print results to FILE.", "-o", "--output"))
                .addOption(Options.option("PID", "Only events of this process, filtered in the kernel.", "-p", "--pid"))
                .addOption(Options.flag("Only events of CMD and of what it starts.", "--command-only"))
                .addOption(OptionSpec.builder(EVENTS)
                        .paramLabel("MAP=TYPE")
                        .type(String[].class)
                        .arity("1")
                        .description("Records of MAP are of TYPE: a struct's name, or C text such as 'u32 pid;'.")
                        .build())
                .addOption(OptionSpec.builder(SET)
                        .paramLabel("NAME=VALUE")
                        .type(String[].class)
                        .arity("1")
                        .description("Set a global variable before loading.")
                        .build())
                .addOption(Options.option("TIME", "Stop after TIME, such as 5s or 500ms.", "--for"))
                .addOption(Options.flag("Leave the code alone: losses are not counted.", "--no-ledger"))
                .addOption(Options.flag("Show notes about the object, and verifier logs.", "-v", "--verbose"))
                .addOption(Options.flag("Show only results and failures.", "-q", "--quiet"))
                .addPositional(PositionalParamSpec.builder()
                        .index("0")
                        .arity("1")
                        .required(true)
                        .paramLabel("FILE.bpf.o")
                        .type(String.class)
                        .description("The object.")
                        .build())
                .addPositional(PositionalParamSpec.builder()
                        .index("1..*")
                        .arity("0..*")
                        .paramLabel("CMD")
                        .type(String[].class)
                        .description("What to run meanwhile.")
                        .build());
    }

    @Override
    public int run(ParseResult arguments, Session session) {
        return Tracing.run(request(arguments), session);
    }

    private static RunRequest request(ParseResult arguments) {
        String[] command = arguments.matchedPositionalValue(1, new String[0]);
        requireDashes(arguments.originalArgs(), command);
        boolean commandOnly = arguments.matchedOptionValue("--command-only", false);
        if (commandOnly && command.length == 0) {
            throw new InvalidInputException("--command-only without a command", "add: -- CMD ARGUMENTS");
        }
        String pid = arguments.matchedOptionValue("-p", null);
        if (commandOnly && pid != null) {
            throw new InvalidInputException("-p and --command-only exclude each other", "leave one out");
        }
        return new RunRequest(
                arguments.matchedPositionalValue(0, ""),
                List.of(command),
                isJson(arguments.matchedOptionValue("-f", "text")),
                Optional.ofNullable(arguments.<String>matchedOptionValue("-o", null))
                        .map(Path::of),
                pid == null ? OptionalInt.empty() : OptionalInt.of(pid(pid)),
                commandOnly,
                pairs(EVENTS, arguments.matchedOptionValue(EVENTS, new String[0])),
                pairs(SET, arguments.matchedOptionValue(SET, new String[0])),
                Optional.ofNullable(arguments.<String>matchedOptionValue("--for", null))
                        .map(Durations::parse),
                !arguments.matchedOptionValue("--no-ledger", false),
                arguments.matchedOptionValue("-v", false),
                arguments.matchedOptionValue("-q", false));
    }

    /** Without the dashes, options of the command would be taken for ours. */
    private static void requireDashes(List<String> arguments, String[] command) {
        int dashes = arguments.indexOf("--");
        if (command.length > 0 && dashes < 0) {
            throw new InvalidInputException(
                    "'%s' after the object".formatted(command[0]), "a command follows --: -- CMD");
        }
        if (dashes == arguments.size() - 1 && dashes >= 0) {
            throw new InvalidInputException("no command after --", "name one, or leave -- out");
        }
    }

    private static boolean isJson(String format) {
        return switch (format) {
            case "json" -> true;
            case "text" -> false;
            default -> throw new InvalidInputException("no format '" + format + "'", "formats: text, json");
        };
    }

    private static int pid(String text) {
        try {
            int pid = Integer.parseInt(text);
            if (pid > 0) {
                return pid;
            }
        } catch (NumberFormatException notNumber) {
            // Refused below, as a number that is no process is.
        }
        throw new InvalidInputException("'" + text + "' is not a process number", "list processes with: ps -e");
    }

    private static Map<String, String> pairs(String option, String[] values) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String value : values) {
            int equals = value.indexOf('=');
            if (equals < 1) {
                throw new InvalidInputException(
                        "%s '%s' has no name before a '='".formatted(option, value), "write NAME=VALUE");
            }
            pairs.put(
                    value.substring(0, equals).strip(),
                    value.substring(equals + 1).strip());
        }
        return pairs;
    }
}
