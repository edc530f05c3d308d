package dev.rawtap.script.program;

import java.util.Optional;

/** What the run time does when an event comes. Fields are values that come with it, in order. */
public sealed interface ScriptAction {
    /** Formats its fields. */
    record Printf(String format) implements ScriptAction {}

    /** Formats its fields as an error or a warning, with the place in the script. */
    record Report(String format, boolean error) implements ScriptAction {}

    /** Prints one field. */
    record PrintValue() implements ScriptAction {}

    /** Prints a map; fields: how many at most (0: all), by what to divide (0: nothing). */
    record PrintMap(String map) implements ScriptAction {}

    /** Prints the value of one key, which is the field (none for a scalar); the value was read in the program: the second field. */
    record PrintMapValue(String map) implements ScriptAction {}

    /** Deletes all entries. */
    record ClearMap(String map) implements ScriptAction {}

    /** Sets all values to 0. */
    record ZeroMap(String map) implements ScriptAction {}

    /** Prints the time; strftime format. */
    record PrintTime(String format) implements ScriptAction {}

    /** Prints a file, whose name is the format with the fields. */
    record Cat(String format) implements ScriptAction {}

    /** Prints the words in its field, a BUFFER of texts with their NULs. */
    record Join(String delimiter) implements ScriptAction {
        /** How many words there are at most; each has an equal part of the buffer. */
        public static final int WORDS = 16;
    }

    /** Runs a shell command: the format with the fields. */
    record RunCommand(String format) implements ScriptAction {}

    /** Ends the script; the field is the exit code. In {@code control}. */
    record Exit() implements ScriptAction {}

    /** Where in {@code events} the script ended: what other probes wrote behind it is not shown. Goes with {@link Exit}. */
    record Ended() implements ScriptAction {}

    /**
     * A helper failed; the field is its result.
     *
     * @param helper name without {@code bpf_}
     * @param map name in the object of the map that could not be updated
     */
    record HelperFailed(String helper, Optional<String> map) implements ScriptAction {}

    /** Something in the script went wrong that the program noticed, such as an index past the end; a field without meaning. */
    record Warning(String message) implements ScriptAction {}

    /** {@code assert} failed; the script ends. In {@code control}. */
    record AssertFailed(String message) implements ScriptAction {}

    /**
     * A packet for a capture file, whose bytes come behind the fields: boot clock (8), bytes that were asked for (8), how many
     * of them at the start are left out (8). In {@code packets}.
     */
    record WritePacket(String file) implements ScriptAction {
        /** What the kernel copies at most: more would not fit into a record of a perf buffer. */
        public static final int MOST_BYTES = 65_000;
    }

    /** A process's memory map is wanted later: its symbols are in use. */
    record RememberProcess() implements ScriptAction {}
}
