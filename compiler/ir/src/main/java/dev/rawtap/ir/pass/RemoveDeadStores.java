package dev.rawtap.ir.pass;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.ControlFlow;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Slot;
import dev.rawtap.ir.Step;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.HelperValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of slots that nobody reads before they are written again, or at all, are not written: stores go, and zeros are filled in only where
 * they stay. Helpers that only write such bytes go too.
 *
 * <pre>
 * fill [slot0], 16
 * store u64 [slot0], %1        =>   store u64 [slot0], %1
 * store u32 [slot0+8], %2           store u32 [slot0+8], %2
 *                                   fill [slot0+12], 4         // kept where it stood: before the stores
 * </pre>
 */
final class RemoveDeadStores implements Pass {
    /** How many blocks are looked at for a later read. */
    private static final int FARTHEST = 200;

    @Override
    public String name() {
        return "remove-dead-stores";
    }

    @Override
    public Function run(Function function) {
        return function.slots().isEmpty() ? function : new Walk(function).run();
    }

    /** Bytes of a slot. {@code bytes} is 0 when nobody knows how many: to its end. */
    private record Access(Slot slot, int offset, int bytes) {}

    private static final class Walk {
        private final Function function;
        private final Definitions definitions;
        private final ControlFlow flow;
        private final MemoryEffects effects;
        private final BitSet known = new BitSet();
        private final Map<Slot, Set<Integer>> readers = new HashMap<>();
        private final int[] uses;
        private boolean changed;

        Walk(Function function) {
            this.function = function;
            definitions = new Definitions(function);
            flow = new ControlFlow(function);
            effects = new MemoryEffects(function, definitions);
            uses = new int[function.nextValue()];
            for (Slot slot : function.slots()) {
                known.set(slot.number());
            }
            for (Block block : function.blocks()) {
                block.steps().forEach(step -> step.operation().operands().forEach(value -> uses[value.number()]++));
                block.end().operands().forEach(this::escape);
                block.end().edges().forEach(edge -> edge.arguments().forEach(this::escape));
                block.steps().forEach(step -> escapes(step.operation()));
            }
        }

        Function run() {
            if (known.isEmpty()) {
                return function;
            }
            findReads();
            var blocks = new ArrayList<>(function.blocks());
            for (int place = 0; place < blocks.size(); place++) {
                if (flow.reached(place)) {
                    blocks.set(place, block(place));
                }
            }
            return changed ? function.withBlocks(blocks) : function;
        }

        /** A slot whose address goes anywhere but into accesses and calls is left alone. */
        private void escape(Value value) {
            uses[value.number()]++;
            Slot slot = effects.slot(value);
            if (slot != null) {
                known.clear(slot.number());
            }
        }

        private void escapes(Operation operation) {
            switch (operation) {
                case Operation.Store store -> escape(store.value());
                case Operation.Select(var _, var whenTrue, var whenFalse) -> {
                    escape(whenTrue);
                    escape(whenFalse);
                }
                case Operation.Compare(var _, var left, var right) -> {
                    escape(left);
                    escape(right);
                }
                case Operation.Read read -> escape(read.address());
                case Operation.CallFunction call -> call.arguments().forEach(this::escape);
                case Operation.CallKernelFunction call -> call.arguments().forEach(this::escape);
                case Operation.CallHelper call -> {
                    if (keepsPointers(call)) {
                        call.arguments().forEach(this::escape);
                    }
                }
                case Operation.Constant _,
                        Operation.Binary _,
                        Operation.Extend _,
                        Operation.ByteSwap _,
                        Operation.Load _,
                        Operation.Atomic _,
                        Operation.Fill _,
                        Operation.StoreBytes _,
                        Operation.Copy _,
                        Operation.SlotAddress _,
                        Operation.MapReference _,
                        Operation.MapValueAddress _,
                        Operation.FunctionAddress _ -> {}
            }
        }

        /** Helpers that call functions of ours, or that keep an address for later. */
        private static boolean keepsPointers(Operation.CallHelper call) {
            return call.helper().arguments().stream()
                    .anyMatch(value -> value.kind() == HelperValue.Kind.FUNCTION
                            || value.kind() == HelperValue.Kind.DYNPTR
                            || value.kind() == HelperValue.Kind.STACK);
        }

