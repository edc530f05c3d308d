package dev.rawtap.ir.pass;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.ControlFlow;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Step;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A program that needs its context after a call for one argument alone loads that before the call: then the argument takes the
 * register that outlives the call, not the context and the argument. Arguments do not change, and loading one cannot fail.
 *
 * <pre>
 * %1 = call ktime_get_ns()            %2 = load u64 [%0+8]
 * %2 = load u64 [%0+8]           =>   %1 = call ktime_get_ns()
 * </pre>
 */
final class LoadArgumentEarly implements Pass {
    @Override
    public String name() {
        return "load-argument-early";
    }

    @Override
    public Function run(Function function) {
        if (function.kind() != Function.Kind.PROGRAM
                || function.parameters().isEmpty()
                || !(function.parameters().getFirst().type() instanceof Type.Pointer(Type.Region.Context _, var _))) {
            return function;
        }
        var search = new Search(function);
        Step load = search.onlyLateLoad();
        return load == null ? function : search.move(load);
    }

    private static boolean calls(Step step) {
        Operation operation = step.operation();
        return operation instanceof Operation.CallHelper
                || operation instanceof Operation.CallFunction
                || operation instanceof Operation.CallKernelFunction
                || operation instanceof Operation.Read;
    }

    private static final class Search {
        private final Function function;
        private final Value context;
        private final List<Block> blocks;
        private final ControlFlow flow;
        private final boolean[] afterCall;
        private final Set<Value> late = new HashSet<>();
        private int dominator = -1;

        Search(Function function) {
            this.function = function;
            context = function.parameters().getFirst();
            blocks = function.blocks();
            flow = new ControlFlow(function);
            afterCall = afterCall();
        }

        /** Whether a call may have been made before each block begins. */
        private boolean[] afterCall() {
            var result = new boolean[blocks.size()];
            boolean changed = true;
            while (changed) {
                changed = false;
                for (int block : flow.reversePostorder()) {
                    boolean left =
                            result[block] || blocks.get(block).steps().stream().anyMatch(LoadArgumentEarly::calls);
                    for (int next : flow.successors(block)) {
                        changed |= left && !result[next];
                        result[next] |= left;
                    }
                }
            }
            return result;
        }

        /** The first load from the context that comes after a call, if there is no other use of the context after a call. */
        @Nullable
        Step onlyLateLoad() {
            Step only = null;
            for (int block : flow.reversePostorder()) {
                boolean called = afterCall[block];
                for (Step step : blocks.get(block).steps()) {
                    if (called && step.operation().operands().contains(context)) {
                        Value result = step.result();
                        if (!(step.operation() instanceof Operation.Load)
                                || result == null
                                || (only != null && !sameLoad(only, step))) {
                            return null;
                        }
                        only = only == null ? step : only;
                        late.add(result);
                        dominator = dominator < 0 ? block : common(dominator, block);
                    }
                    called |= calls(step);
                }
                if (blocks.get(block).end().operands().contains(context)) {
                    return null;
                }
            }
            return only;
        }

        /** Whether two loads give the same value, as the same: the context can hold what one takes for a number, one for a pointer. */
        private static boolean sameLoad(Step one, Step other) {
            Value first = one.result();
            Value second = other.result();
            return one.operation().equals(other.operation())
                    && first != null
                    && second != null
                    && first.type().equals(second.type());
        }

        private int common(int one, int other) {
            int above = one;
            while (!flow.dominates(above, other)) {
                above = flow.immediateDominator(above);
            }
            return above;
        }

        /** To the last place before any call that all ways to the loads come through. */
        Function move(Step load) {
            Value result = Objects.requireNonNull(load.result());
            int place = dominator;
            while (afterCall[place]) {
                place = flow.immediateDominator(place);
            }
            var substitution = new Substitution(function.nextValue());
            var changed = new ArrayList<Block>();
            for (int i = 0; i < blocks.size(); i++) {
                var steps = new ArrayList<Step>();
                for (Step step : blocks.get(i).steps()) {
                    Value value = step.result();
                    if (value == null || !late.contains(value)) {
                        steps.add(step);
                    } else if (!value.equals(result)) {
                        substitution.put(value, result);
                    }
                }
                if (i == place) {
                    steps.add(firstCall(steps), load);
                }
                changed.add(blocks.get(i).withSteps(steps));
            }
            return substitution.apply(function.withBlocks(changed));
        }

        private static int firstCall(List<Step> steps) {
            int index = 0;
            while (index < steps.size() && !calls(steps.get(index))) {
                index++;
            }
            return index;
        }
    }
}
