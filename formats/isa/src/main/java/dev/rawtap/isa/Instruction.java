package dev.rawtap.isa;

import org.jspecify.annotations.Nullable;

/**
 * One BPF instruction: everything of RFC 9669 and what kernels added up to 7.0.
 *
 * <p>Constructors reject what cannot be encoded, so every value has an encoding. They do not repeat the verifier:
 * writing R10 or shifting by 64 can be said, and is refused at load. {@code wide} means 64 bits, its absence 32 with
 * the upper half cleared. Offsets of jumps and calls count 8-byte slots from the slot after the instruction's first,
 * as encoded; offsets of memory accesses count bytes.
 */
public sealed interface Instruction {
    /** Number of 8-byte slots: 2 for {@link LoadImmediate64}, else 1. */
    default int slots() {
        return this instanceof LoadImmediate64 ? 2 : 1;
    }

    /** {@code dst operation src}. */
    record Alu(AluOperation operation, boolean wide, Register dst, Operand src) implements Instruction {}

    /** {@code dst = -dst}. */
    record Negate(boolean wide, Register dst) implements Instruction {}

    /** {@code dst = (s8)src}: the low bits, sign-extended (CPU version 4). */
    record MoveSignExtend(int bits, boolean wide, Register dst, Register src) implements Instruction {
        /** 8 and 16 bits exist at either width, 32 only at 64. */
        public MoveSignExtend {
            Checks.that(bits == 8 || bits == 16 || (bits == 32 && wide), "sign extension from %d bits", bits);
        }
    }

    /** {@code dst = be32 dst}: swaps the low bits, clears the rest. */
    record EndianSwap(ByteSwap kind, int bits, Register dst) implements Instruction {
        /** 16, 32 and 64 bits exist. */
        public EndianSwap {
            Checks.that(bits == 16 || bits == 32 || bits == 64, "byte swap of %d bits", bits);
        }
    }

    /** {@code dst = constant ll}: the only instruction of two slots. */
    record LoadImmediate64(Register dst, Constant64 constant) implements Instruction {}

    /** {@code dst = *(size *)(base + offset)}. */
    record Load(Size size, boolean signExtend, Register dst, Register base, short offset) implements Instruction {
        /** A sign-extending load has fewer than 64 bits (CPU version 4). */
        public Load {
            Checks.that(!signExtend || size != Size.DOUBLE, "sign extension of %d bytes", size.bytes());
        }
    }

    /** {@code *(size *)(base + offset) = src}. */
    record Store(Size size, Register base, short offset, Operand src) implements Instruction {}

    /**
     * {@code lock *(size *)(base + offset) op= src}; with {@code fetch} the old value goes to {@code src}, or to R0
     * for {@link AtomicOperation#COMPARE_EXCHANGE}.
     */
    record Atomic(AtomicOperation operation, boolean fetch, Size size, Register base, short offset, Register src)
            implements Instruction {
        /** 32 or 64 bits; exchanges always fetch. */
        public Atomic {
            Checks.that(size == Size.WORD || size == Size.DOUBLE, "atomic access of %d bytes", size.bytes());
            Checks.that(fetch || !operation.alwaysFetches(), "atomic %s without fetch", operation);
        }
    }

    /** {@code dst = load_acquire((size *)(base + offset))} (Linux 6.15). */
    record LoadAcquire(Size size, Register dst, Register base, short offset) implements Instruction {}

    /** {@code store_release((size *)(base + offset), src)} (Linux 6.15). */
    record StoreRelease(Size size, Register base, short offset, Register src) implements Instruction {}

    /**
     * {@code goto offset}.
     *
     * @param offset slots from the next instruction
     * @param longForm {@code gotol}: the offset has 32 bits instead of 16 (CPU version 4)
     */
    record Jump(int offset, boolean longForm) implements Instruction {
        /** The short form reaches 32,768 slots back. */
        public Jump {
            Checks.that(longForm || offset == (short) offset, "goto by %d slots, past 16 bits", offset);
        }
    }

    /** {@code gotox target}: jumps to an address loaded from an instruction array map (Linux 6.19). */
    record JumpRegister(Register target) implements Instruction {}

    /** {@code if left condition right goto offset}. */
    record Branch(Condition condition, boolean wide, Register left, Operand right, short offset)
            implements Instruction {}

    /** {@code may_goto offset}: jumps when the kernel's loop budget is spent (Linux 6.9). */
    record MayGoto(short offset) implements Instruction {}

    /** Calls a helper of the kernel by id; {@link Helpers} has the names. */
    record Call(int helper) implements Instruction {}

    /** Calls a function of this program. */
    record CallLocal(int offset) implements Instruction {}

    /**
     * Calls a kernel function.
     *
     * @param btfId id of the FUNC in the BTF
     * @param btfFdIndex index into {@code fd_array} of a module's BTF, or 0 for the kernel's
     */
    record CallKernelFunction(int btfId, short btfFdIndex) implements Instruction {}

    /** {@code callx target}: LLVM writes it for a call through a pointer; no kernel accepts it. */
    record CallRegister(Register target) implements Instruction {}

    /** Returns R0 from the function or the program. */
    record Exit() implements Instruction {}

    /**
     * {@code dst = addr_space_cast(src, to, from)} for arena pointers (Linux 6.9).
     *
     * @param to address space of the result, 0 is the kernel's, 1 the arena
     * @param from address space of the source
     */
    record AddressSpaceCast(Register dst, Register src, int to, int from) implements Instruction {
        /** Address spaces have 16 bits each. */
        public AddressSpaceCast {
            Checks.that(to == (to & 0xffff), "address space %d, past 16 bits", to);
            Checks.that(from == (from & 0xffff), "address space %d, past 16 bits", from);
        }
    }

    /**
     * {@code r0 = *(size *)skb[index + offset]}: the packet access inherited from classic BPF, never of use in tracing.
     *
     * @param index register that is added, or null for an absolute offset
     */
    record PacketLoad(Size size, @Nullable Register index, int offset) implements Instruction {
        /** At most 32 bits. */
        public PacketLoad {
            Checks.that(size != Size.DOUBLE, "packet access of %d bytes", size.bytes());
        }
    }
}
