package dev.rawtap.syscall;

import java.util.Optional;

/**
 * One argument of a system call, as the kernel's SYSCALL_DEFINE declares it.
 *
 * @param index from 0
 * @param name the kernel's name, such as {@code pathname}
 * @param type C text without address-space marks, such as {@code const char *}
 * @param representation how its register is read
 * @param constantSet the name of its {@link ConstantSet}, if its values have names
 */
public record Argument(
        int index, String name, String type, Representation representation, Optional<String> constantSet) {
    /** Rejects what no system call has: a seventh argument, one without name or type. */
    public Argument {
        if (index < 0 || index >= SyscallRegisters.MAX_ARGUMENTS || name.isEmpty() || type.isEmpty()) {
            throw new IllegalArgumentException("argument " + index + ": '" + type + "' '" + name + "'");
        }
    }

    /** Such as {@code const char *pathname}. */
    public String declaration() {
        return type.endsWith("*") ? type + name : type + " " + name;
    }
}
