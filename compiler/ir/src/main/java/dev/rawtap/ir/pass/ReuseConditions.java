package dev.rawtap.ir.pass;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.ControlFlow;
import dev.rawtap.ir.Edge;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Terminator;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.Condition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a branch has tested on the way here is not tested again: neither the same operands, nor a number against a bound that follows.
 *
 * <pre>
 * branch %1 &lt; %2, a, b          a:
 * a:                       =>     jump c
 *   branch %1 &lt;= %2, c, d
 * </pre>
 *
 * <p>The kernel's verifier follows the same facts along the same ways, so it misses nothing.
 */
final class ReuseConditions implements Pass {
    @Override
    public String name() {
        return "reuse-conditions";
    }

    @Override
    public Function run(Function function) {
        return new Walk(function).run();
    }

    private record Pair(Value left, Value right) {}

    /** A table entry as it was before. */
    private record Change(Object key, @Nullable Object before) {}

    private static final class Walk {
        private final Function function;
        private final ControlFlow flow;
        private final Definitions definitions;
        private final Map<Pair, Relation> relations = new HashMap<>();
        private final Map<Value, Range> ranges = new HashMap<>();
        private final Deque<Change> changes = new ArrayDeque<>();
        private final Deque<Integer> marks = new ArrayDeque<>();
        private final List<Block> blocks;
        private boolean changed;

        Walk(Function function) {
            this.function = function;
            flow = new ControlFlow(function);
            definitions = new Definitions(function);
            blocks = new ArrayList<>(function.blocks());
        }

        Function run() {
            flow.walkDominators(this::enter, this::leave);
            return changed ? new RemoveUnreachableBlocks().run(function.withBlocks(blocks)) : function;
        }

        private void enter(int place) {
            marks.push(changes.size());
            int[] before = flow.predecessors(place);
            if (before.length == 1) {
                learn(
                        function.blocks().get(before[0]).end(),
                        function.blocks().get(place).label());
            }
            if (function.blocks().get(place).end() instanceof Terminator.Branch branch) {
                Boolean holds = decide(branch.condition(), branch.left(), branch.right());
                if (holds != null) {
                    Edge way = holds ? branch.whenTrue() : branch.whenFalse();
                    blocks.set(place, blocks.get(place).withEnd(new Terminator.Jump(way)));
                    changed = true;
                }
            }
        }

        private void leave(int place) {
            int mark = marks.pop();
            while (changes.size() > mark) {
                undo(changes.pop());
            }
        }

        private void undo(Change change) {
            switch (change.key) {
                case Pair pair -> restore(relations, pair, (Relation) change.before);
                case Value value -> restore(ranges, value, (Range) change.before);
                default -> throw new IllegalStateException("no table for %s".formatted(change.key));
            }
        }

        private static <K, V> void restore(Map<K, V> table, K key, @Nullable V before) {
            if (before == null) {
                table.remove(key);
            } else {
                table.put(key, before);
            }
        }

        /** Notes what the only way into a block says. */
        private void learn(Terminator end, String label) {
            switch (end) {
                case Terminator.Branch(var condition, var left, var right, var whenTrue, var _) -> {
                    boolean held = whenTrue.label().equals(label);
                    learn(condition, held, left, right);
                }
                case Terminator.Switch(var value, var cases, var _) ->
                    cases.stream()
                            .filter(one -> one.target().label().equals(label))
                            .findFirst()
                            .ifPresent(one -> limit(value, range(value).with(Condition.EQ, true, one.number())));
                case Terminator.Jump _, Terminator.MayGoto _, Terminator.Return _ -> {}
            }
        }

        private void learn(Condition condition, boolean held, Value left, Value right) {
            if (definitions.isConstant(right)) {
                limit(left, range(left).with(condition, held, definitions.constant(right)));
            }
            var pair = new Pair(left, right);
            Relation before = relations.get(pair);
            changes.push(new Change(pair, before));
            relations.put(pair, Objects.requireNonNullElse(before, Relation.ANY).with(condition, held));
        }

        private void limit(Value value, Range range) {
            changes.push(new Change(value, ranges.get(value)));
            ranges.put(value, range);
        }

        private Range range(Value value) {
            return ranges.getOrDefault(value, Range.ANY);
        }

        private @Nullable Boolean decide(Condition condition, Value left, Value right) {
            Relation relation = relations.get(new Pair(left, right));
            Boolean holds = relation == null ? null : relation.decide(condition);
            if (holds == null && definitions.isConstant(right)) {
                return range(left).decide(condition, definitions.constant(right));
            }
            return holds;
        }
    }
}
