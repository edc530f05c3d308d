package dev.rawtap.script.analysis;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.base.Span;
import dev.rawtap.script.syntax.BinaryOperator;
import dev.rawtap.script.syntax.Expression;
import dev.rawtap.script.syntax.UnaryOperator;
import dev.rawtap.script.type.Layout;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.TypedExpression;
import java.util.Arrays;
import java.util.Optional;

/** Arithmetic and comparison. */
final class Operators {
    private final Elaborator elaborator;
    private final Problems problems;

    Operators(Elaborator elaborator) {
        this.elaborator = elaborator;
        this.problems = elaborator.problems();
    }

    /** {@code -e}, {@code ~e}, {@code !e}, {@code *e}. */
    TypedExpression unary(Expression.Unary unary) {
        TypedExpression operand = elaborator.expression(unary.operand());
        Span at = unary.span();
        if (Unknown.is(operand)) {
            return Unknown.at(at);
        }
        return switch (unary.operator()) {
            case DEREFERENCE -> elaborator.memory().dereference(operand, at);
            case NOT -> not(operand, at);
            case NEGATE, COMPLEMENT -> arithmetic(unary.operator(), operand, at);
        };
    }

    private TypedExpression not(TypedExpression operand, Span at) {
        if (!Conversions.isInteger(operand.type())) {
            return refuse(UnaryOperator.NOT, operand, at);
        }
        return operand instanceof TypedExpression.Constant(long value, var _, var _)
                ? Literals.bool(value == 0, at)
                : new TypedExpression.Unary(TypedExpression.UnaryOperator.NOT, operand, ScriptType.BOOL, at);
    }

    private TypedExpression arithmetic(UnaryOperator operator, TypedExpression operand, Span at) {
        if (!Conversions.isInteger(operand.type())) {
            return refuse(operator, operand, at);
        }
        boolean negate = operator == UnaryOperator.NEGATE;
        if (operand instanceof TypedExpression.Constant(long value, ScriptType.Int _, var _)) {
            if (negate && value < 0 && operand.type().equals(ScriptType.UINT64) && value != Long.MIN_VALUE) {
                problems.error("overflow", at, "negative value will underflow");
                return Unknown.at(at);
            }
            return Literals.signed(negate ? -value : ~value, at);
        }
        TypedExpression wide = Conversions.wide(operand);
        var result = new TypedExpression.Unary(
                negate ? TypedExpression.UnaryOperator.NEGATE : TypedExpression.UnaryOperator.INVERT,
                wide,
                wide.type(),
                at);
        // A narrow number without a sign stays within its width.
        return wide.type().equals(ScriptType.UINT64) && !operand.type().equals(ScriptType.UINT64)
                ? Conversions.wide(Conversions.convert(result, operand.type()))
                : result;
    }

    private TypedExpression refuse(UnaryOperator operator, TypedExpression operand, Span at) {
        problems.error(
                "type-mismatch",
                at,
                "The %s operator can not be used on expressions of type '%s'"
                        .formatted(operator.symbol(), operand.type()));
        return Unknown.at(at);
    }

    /** {@code l + r}. */
    TypedExpression binary(Expression.Binary binary) {
        if (binary.operator().isLogical()) {
            return logical(binary);
        }
        TypedExpression left = elaborator.expression(binary.left());
        TypedExpression right = elaborator.expression(binary.right());
        return binary(binary.operator(), left, right, binary.span());
    }

    /** The same of operands that have their types. */
    TypedExpression binary(BinaryOperator operator, TypedExpression left, TypedExpression right, Span at) {
        if (Unknown.is(left) || Unknown.is(right)) {
            return Unknown.at(at);
        }
        if (Conversions.isInteger(left.type()) && Conversions.isInteger(right.type())) {
            return numbers(operator, left, right, at);
        }
        if (left.type() instanceof ScriptType.Pointer || right.type() instanceof ScriptType.Pointer) {
            return pointers(operator, left, right, at);
        }
        if (left instanceof TypedExpression.TextConstant a && right instanceof TypedExpression.TextConstant b) {
            return texts(operator, a, b, at);
        }
        return operator == BinaryOperator.EQUAL || operator == BinaryOperator.NOT_EQUAL
                ? equality(operator, left, right, at)
                : refuse(operator, left, right, at);
    }

