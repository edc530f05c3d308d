package dev.rawtap.kernel;

import dev.rawtap.isa.AluOperation;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.Operand;
import dev.rawtap.isa.Register;
import dev.rawtap.isa.Size;
import dev.rawtap.isa.SlotMap;
import dev.rawtap.isa.Targets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;

/**
 * How far a raw tracepoint program reads into its context, and into the buffer of a writable tracepoint. The kernel
 * knows this too, compares it at attach, and answers a bare EINVAL; this is to say what is wrong.
 *
 * <p>Follows the context pointer along every path through moves, the stack and local calls' entries. The verifier
 * allows no arithmetic on it before an access, so that constant offsets are all there is.
 *
 * @param contextBytes bytes of the context that are read, from its start
 * @param bufferBytes bytes that are accessed through the first argument of a writable program, 0 for others
 */
record ContextUse(int contextBytes, int bufferBytes) {
    /** Arguments that are read: the index of the last one plus 1. */
    int arguments() {
        return (contextBytes + 7) / 8;
    }

    /** Follows the context through {@code code}, whose first instruction gets it in R1. */
    static ContextUse of(List<Instruction> code, boolean writable) {
        var walk = new Walk(code, writable);
        walk.run();
        return new ContextUse(walk.contextBytes, walk.bufferBytes);
    }

    /** Bits of a state: registers R0 to R9 in bits 0 to 9, 8-byte stack slots of the frame in bits 10 to 63. */
    private static final class Walk {
        private static final int FIRST_SLOT = 10;
        private static final long ARGUMENTS = 0b111110;

        private final List<Instruction> code;
        private final boolean writable;
        private final SlotMap slots;
        /** What may hold the context, and the buffer, before each instruction. */
        private final long[] contexts;

        private final long[] buffers;
        private final boolean[] seen;
        private final Deque<Integer> pending = new ArrayDeque<>();
        private int contextBytes;
        private int bufferBytes;

        Walk(List<Instruction> code, boolean writable) {
            this.code = code;
            this.writable = writable;
            this.slots = SlotMap.of(code);
            this.contexts = new long[code.size()];
            this.buffers = new long[code.size()];
            this.seen = new boolean[code.size()];
        }

        void run() {
            if (!code.isEmpty()) {
                flow(0, bit(Register.R1), 0);
            }
            while (!pending.isEmpty()) {
                step(pending.remove());
            }
        }

        private void flow(int index, long context, long buffer) {
            if (index < 0 || index >= code.size()) {
                return;
            }
            long newContext = contexts[index] | context;
            long newBuffer = buffers[index] | buffer;
            if (!seen[index] || newContext != contexts[index] || newBuffer != buffers[index]) {
                seen[index] = true;
                contexts[index] = newContext;
                buffers[index] = newBuffer;
                pending.add(index);
            }
        }

        private void step(int index) {
            long context = contexts[index];
            long buffer = buffers[index];
            Instruction instruction = code.get(index);
            access(instruction, context, buffer);
            long nextContext = after(instruction, context, false);
            long nextBuffer = after(instruction, buffer, loadsBuffer(instruction, context));
            OptionalInt offset = Targets.offsetOf(instruction);
            if (offset.isPresent()) {
                // A subprogram gets its caller's arguments, and a stack of its own.
                boolean call = instruction instanceof Instruction.CallLocal;
                int target = slots.indexOf(slots.slotOf(index) + 1 + offset.getAsInt())
                        .orElse(-1);
                flow(target, call ? context & ARGUMENTS : nextContext, call ? buffer & ARGUMENTS : nextBuffer);
            }
            if (Targets.fallsThrough(instruction)) {
                flow(index + 1, nextContext, nextBuffer);
            }
        }

        /** Whether it loads the pointer to the writable buffer: the first argument. */
        private boolean loadsBuffer(Instruction instruction, long context) {
            return writable
                    && instruction instanceof Instruction.Load load
                    && load.offset() == 0
                    && load.size() == Size.DOUBLE
                    && holds(context, load.base());
        }