        /** In which blocks each slot is read. */
        private void findReads() {
            for (int place : flow.reversePostorder()) {
                for (Step step : function.blocks().get(place).steps()) {
                    for (Access access : reads(step.operation())) {
                        readers.computeIfAbsent(access.slot, key -> new HashSet<>())
                                .add(place);
                    }
                }
            }
        }

        /** Whether a block after this one may read a slot; a search that goes far says yes. */
        private boolean readAfter(int place, Slot slot) {
            Set<Integer> wanted = readers.get(slot);
            if (wanted == null) {
                return false;
            }
            var seen = new HashSet<Integer>();
            var waiting = new ArrayDeque<Integer>(List.of(place));
            while (!waiting.isEmpty() && seen.size() < FARTHEST) {
                for (int target : flow.successors(waiting.removeFirst())) {
                    if (wanted.contains(target)) {
                        return true;
                    }
                    if (seen.add(target)) {
                        waiting.addLast(target);
                    }
                }
            }
            return !waiting.isEmpty();
        }

        /** The bytes of slots that are read after some place. */
        private final class Wanted {
            private final int block;
            private final Map<Slot, BitSet> bytes = new HashMap<>();

            Wanted(int block) {
                this.block = block;
            }

            BitSet of(Slot slot) {
                return bytes.computeIfAbsent(slot, key -> {
                    var all = new BitSet();
                    all.set(0, readAfter(block, slot) ? slot.bytes() : 0);
                    return all;
                });
            }
        }

        private Block block(int place) {
            Block block = function.blocks().get(place);
            var wanted = new Wanted(place);
            var reversed = new ArrayList<Step>();
            for (Step step : block.steps().reversed()) {
                Step kept = step(step, wanted);
                if (kept != null) {
                    reversed.add(kept);
                }
                changed |= !step.equals(kept);
            }
            Collections.reverse(reversed);
            return block.withSteps(reversed);
        }

        /** The step, or what is left of it, or null; going backwards, so that what follows is known. */
        private @Nullable Step step(Step step, Wanted wanted) {
            Step kept = step;
            Access write = write(step);
            if (write != null && known.get(write.slot.number())) {
                BitSet bytes = wanted.of(write.slot);
                int end = write.bytes == 0 ? write.slot.bytes() : write.offset + write.bytes;
                int first = bytes.nextSetBit(write.offset);
                if (first < 0 || first >= end) {
                    return null;
                }
                if (step.operation() instanceof Operation.Fill fill) {
                    kept = step.with(shrunk(fill, first - write.offset, bytes.previousSetBit(end - 1) + 1 - first));
                }
                if (write.bytes != 0) {
                    bytes.clear(write.offset, end);
                }
            }
            for (Access read : reads(step.operation())) {
                int end = read.bytes == 0 ? read.slot.bytes() : Math.min(read.offset + read.bytes, read.slot.bytes());
                wanted.of(read.slot).set(Math.min(read.offset, end), end);
            }
            return kept;
        }

        private static Operation shrunk(Operation.Fill fill, int skipped, int bytes) {
            return new Operation.Fill(fill.base(), fill.offset() + skipped, bytes);
        }

        /** What a step writes and does nothing else, if it is bytes of one slot. */
        private @Nullable Access write(Step step) {
            return switch (step.operation()) {
                case Operation.Store store ->
                    access(store.base(), store.offset(), store.size().bytes());
                case Operation.Fill fill -> access(fill.base(), fill.offset(), fill.bytes());
                case Operation.StoreBytes store -> access(store.base(), store.offset(), store.bytes().length);
                case Operation.Copy copy -> access(copy.target(), copy.targetOffset(), copy.bytes());
                case Operation.CallHelper call -> written(step, call);
                case Operation.Constant _,
                        Operation.Binary _,
                        Operation.Compare _,
                        Operation.Select _,
                        Operation.Extend _,
                        Operation.ByteSwap _,
                        Operation.Load _,
                        Operation.Atomic _,
                        Operation.Read _,
                        Operation.SlotAddress _,
                        Operation.MapReference _,
                        Operation.MapValueAddress _,
                        Operation.FunctionAddress _,
                        Operation.CallFunction _,
                        Operation.CallKernelFunction _ -> null;
            };
        }