    private TypedExpression logical(Expression.Binary binary) {
        boolean and = binary.operator() == BinaryOperator.LOGICAL_AND;
        TypedExpression left = elaborator.expression(binary.left());
        TypedExpression right = elaborator.expression(binary.right());
        if (Unknown.is(left) || Unknown.is(right)) {
            return Unknown.at(binary.span());
        }
        if (!Conversions.isCondition(left.type()) || !Conversions.isCondition(right.type())) {
            return mismatch(binary.operator(), left, right, binary.span());
        }
        Optional<Long> first = Elaborator.constant(left);
        Optional<Long> second = Elaborator.constant(right);
        if (first.isPresent() && second.isPresent()) {
            boolean a = first.get() != 0;
            boolean b = second.get() != 0;
            return Literals.bool(and ? (a && b) : (a || b), binary.span());
        }
        return new TypedExpression.Logical(and, left, right, binary.span());
    }

    /** An expression that is compared with 0; {@code whole} is what it is the condition of. */
    TypedExpression condition(Expression expression, Span whole) {
        TypedExpression value = elaborator.expression(expression);
        if (value instanceof TypedExpression.TextConstant text) {
            return Literals.bool(text.bytes().length > 0, value.at());
        }
        if (!Unknown.is(value) && !Conversions.isCondition(value.type())) {
            problems.error(
                    "type-mismatch",
                    whole,
                    "Invalid condition: " + Calls.kindOf(value.type()),
                    "compare it with something");
            return Unknown.at(expression.span());
        }
        return value;
    }

    private TypedExpression numbers(BinaryOperator operator, TypedExpression left, TypedExpression right, Span at) {
        if (left instanceof TypedExpression.Constant a && right instanceof TypedExpression.Constant b) {
            return fold(operator, a, b, at);
        }
        ScriptType.Int type =
                isUnsigned(left, right) && operator != BinaryOperator.SUBTRACT ? ScriptType.UINT64 : ScriptType.INT64;
        boolean divides = operator == BinaryOperator.DIVIDE || operator == BinaryOperator.REMAINDER;
        if (divides && (left.type().equals(ScriptType.INT64) || right.type().equals(ScriptType.INT64))) {
            problems.warning(
                    "sign",
                    at,
                    "signed operands for '%s' can lead to undefined behavior (cast to unsigned to silence warning)"
                            .formatted(operator.symbol()));
        }
        TypedExpression a = elaborator.conversions().store(left, type);
        TypedExpression b = elaborator.conversions().store(right, type);
        ScriptType result = operator.isComparison() ? ScriptType.BOOL : type;
        return new TypedExpression.Binary(typed(operator), a, b, result, at);
    }

    /** Whether numbers are taken as unsigned together: one is, and the other is or may be. */
    private boolean isUnsigned(TypedExpression left, TypedExpression right) {
        Joins joins = elaborator.joins();
        boolean either = joins.canBeUnsigned(left) && joins.canBeUnsigned(right);
        // Literals are signed as long as they can be.
        boolean large = left.type().equals(ScriptType.UINT64) || right.type().equals(ScriptType.UINT64);
        boolean literals = !large && joins.isOfLiterals(left) && joins.isOfLiterals(right);
        boolean truths = left.type() instanceof ScriptType.Bool && right.type() instanceof ScriptType.Bool;
        return either && !literals && !truths;
    }

    private TypedExpression fold(
            BinaryOperator operator, TypedExpression.Constant a, TypedExpression.Constant b, Span at) {
        if (operator.isComparison()) {
            return Literals.bool(Folding.compare(operator, a, b), at);
        }
        Optional<TypedExpression> folded = Folding.fold(operator, a, b, at);
        if (folded.isEmpty()) {
            problems.error("overflow", at, "unable to fold literals due to overflow or underflow");
            return Unknown.at(at);
        }
        return folded.get();
    }

