package dev.rawtap.isa;

import java.util.List;

/**
 * A function of the kernel that programs call by number.
 *
 * @param id number in {@link Instruction.Call}
 * @param name without {@code bpf_}, such as {@code ringbuf_reserve}
 * @param since first release that has it, such as {@code "5.8"}; for some program types it came later
 * @param gplOnly whether only programs under a GPL-compatible licence may call it
 * @param result what R0 holds afterwards
 * @param arguments what R1 to R5 must hold, as raw tracepoint programs see it where they may call it
 */
public record Helper(
        int id, String name, String since, boolean gplOnly, HelperValue result, List<HelperValue> arguments) {
    /** Copies the arguments. */
    public Helper {
        arguments = List.copyOf(arguments);
    }

    /** The name in C: {@code bpf_ringbuf_reserve}. */
    public String functionName() {
        return "bpf_" + name;
    }

    /** Whether release {@code major.minor} has it. */
    public boolean availableIn(int major, int minor) {
        int dot = since.indexOf('.');
        int sinceMajor = Integer.parseInt(since, 0, dot, 10);
        int sinceMinor = Integer.parseInt(since, dot + 1, since.length(), 10);
        return sinceMajor < major || (sinceMajor == major && sinceMinor <= minor);
    }
}
