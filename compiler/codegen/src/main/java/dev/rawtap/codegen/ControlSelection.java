package dev.rawtap.codegen;

import dev.rawtap.codegen.MachineInstruction.Test;
import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.Edge;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Terminator;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.Condition;
import java.util.List;
import java.util.function.IntSupplier;

/** Comparisons and the ends of blocks. */
final class ControlSelection {
    /** A switch of so many cases is a chain of comparisons. */
    private static final int CHAIN = 3;

    private final Selection selection;

    ControlSelection(Selection selection) {
        this.selection = selection;
    }

    void end(Terminator end) {
        switch (end) {
            case Terminator.Jump(var target) -> jump(target);
            case Terminator.Branch branch -> branch(branch);
            case Terminator.Switch choice -> choose(choice);
            case Terminator.MayGoto(var next, var exhausted) ->
                selection.emit(new MachineInstruction.MayGoto(block(next), block(exhausted)));
            case Terminator.Return(var value) ->
                selection.emit(
                        selection.resultMatters || !selection.definitions.isNumber(value)
                                ? new MachineInstruction.Return(selection.source(value))
                                : new MachineInstruction.Leave());
        }
    }

    void compare(Value result, Operation.Compare compare) {
        Comparison plain = new Comparison(compare.condition(), compare.left(), compare.right(), false);
        selection.emit(new MachineInstruction.Choose(
                result.number(), test(plain), new Source.Constant(1), new Source.Constant(0)));
    }

    void choose(Value result, Operation.Select select) {
        Comparison comparison = nonZero(select.condition());
        Source whenTrue = selection.source(comparison.inverted ? select.whenFalse() : select.whenTrue());
        Source whenFalse = selection.source(comparison.inverted ? select.whenTrue() : select.whenFalse());
        selection.emit(new MachineInstruction.Choose(result.number(), test(comparison), whenTrue, whenFalse));
    }

    /** What is compared; {@code inverted} if the other way is meant. */
    private record Comparison(Condition condition, Value left, Value right, boolean inverted) {
        Comparison invert() {
            return new Comparison(condition, left, right, !inverted);
        }
    }

    private void jump(Edge target) {
        selection.emit(new MachineInstruction.Jump(
                selection.numberOf(target.label()),
                target.arguments().stream().map(selection::source).toList()));
    }

    private void branch(Terminator.Branch branch) {
        Comparison comparison = simplify(new Comparison(branch.condition(), branch.left(), branch.right(), false));
        int whenTrue = block(comparison.inverted ? branch.whenFalse() : branch.whenTrue());
        int whenFalse = block(comparison.inverted ? branch.whenTrue() : branch.whenFalse());
        if (whenTrue == whenFalse) {
            selection.emit(new MachineInstruction.Jump(whenTrue, List.of()));
        } else {
            boolean pointer = comparison.left.type() instanceof Type.Pointer
                    && (comparison.condition == Condition.EQ || comparison.condition == Condition.NE);
            selection.emit(new MachineInstruction.Branch(test(comparison), pointer, whenTrue, whenFalse));
        }
    }

    /** The block of an edge; one that gives arguments gets a block of its own. */
    private int block(Edge edge) {
        return edge.arguments().isEmpty()
                ? selection.numberOf(edge.label())
                : selection.newBlock("to." + edge.label(), () -> jump(edge));
    }

    private Comparison nonZero(Value condition) {
        Value inner = selection.copied(condition);
        return switch (selection.definitions.of(inner)) {
            case Operation.Compare(var test, var left, var right) -> simplify(new Comparison(test, left, right, false));
            case Operation.Binary(var operator, var left, var right)
            when operator == BinaryOperator.AND
                    && selection.uses[inner.number()] == 1
                    && !selection.definitions.isNumber(left) -> new Comparison(Condition.SET, left, right, false);
            case null -> new Comparison(Condition.SET, inner, inner, false);
            case Operation _ -> new Comparison(Condition.SET, inner, inner, false);
        };
    }

