package dev.rawtap.object.external;

import java.util.Optional;

/** What an external symbol is on a kernel. */
public sealed interface Meaning {
    /** An address. */
    record Address(long address) implements Meaning {}

    /**
     * A variable or function of the kernel's BTF.
     *
     * @param id its id there
     * @param module the module whose BTF it is; empty for the kernel's own
     */
    record KernelType(int id, Optional<String> module) implements Meaning {}

    /**
     * Not there, which a weak symbol may be.
     *
     * @param reason why, and what is near
     */
    record Absent(String reason) implements Meaning {}
}
