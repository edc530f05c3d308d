package dev.rawtap.ir.pass;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.ControlFlow;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Slot;
import dev.rawtap.ir.Step;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.HelperValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A key is looked up once, and written to the stack once, as long as this program changes neither the map nor the key:
 * {@code if (@start[tid]) { @ns = hist(nsecs - @start[tid]); delete(@start, tid); }} needs one lookup and one key. Where another CPU
 * removes the key in between, the value that was found stays readable until the program ends.
 *
 * <pre>
 * store u64 [slot0], %1                             store u64 [slot0], %1
 * %2 = call map_lookup_elem(m, slot0)               %2 = call map_lookup_elem(m, slot0)
 * store u64 [slot1], %1                        =>   store u64 [slot1], %1                   // dead
 * %3 = call map_lookup_elem(m, slot1)               %4 = call map_delete_elem(m, slot0)
 * %4 = call map_delete_elem(m, slot1)
 * </pre>
 */
final class ShareLookups implements Pass {
    private static final Type STACK = new Type.Pointer(new Type.Region.Stack(), false);

    @Override
    public String name() {
        return "share-lookups";
    }

    @Override
    public Function run(Function function) {
        return function.slots().isEmpty() ? function : new Walk(function).run();
    }

    private record Lookup(String map, List<SlotContents.Piece> key, Type type, int members) {}

    private static final class Walk {
        private final Function function;
        private final ControlFlow flow;
        private final Definitions definitions;
        private final Constants constants;
        private final MemoryEffects effects;
        private final MemoryVersions versions;
        private final SlotContents contents;
        private final Substitution substitution;
        private final Map<Lookup, Value> table = new HashMap<>();
        private final Deque<Lookup> made = new ArrayDeque<>();
        private final Deque<Integer> marks = new ArrayDeque<>();
        private final List<Block> blocks;
        private boolean changed;

        Walk(Function function) {
            this.function = function;
            flow = new ControlFlow(function);
            definitions = new Definitions(function);
            constants = new Constants(function);
            effects = new MemoryEffects(function, definitions);
            versions = new MemoryVersions(function, flow, effects);
            contents = new SlotContents(definitions, versions);
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

        /** The step, or null when an earlier lookup found the same. */
        private @Nullable Step step(Step step) {
            Value result = step.result();
            Lookup lookup = result == null ? null : lookup(step.operation(), result.type());
            if (lookup != null && result != null) {
                Value known = table.get(lookup);
                if (known != null) {
                    substitution.put(result, known);
                    return null;
                }
                table.put(lookup, result);
                made.push(lookup);
            }
            Step kept = step.operation() instanceof Operation.CallHelper call ? step.with(sharing(call)) : step;
            write(step);
            return kept;
        }

        private void write(Step step) {
            Slot slot = contents.written(step.operation());
            List<SlotContents.Piece> before = slot == null ? List.of() : contents.pieces(slot);
            for (MemoryEffects.Area area : effects.writes(step)) {
                versions.write(area);
            }
            if (slot != null) {
                contents.write(slot, before, step.operation());
            }
        }

        private @Nullable Lookup lookup(Operation operation, Type type) {
            if (!(operation instanceof Operation.CallHelper(var helper, var arguments))
                    || !helper.name().equals("map_lookup_elem")
                    || !(arguments.getFirst().type() instanceof Type.MapHandle(var map))) {
                return null;
            }
            Slot slot = contents.slot(arguments.get(1));
            List<SlotContents.Piece> key = slot == null ? null : contents.whole(slot);
            return key == null ? null : new Lookup(map, key, type, versions.of(new MemoryEffects.Area.Members(map)));
        }

        /** The call with keys and values from slots that hold the same already. */
        private Operation sharing(Operation.CallHelper call) {
            List<HelperValue> expected = call.helper().arguments();
            var arguments = new ArrayList<>(call.arguments());
            for (int i = 0; i < Math.min(expected.size(), arguments.size()); i++) {
                HelperValue.Kind kind = expected.get(i).kind();
                boolean read = kind == HelperValue.Kind.MAP_KEY
                        || (kind == HelperValue.Kind.MAP_VALUE
                                && expected.get(i).access() == HelperValue.Access.READ);
                Slot slot = read ? contents.slot(arguments.get(i)) : null;
                List<SlotContents.Piece> whole = slot == null ? null : contents.whole(slot);
                if (slot != null && whole != null) {
                    arguments.set(i, constants.of(new Operation.SlotAddress(contents.same(slot, whole), 0), STACK));
                }
            }
            return new Operation.CallHelper(call.helper(), arguments);
        }
    }
}
