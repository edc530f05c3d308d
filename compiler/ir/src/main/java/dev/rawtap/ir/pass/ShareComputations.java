package dev.rawtap.ir.pass;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.ControlFlow;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Step;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.Size;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was computed on every way here is not computed again: arithmetic, helpers whose answer does not change during a run, and loads when
 * nothing wrote in between; a load of what was just stored is that value. It walks the tree of dominators with a table whose entries end
 * with the block that made them. Sharing merges a check and its use on one value, never parts them.
 *
 * <pre>
 * %2 = load u64 [%0+8]
 * %3 = load u64 [%0+8]   =>   %2 = load u64 [%0+8]
 * %4 = %2 + %3                %4 = %2 + %2
 * </pre>
 */
final class ShareComputations implements Pass {
    @Override
    public String name() {
        return "share-computations";
    }

    @Override
    public Function run(Function function) {
        return new Walk(function).run();
    }

    /** A computation with the version of the memory that it reads, 0 for none. */
    private record Key(Operation operation, Type type, int version) {}

    /** Constant bytes that were written from a base on. */
    private record KnownBytes(int offset, byte[] content, int version) {}

    private static final class Walk {
        private final Function function;
        private final ControlFlow flow;
        private final MemoryEffects effects;
        private final MemoryVersions versions;
        private final Constants constants;
        private final Map<Value, KnownBytes> bytes = new HashMap<>();
        private final Substitution substitution;
        private final Map<Key, Value> table = new HashMap<>();
        private final Deque<Key> made = new ArrayDeque<>();
        private final Deque<Integer> marks = new ArrayDeque<>();
        private final List<Block> blocks;
        private boolean changed;

        Walk(Function function) {
            this.function = function;
            flow = new ControlFlow(function);
            effects = new MemoryEffects(function, new Definitions(function));
            versions = new MemoryVersions(function, flow, effects);
            constants = new Constants(function);
            substitution = new Substitution(function.nextValue());
            blocks = new ArrayList<>(function.blocks());
        }

        Function run() {
            flow.walkDominators(this::enter, this::leave);
            return changed ? substitution.apply(function.withBlocks(constants.complete(blocks))) : function;
        }

        private void enter(int place) {
            marks.push(made.size());
            versions.enter(place);
            Block block = function.blocks().get(place);
            var steps = new ArrayList<Step>(block.steps().size());
            for (Step step : block.steps()) {
                Step kept = step(substitution.apply(step));
                changed |= !step.equals(kept);
                if (kept != null) {
                    steps.add(kept);
                }
            }
            blocks.set(place, block.withSteps(steps));
        }

        private void leave(int place) {
            versions.leave();
            int mark = marks.pop();
            while (made.size() > mark) {
                table.remove(made.pop());
            }
        }

        /** The step, or null when a value takes the place of its result. */
        private @Nullable Step step(Step step) {
            Value result = step.result();
            Key key = result == null ? null : key(step.operation(), result.type());
            if (key != null && result != null) {
                Value written = constant(step.operation());
                Value known = written == null ? table.get(key) : written;
                if (known != null) {
                    substitution.put(result, known);
                    return null;
                }
                put(key, result);
                return forward(step);
            }
            for (MemoryEffects.Area area : effects.writes(step)) {
                versions.write(area);
            }
            if (step.operation() instanceof Operation.Store store) {
                remember(store);
            }
            if (step.operation() instanceof Operation.StoreBytes(var base, int offset, var content)) {
                bytes.put(base, new KnownBytes(offset, content, versions.of(effects.area(base))));
            }
            return step;
        }

        /** The number that a load of constant bytes gives, while nothing else was written there; else null. */
        private @Nullable Value constant(Operation operation) {
            if (!(operation instanceof Operation.Load(var size, boolean signed, var base, int offset))) {
                return null;
            }
            KnownBytes known = bytes.get(base);
            if (known == null
                    || known.version != versions.of(effects.area(base))
                    || offset < known.offset
                    || offset + size.bytes() > known.offset + known.content.length) {
                return null;
            }
            long number = 0;
            for (int i = size.bytes() - 1; i >= 0; i--) {
                number = (number << 8) | (known.content[offset - known.offset + i] & 0xff);
            }
            int unused = 64 - 8 * size.bytes();
            return constants.number(signed ? number << unused >> unused : number);
        }

        private void put(Key key, Value value) {
            if (table.putIfAbsent(key, value) == null) {
                made.push(key);
            }
        }

        /** Notes what a load of the stored bytes gives. */
        private void remember(Operation.Store store) {
            int version = versions.of(effects.area(store.base()));
            if (store.size() == Size.DOUBLE) {
                var load = new Operation.Load(Size.DOUBLE, false, store.base(), store.offset());
                put(new Key(load, store.value().type(), version), store.value());
            } else {
                put(new Key(narrow(store.size(), store.base(), store.offset()), Type.SCALAR, version), store.value());
            }
        }

        /** Stands in the table for the bytes that a store wrote. */
        private static Operation narrow(Size size, Value base, int offset) {
            return new Operation.Store(size, base, offset, base);
        }

        /** A load of what was stored is that value, cut to its width. */
        private Step forward(Step step) {
            if (!(step.operation() instanceof Operation.Load(var size, boolean signed, var base, int offset))
                    || size == Size.DOUBLE) {
                return step;
            }
            int version = versions.of(effects.area(base));
            Value value = table.get(new Key(narrow(size, base, offset), Type.SCALAR, version));
            return value == null ? step : step.with(new Operation.Extend(8 * size.bytes(), signed, value));
        }

        private @Nullable Key key(Operation operation, Type type) {
            if (HelperEffect.fixed(operation)) {
                return new Key(operation, type, 0);
            }
            if (operation instanceof Operation.Load(var size, boolean signed, var base, int offset)) {
                boolean sign = signed && size != Size.DOUBLE;
                int version = versions.of(effects.area(base));
                return new Key(new Operation.Load(size, sign, base, offset), type, version);
            }
            return operation instanceof Operation.Read && !effects.numbersReachOwnMemory()
                    ? new Key(operation, type, versions.of(MemoryEffects.KERNEL))
                    : null;
        }
    }
}
