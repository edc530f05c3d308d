package dev.rawtap.ir.pass;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.Edge;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Slot;
import dev.rawtap.ir.Step;
import dev.rawtap.ir.Terminator;
import dev.rawtap.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Removes what nothing depends on: steps without effect, parameters, slots that no step names. What is needed is found from what has
 * effects, so that a loop does not keep its own counter alive.
 */
final class RemoveDeadCode implements Pass {
    @Override
    public String name() {
        return "remove-dead-code";
    }

    @Override
    public Function run(Function function) {
        return new Sweep(function).run();
    }

    private static final class Sweep {
        private final Function function;
        private final Definitions definitions;
        private final Map<String, Block> blocks = new HashMap<>();
        private final @Nullable List<Value>[] sources;
        private final BitSet live = new BitSet();
        private final Deque<Value> waiting = new ArrayDeque<>();

        @SuppressWarnings({"unchecked", "rawtypes"})
        Sweep(Function function) {
            this.function = function;
            definitions = new Definitions(function);
            sources = new List[function.nextValue()];
            function.blocks().forEach(block -> blocks.put(block.label(), block));
        }

        Function run() {
            for (Block block : function.blocks()) {
                for (Step step : block.steps()) {
                    if (!HelperEffect.removable(step.operation())) {
                        step.operation().operands().forEach(this::need);
                    }
                }
                block.end().operands().forEach(this::need);
                block.end().edges().forEach(this::link);
            }
            while (!waiting.isEmpty()) {
                Value value = waiting.removeLast();
                Operation operation = definitions.of(value);
                List<Value> given = sources[value.number()];
                if (operation != null) {
                    operation.operands().forEach(this::need);
                } else if (given != null) {
                    given.forEach(this::need);
                }
            }
            return without();
        }

        /** Notes what a block's parameters get from an edge. */
        private void link(Edge edge) {
            List<Value> parameters = block(edge).parameters();
            for (int i = 0; i < parameters.size(); i++) {
                int number = parameters.get(i).number();
                List<Value> given = sources[number];
                if (given == null) {
                    given = new ArrayList<>(2);
                    sources[number] = given;
                }
                given.add(edge.arguments().get(i));
            }
        }

        private void need(Value value) {
            if (!live.get(value.number())) {
                live.set(value.number());
                waiting.add(value);
            }
        }

        private Block block(Edge edge) {
            Block block = blocks.get(edge.label());
            if (block == null) {
                throw new IllegalStateException("edge to no block %s".formatted(edge.label()));
            }
            return block;
        }

        private Function without() {
            Set<Slot> used = new HashSet<>();
            boolean same = true;
            var result = new ArrayList<Block>(function.blocks().size());
            for (Block block : function.blocks()) {
                Block changed = without(block, used);
                same &= changed.equals(block);
                result.add(changed);
            }
            List<Slot> slots = function.slots().stream().filter(used::contains).toList();
            return same && slots.size() == function.slots().size() ? function : function.with(slots, result);
        }

        private Block without(Block block, Set<Slot> used) {
            var steps = new ArrayList<Step>(block.steps().size());
            for (Step step : block.steps()) {
                Value result = step.result();
                boolean dead =
                        HelperEffect.removable(step.operation()) && (result == null || !live.get(result.number()));
                if (!dead) {
                    steps.add(step);
                    if (step.operation() instanceof Operation.SlotAddress(var slot, var _)) {
                        used.add(slot);
                    }
                }
            }
            List<Value> parameters = live(block.parameters(), block.parameters());
            Terminator end = block.end().map(value -> value, this::without);
            boolean same = steps.size() == block.steps().size()
                    && parameters.size() == block.parameters().size()
                    && end.equals(block.end());
            return same ? block : new Block(block.label(), parameters, steps, end, block.endSource());
        }

        private Edge without(Edge edge) {
            return edge.arguments().isEmpty()
                    ? edge
                    : new Edge(edge.label(), live(edge.arguments(), block(edge).parameters()));
        }

        private List<Value> live(List<Value> values, List<Value> parameters) {
            if (values.isEmpty()) {
                return values;
            }
            var kept = new ArrayList<Value>(values.size());
            for (int i = 0; i < values.size(); i++) {
                if (live.get(parameters.get(i).number())) {
                    kept.add(values.get(i));
                }
            }
            return kept;
        }
    }
}