    private TypedExpression pointers(BinaryOperator operator, TypedExpression left, TypedExpression right, Span at) {
        boolean both = left.type() instanceof ScriptType.Pointer && right.type() instanceof ScriptType.Pointer;
        boolean withNumber = Conversions.isInteger(left.type()) || Conversions.isInteger(right.type());
        if (both && operator.isComparison() && !left.type().equals(right.type())) {
            warnOfDistinct(left, right, at);
        }
        if (operator.isComparison() && (both || withNumber)) {
            return new TypedExpression.Binary(
                    typed(operator),
                    Conversions.convert(left, ScriptType.UINT64),
                    Conversions.convert(right, ScriptType.UINT64),
                    ScriptType.BOOL,
                    at);
        }
        if ((operator == BinaryOperator.ADD && withNumber)
                || (operator == BinaryOperator.SUBTRACT && Conversions.isInteger(right.type()))) {
            boolean swapped = right.type() instanceof ScriptType.Pointer;
            return move(operator, swapped ? right : left, swapped ? left : right, at);
        }
        return refuse(operator, left, right, at);
    }

    private void warnOfDistinct(TypedExpression left, TypedExpression right, Span at) {
        ScriptType a = ((ScriptType.Pointer) left.type()).target();
        ScriptType b = ((ScriptType.Pointer) right.type()).target();
        if (!a.toString().equals(b.toString())) {
            problems.warningWith(
                    "type-mismatch",
                    at,
                    "comparison of distinct pointer types: %s, %s".formatted(a, b),
                    new Diagnostic.Context(left.at(), "left (%s)".formatted(a)),
                    new Diagnostic.Context(right.at(), "right (%s)".formatted(b)));
        }
    }

    private static TypedExpression move(BinaryOperator operator, TypedExpression pointer, TypedExpression by, Span at) {
        var type = (ScriptType.Pointer) pointer.type();
        long size = Math.max(1, Layout.size(type.target()));
        TypedExpression elements = Conversions.convert(by, ScriptType.INT64);
        TypedExpression bytes = elements instanceof TypedExpression.Constant(long value, var _, Span where)
                ? new TypedExpression.Constant(value * size, ScriptType.INT64, where)
                : size == 1
                        ? elements
                        : new TypedExpression.Binary(
                                TypedExpression.BinaryOperator.MULTIPLY,
                                elements,
                                new TypedExpression.Constant(size, ScriptType.INT64, by.at()),
                                ScriptType.INT64,
                                by.at());
        return new TypedExpression.Binary(typed(operator), pointer, bytes, type, at);
    }

    private TypedExpression equality(BinaryOperator operator, TypedExpression left, TypedExpression right, Span at) {
        if (left.type() instanceof ScriptType.Array
                && right.type() instanceof ScriptType.Array
                && Layout.size(left.type()) != Layout.size(right.type())) {
            problems.error("type-mismatch", at, "Only arrays of same size support comparison operators.");
            return Unknown.at(at);
        }
        Optional<Join> joined = isComparable(left.type()) ? elaborator.joins().both(left, right) : Optional.empty();
        if (joined.isEmpty()) {
            boolean both = left.type() instanceof ScriptType.Tuple && right.type() instanceof ScriptType.Tuple;
            return both ? Literals.bool(operator == BinaryOperator.NOT_EQUAL, at) : refuse(operator, left, right, at);
        }
        ScriptType type = joined.get().type();
        return new TypedExpression.Binary(
                typed(operator),
                Conversions.convert(left, type),
                Conversions.convert(right, type),
                ScriptType.BOOL,
                at);
    }

    private static boolean isComparable(ScriptType type) {
        return switch (type) {
            case ScriptType.Text _,
                    ScriptType.Buffer _,
                    ScriptType.Array _,
                    ScriptType.Tuple _,
                    ScriptType.RecordType _ -> true;
            case ScriptType.Resolved _, ScriptType.Stack _ -> true;
            default -> false;
        };
    }

    private TypedExpression refuse(BinaryOperator operator, TypedExpression left, TypedExpression right, Span at) {
        boolean alike = Calls.kindOf(left.type()).equals(Calls.kindOf(right.type()));
        boolean pointer = left.type() instanceof ScriptType.Pointer || right.type() instanceof ScriptType.Pointer;
        if (!alike && !pointer) {
            return mismatch(operator, left, right, at);
        }
        problems.error(
                "type-mismatch",
                at,
                "The %s operator can not be used on expressions of types %s, %s"
                        .formatted(operator.symbol(), left.type(), right.type()));
        return Unknown.at(at);
    }