        /** The slot that a helper writes to, when that is all that anybody can see of it. It may write less than the whole. */
        private @Nullable Access written(Step step, Operation.CallHelper call) {
            Value result = step.result();
            boolean unseen = result == null || uses[result.number()] == 0;
            boolean first = !call.arguments().isEmpty()
                    && !call.helper().arguments().isEmpty()
                    && call.helper().arguments().getFirst().access() == HelperValue.Access.WRITE;
            return unseen && first && HelperEffect.of(call.helper()) == HelperEffect.WRITES_ARGUMENTS
                    ? access(call.arguments().getFirst(), 0, 0)
                    : null;
        }

        /** Bytes of a slot from a base that is plainly in it; null for all else. */
        private @Nullable Access access(Value base, int offset, int bytes) {
            return definitions.of(base) instanceof Operation.SlotAddress(var slot, int inner)
                            && inner + offset >= 0
                            && inner + offset + bytes <= slot.bytes()
                    ? new Access(slot, inner + offset, bytes)
                    : null;
        }

        /** The bytes of slots that an operation may read. */
        private List<Access> reads(Operation operation) {
            return switch (operation) {
                case Operation.Load load ->
                    anywhere(load.base(), load.offset(), load.size().bytes());
                case Operation.Atomic atomic ->
                    anywhere(atomic.base(), atomic.offset(), atomic.size().bytes());
                case Operation.Copy copy -> anywhere(copy.source(), copy.sourceOffset(), copy.bytes());
                case Operation.CallHelper call -> read(call);
                case Operation.CallFunction call -> all(call.arguments());
                case Operation.CallKernelFunction call -> all(call.arguments());
                case Operation.Constant _,
                        Operation.Binary _,
                        Operation.Compare _,
                        Operation.Select _,
                        Operation.Extend _,
                        Operation.ByteSwap _,
                        Operation.Store _,
                        Operation.Read _,
                        Operation.Fill _,
                        Operation.StoreBytes _,
                        Operation.SlotAddress _,
                        Operation.MapReference _,
                        Operation.MapValueAddress _,
                        Operation.FunctionAddress _ -> List.of();
            };
        }

        private List<Access> anywhere(Value base, int offset, int bytes) {
            Access plain = access(base, offset, bytes);
            return plain == null ? all(List.of(base)) : List.of(plain);
        }

        private List<Access> all(List<Value> pointers) {
            var accesses = new ArrayList<Access>();
            for (Value pointer : pointers) {
                Slot slot = effects.slot(pointer);
                if (slot != null) {
                    accesses.add(new Access(slot, 0, 0));
                }
            }
            return accesses;
        }

        private List<Access> read(Operation.CallHelper call) {
            var accesses = new ArrayList<Access>();
            List<HelperValue> expected = call.helper().arguments();
            for (int i = 0; i < call.arguments().size(); i++) {
                Value argument = call.arguments().get(i);
                boolean writes = i < expected.size() && expected.get(i).access() == HelperValue.Access.WRITE;
                if (!writes) {
                    accesses.addAll(anywhere(argument, 0, sizeOf(call, i)));
                }
            }
            return accesses;
        }

        /** The bytes that a helper reads at an argument, from the size that comes next; 0 when that is not constant. */
        private int sizeOf(Operation.CallHelper call, int argument) {
            List<HelperValue> expected = call.helper().arguments();
            boolean sized = argument + 1 < call.arguments().size()
                    && argument + 1 < expected.size()
                    && (expected.get(argument + 1).kind() == HelperValue.Kind.SIZE
                            || expected.get(argument + 1).kind() == HelperValue.Kind.SIZE_OR_ZERO);
            return sized ? (int) definitions.constant(call.arguments().get(argument + 1)) : 0;
        }
    }
}
