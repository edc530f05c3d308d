package dev.rawtap.cli;

import dev.rawtap.base.InvalidInputException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code rawtap run FILE... [-- CMD]}: loads and attaches an object, or several linked into one, prints its events. */
final class RunCommand implements Command {
    private static final String EVENTS = "--events";
    private static final String SET = "--set";

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("run");
        spec.usageMessage()
                .description("Load, attach and read a .bpf.o, until CMD ends, time is up or Ctrl-C.")
                .customSynopsis("rawtap run [OPTIONS] FILE.bpf.o... [-- CMD [ARGUMENTS]]")
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
                        .description("Set a global variable, or give an option of the kernel, before loading.")
                        .build())
                .addOption(Options.option("TIME", "Stop after TIME, such as 5s or 500ms.", "--for"))
                .addOption(Options.btf())
                .addOption(Options.flag("Leave the code alone: losses are not counted.", "--no-ledger"))
                .addOption(Options.flag("Show notes about the object, and verifier logs.", "-v", "--verbose"))
                .addOption(Options.flag("Show only results and failures.", "-q", "--quiet"))
                .addPositional(PositionalParamSpec.builder()
                        .index("0")
                        .arity("1")
                        .required(true)
                        .paramLabel("FILE.bpf.o")
                        .type(String.class)
                        .description("The object; several are linked into one.")
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
        String[] rest = arguments.matchedPositionalValue(1, new String[0]);
        int commandLength = commandLength(arguments.originalArgs());
        List<String> others = List.of(rest).subList(0, rest.length - commandLength);
        List<String> command = List.of(rest).subList(others.size(), rest.length);
        requireObjects(others);
        boolean commandOnly = arguments.matchedOptionValue("--command-only", false);
        if (commandOnly && command.isEmpty()) {
            throw new InvalidInputException("--command-only without a command", "add: -- CMD ARGUMENTS");
        }
        String pid = arguments.matchedOptionValue("-p", null);
        if (commandOnly && pid != null) {
            throw new InvalidInputException("-p and --command-only exclude each other", "leave one out");
        }
        return new RunRequest(
                Stream.concat(Stream.of(arguments.matchedPositionalValue(0, "")), others.stream())
                        .toList(),
                command,
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

    /** How many operands are behind the dashes. */
    private static int commandLength(List<String> arguments) {
        int dashes = arguments.indexOf("--");
        if (dashes >= 0 && dashes == arguments.size() - 1) {
            throw new InvalidInputException("no command after --", "name one, or leave -- out");
        }
        return dashes < 0 ? 0 : arguments.size() - dashes - 1;
    }

    /** Without the dashes, options of the command would be taken for ours. */
    private static void requireObjects(List<String> others) {
        for (String other : others) {
            if (!other.endsWith(".o")) {
                throw new InvalidInputException(
                        "'%s' after the object".formatted(other), "a command follows --: -- CMD");
            }
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
