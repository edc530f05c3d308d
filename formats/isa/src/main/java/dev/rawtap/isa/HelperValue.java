package dev.rawtap.isa;

/**
 * What a helper takes in a register, or gives back (the kernel's {@code enum bpf_arg_type} and
 * {@code bpf_return_type}).
 *
 * @param kind what it is
 * @param nullable whether it may be NULL
 * @param access what the helper does to memory it points to
 * @param releases whether the caller loses its reference
 * @param trusted whether a returned kernel pointer may be passed on to functions that ask for a trusted one
 * @param bytes size of the memory where it is fixed, else 0
 * @param type the struct that a kernel pointer points to, {@code local} or {@code ringbuf} for a dynptr, else empty;
 *     {@code any_type} where the map or the program's BTF says
 */
public record HelperValue(
        Kind kind, boolean nullable, Access access, boolean releases, boolean trusted, int bytes, String type) {
    /** What a helper does to the memory that an argument points to. */
    public enum Access {
        /** Reads it: it must be initialised. Also the value for what is no pointer to memory. */
        READ,
        /** Writes it: it need not be initialised. */
        WRITE,
        /** Reads and writes it. */
        READ_WRITE
    }

    /** What a value is. */
    public enum Kind {
        /** Any value, pointers too. */
        ANY,
        /** A number, no pointer. */
        SCALAR,
        /** The program's context. */
        CONTEXT,
        /** A map. */
        MAP,
        /** Memory of the map's key size. */
        MAP_KEY,
        /** Memory of the map's value size; as a result, a pointer into the map. */
        MAP_VALUE,
        /** Memory whose size is {@link #bytes}, or the next argument. */
        MEMORY,
        /** Size of the memory before it, at least 1. */
        SIZE,
        /** Size of the memory before it. */
        SIZE_OR_ZERO,
        /** A size that is constant; the result's memory has it. */
        CONSTANT_SIZE,
        /** A string in read-only map memory. */
        CONSTANT_STRING,
        /** A function of this program. */
        FUNCTION,
        /** A pointer into the stack, handed to the function. */
        STACK,
        /** A typed pointer to a kernel object. */
        KERNEL,
        /** A typed pointer to a kernel object, or the verifier's own socket pointer. */
        KERNEL_OR_SOCK_COMMON,
        /** A per-CPU kernel variable. */
        PER_CPU,
        /** Memory or a typed pointer, as the variable's type says. */
        MEMORY_OR_KERNEL,
        /** A full socket. */
        SOCKET,
        /** The common part of a socket. */
        SOCK_COMMON,
        /** A TCP socket. */
        TCP_SOCK,
        /** A lock inside a map value. */
        SPIN_LOCK,
        /** A timer inside a map value. */
        TIMER,
        /** A place for a kernel pointer inside a map value. */
        KPTR,
        /** A reserved record of a ring buffer. */
        RING_RECORD,
        /** A dynamic pointer on the stack. */
        DYNPTR,
        /** As a result: a number. */
        INTEGER,
        /** As a result: nothing, R0 is unknown. */
        VOID
    }
}
