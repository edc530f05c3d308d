package dev.rawtap.syscall;

import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * One system call of one architecture.
 *
 * @param architecture whose table it is in
 * @param number what the caller puts into the number register
 * @param name as user space knows it, from unistd.h: {@code stat}
 * @param function the kernel function that serves it: {@code sys_newstat}, {@code compat_sys_open}; empty if no kernel
 *     since 5.8 has one
 * @param arguments in order, at most six
 */
public record Syscall(Architecture architecture, int number, String name, String function, List<Argument> arguments) {
    private static final String NATIVE = "sys_";

    /** Copies the arguments. */
    public Syscall {
        arguments = List.copyOf(arguments);
        if (number < 0 || name.isEmpty()) {
            throw new IllegalArgumentException("system call " + number + " '" + name + "'");
        }
    }

    /** Whether a kernel since 5.8 has a function for it; the others always fail with ENOSYS. */
    public boolean implemented() {
        return !function.isEmpty();
    }

    /**
     * The name in tracepoints, which is the kernel function's: {@code newstat} for {@code stat}, as in
     * {@code tracepoint:syscalls:sys_enter_newstat}. Empty for 32-bit callers, which the kernel keeps out of these tracepoints, and
     * for calls without a function.
     */
    public Optional<String> tracepointName() {
        return !architecture.is32Bit() && function.startsWith(NATIVE)
                ? Optional.of(function.substring(NATIVE.length()))
                : Optional.empty();
    }

    /** The argument with this name. */
    public Optional<Argument> argument(String name) {
        for (Argument argument : arguments) {
            if (argument.name().equals(name)) {
                return Optional.of(argument);
            }
        }
        return Optional.empty();
    }

    /** The register of an argument and its place in pt_regs at entry. */
    public Register register(Argument argument) {
        return SyscallRegisters.of(architecture).argument(argument.index());
    }

    /** The names of an argument's values on this architecture. */
    public Optional<ConstantSet> constants(Argument argument) {
        Optional<String> set = argument.constantSet();
        return set.isPresent() ? ConstantSet.find(architecture, set.get()) : Optional.empty();
    }

    /**
     * An argument's register as text: names of its constants, else a number, an address in hex, {@code NULL}. Text
     * behind a pointer is the caller's to read.
     */
    public String text(Argument argument, long register) {
        Optional<ConstantSet> set = constants(argument);
        if (set.isEmpty()) {
            return argument.representation().text(register);
        }
        boolean flags = set.get().style() != ConstantSet.Style.ENUMERATION;
        Representation representation = argument.representation();
        return set.get().text(flags ? representation.bits(register) : representation.value(register));
    }

    /** C text: {@code long unlinkat(int dfd, const char *pathname, int flag)}. */
    public String prototype() {
        StringJoiner text = new StringJoiner(", ", "long " + name + "(", ")").setEmptyValue("long " + name + "(void)");
        for (Argument argument : arguments) {
            text.add(argument.declaration());
        }
        return text.toString();
    }
}
