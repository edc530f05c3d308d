package dev.rawtap.ir;

import dev.rawtap.isa.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** How a block ends. */
public sealed interface Terminator {
    /** On to a block. */
    record Jump(Edge target) implements Terminator {}

    /** One of two ways. The verifier learns from the condition: nothing may come between it and the use of what it proves. */
    record Branch(Condition condition, Value left, Value right, Edge whenTrue, Edge whenFalse) implements Terminator {}

    /** The case with the value's number, else the default. Numbers differ. */
    record Switch(Value value, List<Case> cases, Edge otherwise) implements Terminator {
        /** Copies the cases. */
        public Switch {
            cases = List.copyOf(cases);
        }
    }

    /** One number of a switch. */
    record Case(long number, Edge target) {}

    /**
     * On, unless the kernel's budget for loops is used up: {@code may_goto}, so that the verifier accepts a loop that it cannot count
     * (kernel 6.9).
     */
    record MayGoto(Edge next, Edge exhausted) implements Terminator {}

    /** The end of the function with its result. */
    record Return(Value value) implements Terminator {}

    /** The ways out, in order. */
    default List<Edge> edges() {
        return switch (this) {
            case Jump(var target) -> List.of(target);
            case Branch branch -> List.of(branch.whenTrue(), branch.whenFalse());
            case Switch(var value, var cases, var otherwise) -> {
                var edges = new ArrayList<Edge>(cases.size() + 1);
                cases.forEach(one -> edges.add(one.target()));
                edges.add(otherwise);
                yield edges;
            }
            case MayGoto(var next, var exhausted) -> List.of(next, exhausted);
            case Return _ -> List.of();
        };
    }

    /** The values that it uses itself, without the arguments of its edges. */
    default List<Value> operands() {
        return switch (this) {
            case Jump _, MayGoto _ -> List.of();
            case Branch branch -> List.of(branch.left(), branch.right());
            case Switch(var value, var cases, var otherwise) -> List.of(value);
            case Return(var value) -> List.of(value);
        };
    }

    /** The same end with other values and edges. */
    default Terminator map(UnaryOperator<Value> change, UnaryOperator<Edge> redirect) {
        return switch (this) {
            case Jump(var target) -> new Jump(redirect.apply(target.map(change)));
            case Branch(var condition, var left, var right, var whenTrue, var whenFalse) ->
                new Branch(
                        condition,
                        change.apply(left),
                        change.apply(right),
                        redirect.apply(whenTrue.map(change)),
                        redirect.apply(whenFalse.map(change)));
            case Switch(var value, var cases, var otherwise) ->
                new Switch(
                        change.apply(value),
                        cases.stream()
                                .map(one -> new Case(
                                        one.number(),
                                        redirect.apply(one.target().map(change))))
                                .toList(),
                        redirect.apply(otherwise.map(change)));
            case MayGoto(var next, var exhausted) ->
                new MayGoto(redirect.apply(next.map(change)), redirect.apply(exhausted.map(change)));
            case Return(var value) -> new Return(change.apply(value));
        };
    }
}