    /** A comparison with 0 of a comparison is that one, or its inverse. */
    private Comparison simplify(Comparison comparison) {
        boolean equality = comparison.condition == Condition.EQ || comparison.condition == Condition.NE;
        if (!equality
                || !selection.definitions.isNumber(comparison.right)
                || selection.definitions.number(comparison.right) != 0) {
            return comparison;
        }
        Comparison inner = nonZero(comparison.left);
        if (inner.condition == Condition.SET && inner.left.equals(inner.right)) {
            return comparison;
        }
        return comparison.condition == Condition.NE ? inner : inner.invert();
    }

    private Test test(Comparison comparison) {
        Source left = selection.source(comparison.left);
        Source right = selection.source(comparison.right);
        if (comparison.condition == Condition.SET && comparison.left.equals(comparison.right)) {
            return test(Condition.NE, left, comparison.left, new Source.Constant(0));
        }
        return left instanceof Source.Constant && !(right instanceof Source.Constant)
                ? test(swapped(comparison.condition), right, comparison.right, left)
                : test(comparison.condition, left, comparison.left, right, comparison.right);
    }

    private Test test(Condition condition, Source left, Value leftValue, Source right, Value rightValue) {
        if (right instanceof Source.Constant number) {
            return test(condition, left, leftValue, number);
        }
        boolean narrow = condition.signed()
                ? selection.held.positiveInteger(leftValue) && selection.held.positiveInteger(rightValue)
                : selection.held.upperZero(leftValue) && selection.held.upperZero(rightValue);
        return new Test(condition, !narrow, selection.register(left), selection.operand(right));
    }

    private Test test(Condition condition, Source left, Value leftValue, Source right) {
        if (!(right instanceof Source.Constant(long number))) {
            return new Test(condition, true, selection.register(left), selection.operand(right));
        }
        boolean narrow = !(leftValue.type() instanceof Type.Pointer)
                && (condition.signed()
                        ? selection.held.positiveInteger(leftValue) && number >= 0 && number == (int) number
                        : number >>> 32 == 0 && (selection.held.upperZero(leftValue) || condition == Condition.SET));
        Source operand = narrow ? new Source.Constant((int) number) : selection.operand(right);
        return new Test(condition, !narrow, selection.register(left), operand);
    }

    private static Condition swapped(Condition condition) {
        return switch (condition) {
            case EQ, NE, SET -> condition;
            case GT -> Condition.LT;
            case GE -> Condition.LE;
            case LT -> Condition.GT;
            case LE -> Condition.GE;
            case SGT -> Condition.SLT;
            case SGE -> Condition.SLE;
            case SLT -> Condition.SGT;
            case SLE -> Condition.SGE;
        };
    }

    private void choose(Terminator.Switch choice) {
        List<Terminator.Case> cases = choice.cases().stream()
                .sorted((one, other) -> Long.compareUnsigned(one.number(), other.number()))
                .toList();
        int otherwise = block(choice.otherwise());
        if (cases.isEmpty()) {
            selection.emit(new MachineInstruction.Jump(otherwise, List.of()));
        } else {
            choose(choice.value(), cases, otherwise);
        }
    }

    /** A comparison with the middle, and on to the halves. */
    private void choose(Value value, List<Terminator.Case> cases, int otherwise) {
        if (cases.size() <= CHAIN) {
            Terminator.Case first = cases.getFirst();
            List<Terminator.Case> rest = cases.subList(1, cases.size());
            int next = rest.isEmpty() ? otherwise : selection.newBlock("case", () -> choose(value, rest, otherwise));
            compare(Condition.EQ, value, first.number(), block(first.target()), next);
            return;
        }
        int middle = cases.size() / 2;
        IntSupplier above =
                () -> selection.newBlock("cases", () -> choose(value, cases.subList(middle, cases.size()), otherwise));
        IntSupplier below = () -> selection.newBlock("cases", () -> choose(value, cases.subList(0, middle), otherwise));
        compare(Condition.GE, value, cases.get(middle).number(), above.getAsInt(), below.getAsInt());
    }

    private void compare(Condition condition, Value value, long number, int whenTrue, int whenFalse) {
        if (whenTrue == whenFalse) {
            selection.emit(new MachineInstruction.Jump(whenTrue, List.of()));
            return;
        }
        Test test = test(condition, selection.source(value), value, new Source.Constant(number));
        selection.emit(new MachineInstruction.Branch(test, false, whenTrue, whenFalse));
    }
}