        private void access(Instruction instruction, long context, long buffer) {
            switch (instruction) {
                case Instruction.Load load -> touch(context, buffer, load.base(), load.offset(), load.size());
                case Instruction.Store store -> touch(context, buffer, store.base(), store.offset(), store.size());
                case Instruction.Atomic atomic -> touch(context, buffer, atomic.base(), atomic.offset(), atomic.size());
                case Instruction.LoadAcquire load -> touch(context, buffer, load.base(), load.offset(), load.size());
                case Instruction.StoreRelease store ->
                    touch(context, buffer, store.base(), store.offset(), store.size());
                case Instruction.Alu _,
                        Instruction.Negate _,
                        Instruction.MoveSignExtend _,
                        Instruction.EndianSwap _,
                        Instruction.LoadImmediate64 _,
                        Instruction.Jump _,
                        Instruction.JumpRegister _,
                        Instruction.Branch _,
                        Instruction.MayGoto _,
                        Instruction.Call _,
                        Instruction.CallLocal _,
                        Instruction.CallKernelFunction _,
                        Instruction.CallRegister _,
                        Instruction.Exit _,
                        Instruction.AddressSpaceCast _,
                        Instruction.PacketLoad _ -> {}
            }
        }

        private void touch(long context, long buffer, Register base, short offset, Size size) {
            if (holds(context, base)) {
                contextBytes = Math.max(contextBytes, offset + size.bytes());
            }
            if (holds(buffer, base)) {
                bufferBytes = Math.max(bufferBytes, offset + size.bytes());
            }
        }

        /** What holds the pointer after the instruction; {@code loaded} says that its load made one. */
        private static long after(Instruction instruction, long state, boolean loaded) {
            return switch (instruction) {
                case Instruction.Alu(AluOperation operation, boolean wide, Register dst, Operand src) -> {
                    boolean copies = operation == AluOperation.MOV && wide;
                    yield copies
                            ? assign(state, dst, src instanceof Operand.Reg(Register r) && holds(state, r))
                            : state;
                }
                case Instruction.Load load -> assign(state, load.dst(), loaded || spilled(state, load));
                case Instruction.Store(Size size, Register base, short offset, Operand src) ->
                    base == Register.R10 && size == Size.DOUBLE
                            ? spill(state, offset, src instanceof Operand.Reg(Register r) && holds(state, r))
                            : state;
                case Instruction.LoadImmediate64 load -> assign(state, load.dst(), false);
                case Instruction.MoveSignExtend move -> assign(state, move.dst(), false);
                case Instruction.LoadAcquire load -> assign(state, load.dst(), false);
                case Instruction.Call _,
                        Instruction.CallLocal _,
                        Instruction.CallKernelFunction _,
                        Instruction.CallRegister _,
                        Instruction.PacketLoad _ -> state & ~0b111111L;
                case Instruction.Negate _,
                        Instruction.EndianSwap _,
                        Instruction.Atomic _,
                        Instruction.StoreRelease _,
                        Instruction.Jump _,
                        Instruction.JumpRegister _,
                        Instruction.Branch _,
                        Instruction.MayGoto _,
                        Instruction.Exit _,
                        Instruction.AddressSpaceCast _ -> state;
            };
        }

        private static boolean spilled(long state, Instruction.Load load) {
            long bit = load.base() == Register.R10 && load.size() == Size.DOUBLE ? slotBit(load.offset()) : 0;
            return (state & bit) != 0;
        }

        private static long spill(long state, short offset, boolean pointer) {
            long bit = slotBit(offset);
            return pointer ? state | bit : state & ~bit;
        }

        /** The bit of a stack slot; 0 for the few that 54 bits cannot tell, where compilers spill last. */
        private static long slotBit(short offset) {
            int slot = -offset / 8 - 1;
            return offset % 8 == 0 && slot >= 0 && slot < Long.SIZE - FIRST_SLOT ? 1L << (FIRST_SLOT + slot) : 0;
        }

        private static long assign(long state, Register register, boolean pointer) {
            return pointer ? state | bit(register) : state & ~bit(register);
        }

        private static boolean holds(long state, Register register) {
            return (state & bit(register)) != 0;
        }

        private static long bit(Register register) {
            return register == Register.R10 ? 0 : 1L << register.number();
        }
    }
}
