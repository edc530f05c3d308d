package dev.rawtap.cli;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.NearestNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Every command in one place, and what is the same for all: parsing, help, version. */
final class Commands {
    /** bpftrace's variable for a file with the kernel's types. */
    private static final String TYPES = "BPFTRACE_BTF";

    private static final String HELP = "--help";
    private static final String SCRIPT = "rawtap script";

    /** Only the command that was named is made: parsing costs start-up time. */
    private static final Map<String, Supplier<Command>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("run", RunCommand::new);
        ALL.put("list", ListCommand::new);
        ALL.put("describe", DescribeCommand::new);
        ALL.put("object", ObjectCommand::new);
        ALL.put("explain", ExplainCommand::new);
        ALL.put("doctor", DoctorCommand::new);
    }

    /** Commands of two words. */
    private static final Map<String, CommandGroup> GROUPS = CommandGroup.all();

    private static final Set<String> ON_KERNEL = Set.of("run", "list", "describe", "doctor", Training.ARGUMENT);

    private Commands() {}

    /** Whether the command that {@code arguments} name opens the engine. */
    static boolean useKernel(String[] arguments) {
        return arguments.length > 0
                && (ON_KERNEL.contains(arguments[0])
                        || GROUPS.containsKey(arguments[0])
                        || isScript(arguments, Path.of("")));
    }

    /** Runs the command that {@code arguments} name: its exit status. */
    static int run(String[] arguments, Session session) {
        if (arguments.length == 0) {
            session.output().print(usage());
            return 1;
        }
        String first = arguments[0];
        String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        return switch (first) {
            case "-h", HELP -> print(usage(), session);
            case "help" -> print(rest.length == 0 ? usage() : helpAbout(rest), session);
            case "-V", "--version" -> print(versionLine(), session);
            case Training.ARGUMENT -> Training.run(rest[0], session);
            default -> {
                if (isScript(arguments, session.folder())) {
                    yield runScript(false, arguments, session);
                }
                if (first.equals("run") && Arrays.stream(rest).anyMatch(word -> word.endsWith(".bt"))) {
                    yield runScript(true, asScript(rest), session);
                }
                CommandGroup group = GROUPS.get(first);
                if (group != null) {
                    yield rest.length == 0 || rest[0].equals("-h") || rest[0].equals(HELP)
                            ? print(group.usage(), session)
                            : run(group.named(rest[0]), Arrays.copyOfRange(rest, 1, rest.length), session);
                }
                yield run(named(first), rest, session);
            }
        };
    }

    private static int runScript(boolean commandStatus, String[] arguments, Session session) {
        session.errors().beScript(Colours.of(session.environment()));
        // Everything behind -- is the script's.
        long many = Arrays.stream(arguments)
                .takeWhile(word -> !word.equals("--"))
                .filter(word -> word.matches("-[lvqk]*k[lvqk]*k[lvqk]*"))
                .count();
        if (many > 0) {
            throw new InvalidInputException(
                    "USAGE: -kk has been deprecated. Use a single -k for runtime warnings for errors in map lookups"
                            + " and probe reads.",
                    null);
        }
        return run(new ScriptCommand(commandStatus), arguments, session);
    }

    /** Whether the arguments are those of bpftrace: an option first, or a file that is there. */
    private static boolean isScript(String[] arguments, Path folder) {
        String first = arguments[0];
        return !Set.of("-h", HELP, "-V", "--version").contains(first)
                && !ALL.containsKey(first)
                && !GROUPS.containsKey(first)
                && (first.startsWith("-") || first.endsWith(".bt") || Files.isRegularFile(folder.resolve(first)));
    }

    /** {@code run FILE.bt -- CMD}: the words behind the dashes are the command. */
    private static String[] asScript(String[] arguments) {
        int dashes = List.of(arguments).indexOf("--");
        if (dashes < 0) {
            return arguments;
        }
        List<String> words = new ArrayList<>(List.of(arguments).subList(0, dashes));
        List<String> command = List.of(arguments).subList(dashes + 1, arguments.length);
        words.addFirst(command.stream().map(Commands::quoted).collect(Collectors.joining(" ")));
        words.addFirst("-c");
        return words.toArray(String[]::new);
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private static int run(Command command, String[] arguments, Session session) {
        var line = new CommandLine(withHelp(command));
        ParseResult parsed = parse(line, arguments);
        if (parsed.hasMatchedOption(HELP)) {
            return print(command instanceof ScriptCommand ? usage() : line.getUsageMessage(), session);
        }
        return command.run(parsed, withTypes(parsed, session));
    }

    /** With the types that {@code --btf} or bpftrace's variable names, if one does. A flag of the same name is an old bpftrace's. */
    private static Session withTypes(ParseResult parsed, Session session) {
        OptionSpec option = parsed.matchedOption(Options.BTF);
        Object given = option == null ? null : option.getValue();
        String types =
                given instanceof String text ? text : session.environment().getOrDefault(TYPES, "");
        return types.isEmpty() ? session : session.withTypes(types);
    }

    /** All mistakes are collected, as a missing operand is often just what an unknown option looks like. */
    private static ParseResult parse(CommandLine line, String[] arguments) {
        line.getCommandSpec().parser().collectErrors(true);
        line.setOverwrittenOptionsAllowed(line.getCommandSpec().name().equals(SCRIPT));
        ParseResult parsed = line.parseArgs(arguments);
        List<ParameterException> mistakes = parsed.errors().stream()
                .filter(ParameterException.class::isInstance)
                .map(ParameterException.class::cast)
                .toList();
        Optional<ParameterException> unmatched = mistakes.stream()
                .filter(UnmatchedArgumentException.class::isInstance)
                .findFirst();
        Optional<ParameterException> worst =
                unmatched.or(() -> mistakes.stream().findFirst());
        if (worst.isPresent()) {
            throw mistake(worst.get());
        }
        return parsed;
    }

    private static CommandSpec withHelp(Command command) {
        CommandSpec spec = command.spec();
        spec.name("rawtap " + spec.name());
        spec.addOption(OptionSpec.builder("-h", HELP)
                .description("Print this help.")
                .usageHelp(true)
                .build());
        return spec;
    }

    private static Command named(String name) {
        Supplier<Command> command = ALL.get(name);
        if (command == null) {
            List<String> names = new ArrayList<>(ALL.keySet());
            names.addAll(GROUPS.keySet());
            throw CommandGroup.unknown("command", name, names);
        }
        return command.get();
    }

    /** Picocli's complaint in our words: lower case, the value, and the nearest right name. */
    private static InvalidInputException mistake(ParameterException wrong) {
        CommandSpec spec = wrong.getCommandLine().getCommandSpec();
        String hint = "see: " + (spec.name().equals(SCRIPT) ? "rawtap" : spec.name()) + " " + HELP;
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().getFirst();
            List<String> nearest = NearestNames.of(first, spec.optionsMap().keySet(), 2);
            String what = first.startsWith("-") ? "unknown option" : "one argument too many:";
            return new InvalidInputException(
                    what + " '" + first + "'",
                    nearest.isEmpty() ? hint : "nearest: " + String.join(", ", nearest),
                    wrong);
        }
        if (wrong instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            ArgSpec first = missing.getMissing().getFirst();
            String where = first instanceof OptionSpec option ? " after " + option.shortestName() : "";
            return new InvalidInputException("missing: " + first.paramLabel() + where, hint, wrong);
        }
        return new InvalidInputException(lowerFirst(String.valueOf(wrong.getMessage())), hint, wrong);
    }

    private static String lowerFirst(String text) {
        return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }

    private static int print(String text, Session session) {
        session.output().print(text);
        return 0;
    }

    private static String help(Command command) {
        return new CommandLine(withHelp(command)).getUsageMessage();
    }

    private static String helpAbout(String[] words) {
        CommandGroup group = GROUPS.get(words[0]);
        if (group == null) {
            return help(named(words[0]));
        }
        return words.length == 1 ? group.usage() : help(group.named(words[1]));
    }

    private static String usage() {
        var text = new StringBuilder(help(new ScriptCommand(false)));
        text.append("\nCommands of Rawtap alone:\n");
        ALL.forEach((name, command) -> text.append("  %-10s %s%n"
                .formatted(name, command.get().spec().usageMessage().description()[0])));
        GROUPS.forEach((name, group) -> text.append("  %-10s %s%n".formatted(name, group.description())));
        return text.append("  rawtap help COMMAND prints its options and examples.\n")
                .toString();
    }

    /** What {@code --version} prints. */
    static String versionLine() {
        return "rawtap " + version() + "\n";
    }

    /** The version that the build wrote. */
    static String version() {
        try (InputStream in = Objects.requireNonNull(Commands.class.getResourceAsStream("version.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("version.txt cannot be read", e);
        }
    }
}
