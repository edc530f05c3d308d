package dev.rawtap.isa;

/**
 * What a 64-bit immediate load stands for: the number itself, or something that the kernel replaces at load (RFC 9669
 * section 5.4; {@code BPF_PSEUDO_*} in linux/bpf.h).
 */
public sealed interface Constant64 {
    /** The number itself. */
    record Value(long value) implements Constant64 {}

    /** A map, by file descriptor. */
    record MapFd(int fd) implements Constant64 {}

    /** Address of a byte inside the first value of an array map, by file descriptor. */
    record MapValue(int fd, int offset) implements Constant64 {}

    /**
     * Address of a kernel variable.
     *
     * @param btfId id of the VAR in the BTF
     * @param btfFd file descriptor of a module's BTF, or 0 for the kernel's
     */
    record Variable(int btfId, int btfFd) implements Constant64 {}

    /**
     * Address of a function of this program, for callbacks.
     *
     * @param offset slots from the slot after the load's first one, as encoded
     */
    record Function(int offset) implements Constant64 {}

    /** A map, by its index in the load command's {@code fd_array}. */
    record MapIndex(int index) implements Constant64 {}

    /** Address inside an array map's value, by the map's index in {@code fd_array}. */
    record MapIndexValue(int index, int offset) implements Constant64 {}
}
