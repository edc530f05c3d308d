package dev.rawtap.cli;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.NearestNames;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Commands of two words about one kind of thing, such as {@code prog list}.
 *
 * @param name the first word
 * @param description what they do
 * @param commands by the second word
 */
record CommandGroup(String name, String description, Map<String, Supplier<Command>> commands) {
    /** All groups, by name; only the command that was named is made. */
    static Map<String, CommandGroup> all() {
        var all = new LinkedHashMap<String, CommandGroup>();
        add(all, "prog", "Programs in the kernel: list, show, dump, run, stats.", group -> {
            group.put("dump", ProgramDumpCommand::new);
            group.put("run", ProgramRunCommand::new);
            group.put("stats", ProgramStatisticsCommand::new);
        });
        add(all, "map", "Maps in the kernel: list, show, dump, watch.", group -> {
            group.put("dump", MapDumpCommand::new);
            group.put("watch", MapWatchCommand::new);
        });
        add(all, "link", "What attaches programs: list, show.", _ -> {});
        add(all, "btf", "Types: list, show, dump, diff.", group -> {
            group.put("dump", BtfDumpCommand::new);
            group.put("diff", BtfDifferencesCommand::new);
        });
        return all;
    }

    private interface Filling {
        void fill(Map<String, Supplier<Command>> commands);
    }

    private static void add(Map<String, CommandGroup> all, String name, String description, Filling more) {
        var commands = new LinkedHashMap<String, Supplier<Command>>();
        commands.put("list", () -> new LoadedListCommand(name));
        commands.put("show", () -> new LoadedShowCommand(name));
        more.fill(commands);
        all.put(name, new CommandGroup(name, description, commands));
    }

    /** The command of that second word. */
    Command named(String word) {
        Supplier<Command> command = commands.get(word);
        if (command == null) {
            throw unknown("command '" + name + "'", word, commands.keySet());
        }
        return command.get();
    }

    /** An error about a word that is none of {@code names}. */
    static InvalidInputException unknown(String what, String word, Collection<String> names) {
        List<String> nearest = NearestNames.of(word, names, 2);
        return new InvalidInputException(
                "no %s '%s'".formatted(what, word),
                nearest.isEmpty() ? "commands: " + String.join(", ", names) : "nearest: " + String.join(", ", nearest));
    }

    /** Its commands, a line each. */
    String usage() {
        var text = new StringBuilder(description).append('\n');
        commands.forEach((word, command) -> text.append("  %-16s %s%n"
                .formatted(
                        name + " " + word, command.get().spec().usageMessage().description()[0])));
        return text.append("  rawtap help %s COMMAND prints options and examples.%n".formatted(name))
                .toString();
    }
}
