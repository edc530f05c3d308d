package dev.rawtap.kernel;

import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.Register;
import dev.rawtap.isa.Size;
import dev.rawtap.isa.SlotMap;
import dev.rawtap.isa.Targets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How far a raw tracepoint program reads into its context, and into the buffer of a writable tracepoint. The kernel
 * knows this too, compares it at attach, and answers a bare EINVAL; this is to say what is wrong.
 *
 * <p>Follows both pointers along every path through moves, constants that are added, the stack and local calls' entries.
 *
 * @param contextBytes bytes of the context that are read, from its start
 * @param bufferBytes bytes that are accessed through the first argument of a writable program, 0 for others
 * @param bufferElsewhere whether it is also accessed where this cannot tell, at offsets that were computed
 */
record ContextUse(int contextBytes, int bufferBytes, boolean bufferElsewhere) {
    /** Arguments that are read: the index of the last one plus 1. */
    int arguments() {
        return (contextBytes + 7) / 8;
    }

    /** Whether anything is accessed through the first argument. */
    boolean accessesBuffer() {
        return bufferBytes > 0 || bufferElsewhere;
    }

    /** Follows the context through {@code code}, whose first instruction gets it in R1. */
    static ContextUse of(List<Instruction> code, boolean writable) {
        var walk = new Walk(code, writable);
        walk.run();
        return new ContextUse(walk.contextBytes, walk.bufferBytes, walk.bufferElsewhere);
    }

    private static final class Walk {
        private final List<Instruction> code;
        private final boolean writable;
        private final SlotMap slots;
        /** What may hold the context, and the buffer, before each instruction. */
        private final PointerCopies[] contexts;

        private final PointerCopies[] buffers;
        private final boolean[] seen;
        private final Deque<Integer> pending = new ArrayDeque<>();
        private int contextBytes;
        private int bufferBytes;
        private boolean bufferElsewhere;

        Walk(List<Instruction> code, boolean writable) {
            this.code = code;
            this.writable = writable;
            this.slots = SlotMap.of(code);
            this.contexts = new PointerCopies[code.size()];
            this.buffers = new PointerCopies[code.size()];
            this.seen = new boolean[code.size()];
            Arrays.fill(contexts, PointerCopies.NONE);
            Arrays.fill(buffers, PointerCopies.NONE);
        }

        void run() {
            flow(0, PointerCopies.in(Register.R1), PointerCopies.NONE);
            while (!pending.isEmpty()) {
                step(pending.remove());
            }
        }

        private void flow(int index, PointerCopies context, PointerCopies buffer) {
            if (index < 0 || index >= code.size()) {
                return;
            }
            PointerCopies newContext = contexts[index].or(context);
            PointerCopies newBuffer = buffers[index].or(buffer);
            if (!seen[index] || !newContext.equals(contexts[index]) || !newBuffer.equals(buffers[index])) {
                seen[index] = true;
                contexts[index] = newContext;
                buffers[index] = newBuffer;
                pending.add(index);
            }
        }

        private void step(int index) {
            PointerCopies context = contexts[index];
            PointerCopies buffer = buffers[index];
            Instruction instruction = code.get(index);
            access(instruction, context, buffer);
            PointerCopies nextContext = context.after(instruction);
            PointerCopies nextBuffer =
                    writable && instruction instanceof Instruction.Load load && isFirst(load, context)
                            ? buffer.loaded(load.dst())
                            : buffer.after(instruction);
            OptionalInt offset = Targets.offsetOf(instruction);
            if (offset.isPresent()) {
                // A subprogram gets its caller's arguments, and a stack of its own.
                boolean call = instruction instanceof Instruction.CallLocal;
                int target = slots.indexOf(slots.slotOf(index) + 1 + offset.getAsInt())
                        .orElse(-1);
                flow(target, call ? context.arguments() : nextContext, call ? buffer.arguments() : nextBuffer);
            }
            if (Targets.fallsThrough(instruction)) {
                flow(index + 1, nextContext, nextBuffer);
            }
        }

        /** Whether it loads the first argument: the pointer to the writable buffer. */
        private static boolean isFirst(Instruction.Load load, PointerCopies context) {
            @Nullable Integer moved = context.at(load.base());
            return moved != null && moved + load.offset() == 0 && load.size() == Size.DOUBLE;
        }

        private void access(Instruction instruction, PointerCopies context, PointerCopies buffer) {
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

        private void touch(PointerCopies context, PointerCopies buffer, Register base, short offset, Size size) {
            @Nullable Integer contextMoved = context.at(base);
            if (contextMoved != null && contextMoved != PointerCopies.COMPUTED) {
                contextBytes = Math.max(contextBytes, contextMoved + offset + size.bytes());
            }
            @Nullable Integer bufferMoved = buffer.at(base);
            if (bufferMoved == null) {
                return;
            }
            if (bufferMoved == PointerCopies.COMPUTED) {
                bufferElsewhere = true;
            } else {
                bufferBytes = Math.max(bufferBytes, bufferMoved + offset + size.bytes());
            }
        }
    }
}