    private TypedExpression mismatch(BinaryOperator operator, TypedExpression left, TypedExpression right, Span at) {
        ScriptType a = operandType(operator, left, right);
        ScriptType b = operator.isShift() && Conversions.number(right.type()).isPresent() && !isText(left)
                ? ScriptType.UINT64
                : operandType(operator, right, left);
        problems.errorWith(
                "type-mismatch",
                at,
                "Type mismatch for '%s': comparing %s with %s".formatted(operator.symbol(), a, b),
                new Diagnostic.Context(left.at(), "left (%s)".formatted(a)),
                new Diagnostic.Context(right.at(), "right (%s)".formatted(b)));
        return Unknown.at(at);
    }

    /** The type of an operand as it is told: arithmetic would have been done in 64 bits. */
    private static ScriptType operandType(BinaryOperator operator, TypedExpression operand, TypedExpression other) {
        return operator.assigns() && Conversions.number(operand.type()).isPresent() && !isText(other)
                ? Conversions.wide(operand).type()
                : operand.type();
    }

    private static boolean isText(TypedExpression expression) {
        return expression.type() instanceof ScriptType.Text;
    }

    /** What the compiler makes of two texts that it knows. */
    private TypedExpression texts(
            BinaryOperator operator, TypedExpression.TextConstant a, TypedExpression.TextConstant b, Span at) {
        int order = Arrays.compareUnsigned(a.bytes(), b.bytes());
        return switch (operator) {
            case EQUAL -> Literals.bool(order == 0, at);
            case NOT_EQUAL -> Literals.bool(order != 0, at);
            case LESS -> Literals.bool(order < 0, at);
            case LESS_OR_EQUAL -> Literals.bool(order <= 0, at);
            case GREATER -> Literals.bool(order > 0, at);
            case GREATER_OR_EQUAL -> Literals.bool(order >= 0, at);
            case ADD -> {
                byte[] both = Arrays.copyOf(a.bytes(), a.bytes().length + b.bytes().length);
                System.arraycopy(b.bytes(), 0, both, a.bytes().length, b.bytes().length);
                yield Literals.text(both, at);
            }
            case OR,
                    XOR,
                    AND,
                    SHIFT_LEFT,
                    SHIFT_RIGHT,
                    SUBTRACT,
                    MULTIPLY,
                    DIVIDE,
                    REMAINDER,
                    LOGICAL_OR,
                    LOGICAL_AND -> refuse(operator, a, b, at);
        };
    }

    private static TypedExpression.BinaryOperator typed(BinaryOperator operator) {
        return switch (operator) {
            case OR -> TypedExpression.BinaryOperator.OR;
            case XOR -> TypedExpression.BinaryOperator.XOR;
            case AND -> TypedExpression.BinaryOperator.AND;
            case EQUAL -> TypedExpression.BinaryOperator.EQUAL;
            case NOT_EQUAL -> TypedExpression.BinaryOperator.NOT_EQUAL;
            case LESS -> TypedExpression.BinaryOperator.LESS;
            case GREATER -> TypedExpression.BinaryOperator.GREATER;
            case LESS_OR_EQUAL -> TypedExpression.BinaryOperator.LESS_OR_EQUAL;
            case GREATER_OR_EQUAL -> TypedExpression.BinaryOperator.GREATER_OR_EQUAL;
            case SHIFT_LEFT -> TypedExpression.BinaryOperator.SHIFT_LEFT;
            case SHIFT_RIGHT -> TypedExpression.BinaryOperator.SHIFT_RIGHT;
            case ADD -> TypedExpression.BinaryOperator.ADD;
            case SUBTRACT -> TypedExpression.BinaryOperator.SUBTRACT;
            case MULTIPLY -> TypedExpression.BinaryOperator.MULTIPLY;
            case DIVIDE -> TypedExpression.BinaryOperator.DIVIDE;
            case REMAINDER -> TypedExpression.BinaryOperator.REMAINDER;
            case LOGICAL_OR, LOGICAL_AND -> throw new IllegalArgumentException(operator.symbol());
        };
    }
}
