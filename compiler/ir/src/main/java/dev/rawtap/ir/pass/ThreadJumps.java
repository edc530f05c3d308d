package dev.rawtap.ir.pass;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.Edge;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Terminator;
import dev.rawtap.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An edge to a block without steps goes where that block goes, when that is known for the edge's arguments: what {@code &&} and {@code ||}
 * leave behind.
 *
 * <pre>
 * jump decided(%1)                     // %1 = constant 0
 * decided(%2: scalar):            =>   jump no
 *   branch %2 != 0, yes, no
 * </pre>
 *
 * <p>The block's parameters must not be used elsewhere: the blocks that follow are reached past it now.
 */
final class ThreadJumps implements Pass {
    /** Bounds a walk round a loop of empty blocks. */
    private static final int FARTHEST = 64;

    @Override
    public String name() {
        return "thread-jumps";
    }

    @Override
    public Function run(Function function) {
        return new Walk(function).run();
    }

    private static final class Walk {
        private final Function function;
        private final Definitions definitions;
        private final Map<String, Block> passable = new HashMap<>();
        private final int[] uses;

        Walk(Function function) {
            this.function = function;
            definitions = new Definitions(function);
            uses = new int[function.nextValue()];
            for (Block block : function.blocks()) {
                block.steps().forEach(step -> step.operation().operands().forEach(value -> uses[value.number()]++));
                count(block.end(), 1);
            }
            for (Block block : function.blocks()) {
                if (block.steps().isEmpty() && keepsParameters(block)) {
                    passable.put(block.label(), block);
                }
            }
        }

        Function run() {
            boolean changed = false;
            var blocks = new ArrayList<Block>(function.blocks().size());
            for (Block block : function.blocks()) {
                Terminator end = block.end().map(value -> value, this::follow);
                boolean same = end.equals(block.end());
                changed |= !same;
                blocks.add(same ? block : block.withEnd(end));
            }
            return changed ? new RemoveUnreachableBlocks().run(function.withBlocks(blocks)) : function;
        }

        private void count(Terminator end, int by) {
            end.operands().forEach(value -> uses[value.number()] += by);
            for (Edge edge : end.edges()) {
                edge.arguments().forEach(value -> uses[value.number()] += by);
            }
        }

        /** Whether only the block's own end uses its parameters. */
        private boolean keepsParameters(Block block) {
            count(block.end(), -1);
            boolean keeps = block.parameters().stream().allMatch(value -> uses[value.number()] == 0);
            count(block.end(), 1);
            return keeps;
        }

        private Edge follow(Edge edge) {
            Edge last = edge;
            for (int i = 0; i < FARTHEST; i++) {
                Block block = passable.get(last.label());
                Edge next = block == null ? null : next(block, last.arguments());
                if (next == null) {
                    return last;
                }
                last = next;
            }
            return edge;
        }

        /** Where a block without steps goes with these arguments; null when the run decides. */
        private @Nullable Edge next(Block block, List<Value> arguments) {
            UnaryOperator<Value> given = value -> {
                int place = block.parameters().indexOf(value);
                return place < 0 ? value : arguments.get(place);
            };
            Edge way = switch (block.end()) {
                case Terminator.Jump(var target) -> target;
                case Terminator.Branch branch ->
                    decided(branch, given.apply(branch.left()), given.apply(branch.right()));
                case Terminator.Switch(var value, var cases, var otherwise)
                when definitions.isConstant(given.apply(value)) ->
                    chosen(cases, otherwise, definitions.constant(given.apply(value)));
                case Terminator.Switch _, Terminator.MayGoto _, Terminator.Return _ -> null;
            };
            return way == null ? null : way.map(given);
        }

        private @Nullable Edge decided(Terminator.Branch branch, Value left, Value right) {
            boolean constant = definitions.isConstant(left) && definitions.isConstant(right);
            if (!constant) {
                return null;
            }
            Boolean holds = KnownBits.decide(
                    branch.condition(),
                    KnownBits.of(definitions.constant(left)),
                    KnownBits.of(definitions.constant(right)));
            return holds == null ? null : holds ? branch.whenTrue() : branch.whenFalse();
        }

        private static Edge chosen(List<Terminator.Case> cases, Edge otherwise, long number) {
            for (Terminator.Case one : cases) {
                if (one.number() == number) {
                    return one.target();
                }
            }
            return otherwise;
        }
    }
}
