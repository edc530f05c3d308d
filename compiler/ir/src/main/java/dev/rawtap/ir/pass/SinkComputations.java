package dev.rawtap.ir.pass;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.ControlFlow;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Step;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/**
 * What only some ways need is computed on those: a filter is tested first, and who fails it pays for nothing else.
 *
 * <pre>
 * %2 = call get_current_pid_tgid()        branch %1 == 7, yes, no
 * branch %1 == 7, yes, no            =>   yes:
 * yes:                                      %2 = call get_current_pid_tgid()
 *   … %2 …                                  … %2 …
 * </pre>
 *
 * <p>Only what gives the same result later moves, as one piece: nothing is computed twice, and nothing goes into a loop.
 */
final class SinkComputations implements Pass {
    @Override
    public String name() {
        return "sink-computations";
    }

    @Override
    public Function run(Function function) {
        return new Walk(function).run();
    }

    private static final class Walk {
        private static final int NOWHERE = -1;

        private final Function function;
        private final ControlFlow flow;
        private final MemoryEffects effects;
        private final boolean kernelChanges;
        private final int[] loopDepth;
        private final int[] home;
        private final List<Deque<Step>> steps = new ArrayList<>();
        private boolean changed;

        Walk(Function function) {
            this.function = function;
            flow = new ControlFlow(function);
            effects = new MemoryEffects(function, new Definitions(function));
            kernelChanges = function.blocks().stream()
                    .flatMap(block -> block.steps().stream())
                    .anyMatch(step -> effects.writes(step).contains(MemoryEffects.KERNEL));
            loopDepth = loopDepths(flow);
            home = new int[function.nextValue()];
            java.util.Arrays.fill(home, NOWHERE);
            function.blocks()
                    .forEach(block -> steps.add(new ArrayDeque<>(block.steps().size())));
        }

        Function run() {
            int[] order = flow.reversePostorder();
            for (int i = order.length - 1; i >= 0; i--) {
                block(order[i]);
            }
            if (!changed) {
                return function;
            }
            var blocks = new ArrayList<Block>(function.blocks().size());
            for (int place = 0; place < function.blocks().size(); place++) {
                blocks.add(function.blocks().get(place).withSteps(List.copyOf(steps.get(place))));
            }
            return function.withBlocks(blocks);
        }

        private void block(int place) {
            Block block = function.blocks().get(place);
            block.end().operands().forEach(value -> use(value, place));
            block.end().edges().forEach(edge -> edge.arguments().forEach(value -> use(value, place)));
            for (Step step : block.steps().reversed()) {
                int target = target(step, place);
                changed |= target != place;
                steps.get(target).addFirst(step);
                step.operation().operands().forEach(value -> use(value, target));
            }
        }

        /** Notes a use: the home of a value is the nearest block that dominates all uses. */
        private void use(Value value, int place) {
            int now = home[value.number()];
            if (now == NOWHERE) {
                home[value.number()] = place;
                return;
            }
            while (!flow.dominates(now, place)) {
                now = flow.immediateDominator(now);
            }
            home[value.number()] = now;
        }

        /** The block to compute a step in. */
        private int target(Step step, int place) {
            Value result = step.result();
            int target = result == null ? NOWHERE : home[result.number()];
            if (target == NOWHERE || target == place || !moves(step.operation())) {
                return place;
            }
            boolean spared = false;
            int wanted = place;
            for (int at = target; at != place; at = flow.immediateDominator(at)) {
                if (loopDepth[at] > loopDepth[place]) {
                    wanted = place;
                    spared = false;
                    continue;
                }
                wanted = wanted == place ? at : wanted;
                spared |= flow.predecessors(at).length == 1 && flow.successors(flow.predecessors(at)[0]).length > 1;
            }
            return spared ? wanted : place;
        }

        private boolean moves(Operation operation) {
            if (Constants.isConstant(operation)) {
                return false;
            }
            return switch (operation) {
                case Operation.Load load ->
                    load.base().type() instanceof Type.Pointer(var region, boolean _)
                            && switch (region) {
                                case Type.Region.Context _ -> true;
                                case Type.Region.KernelObject _ -> !kernelChanges;
                                case Type.Region.Stack _, Type.Region.MapValue _, Type.Region.Memory _ -> false;
                            };
                case Operation.Read _ -> !kernelChanges && !effects.numbersReachOwnMemory();
                case Operation other -> HelperEffect.fixed(other);
            };
        }
    }

    /** How many loops each block is in. */
    private static int[] loopDepths(ControlFlow flow) {
        var depths = new int[flow.size()];
        for (int head : flow.reversePostorder()) {
            var inside = new BitSet();
            var waiting = new ArrayDeque<Integer>();
            for (int before : flow.predecessors(head)) {
                if (flow.closesLoop(before, head)) {
                    waiting.add(before);
                }
            }
            if (waiting.isEmpty()) {
                continue;
            }
            inside.set(head);
            while (!waiting.isEmpty()) {
                int block = waiting.removeLast();
                if (!inside.get(block)) {
                    inside.set(block);
                    for (int before : flow.predecessors(block)) {
                        waiting.add(before);
                    }
                }
            }
            inside.stream().forEach(block -> depths[block]++);
        }
        return depths;
    }
}
