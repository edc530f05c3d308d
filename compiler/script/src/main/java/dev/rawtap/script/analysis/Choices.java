package dev.rawtap.script.analysis;

import dev.rawtap.base.Span;
import dev.rawtap.script.syntax.Expression;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.Local;
import dev.rawtap.script.typed.TypedExpression;
import dev.rawtap.script.typed.TypedStatement;
import java.util.List;
import java.util.Optional;

/** Expressions that choose one of two, and blocks. */
final class Choices {
    private final Elaborator elaborator;
    private final Problems problems;

    Choices(Elaborator elaborator) {
        this.elaborator = elaborator;
        this.problems = elaborator.problems();
    }

    /** {@code c ? a : b}. */
    TypedExpression ternary(Expression.Ternary ternary) {
        TypedExpression condition = elaborator.operators().condition(ternary.condition(), ternary.span());
        Optional<Long> known = Elaborator.constant(condition);
        if (known.isPresent()) {
            return elaborator.expression(known.get() != 0 ? ternary.whenTrue() : ternary.whenFalse());
        }
        TypedExpression whenTrue = elaborator.expression(ternary.whenTrue());
        TypedExpression whenFalse = elaborator.expression(ternary.whenFalse());
        return conditional(condition, whenTrue, whenFalse, ternary.span());
    }

    private TypedExpression conditional(
            TypedExpression condition, TypedExpression whenTrue, TypedExpression whenFalse, Span at) {
        if (Unknown.is(condition) || Unknown.is(whenTrue) || Unknown.is(whenFalse)) {
            return Unknown.at(at);
        }
        Optional<Join> joined = elaborator.joins().both(whenTrue, whenFalse);
        if (joined.isEmpty()) {
            problems.error(
                    "type-mismatch",
                    at,
                    "Branches must return the same type or compatible types: have '%s' and '%s'"
                            .formatted(whenTrue.type(), whenFalse.type()));
            return Unknown.at(at);
        }
        ScriptType type = joined.get().type();
        return new TypedExpression.Conditional(
                condition,
                elaborator.conversions().store(whenTrue, type),
                elaborator.conversions().store(whenFalse, type),
                type,
                at);
    }

    /** {@code c ?: b}: the condition is evaluated once. */
    TypedExpression elvis(Expression.Elvis elvis) {
        TypedExpression value = elaborator.expression(elvis.condition());
        if (Unknown.is(value)) {
            elaborator.expression(elvis.whenFalse());
            return Unknown.at(elvis.span());
        }
        Optional<Long> known = Elaborator.constant(value);
        if (known.isPresent()) {
            return known.get() != 0 ? value : elaborator.expression(elvis.whenFalse());
        }
        if (!Conversions.isCondition(value.type())) {
            problems.error(
                    "type-mismatch", elvis.condition().span(), "Invalid condition: " + Calls.kindOf(value.type()));
            return Unknown.at(elvis.span());
        }
        Local local = elaborator.variables().temporary(elvis, value.type());
        var once = new TypedStatement.AssignVariable(local, value, value.at());
        TypedExpression read = new TypedExpression.ReadLocal(local, value.at());
        TypedExpression chosen = conditional(read, read, elaborator.expression(elvis.whenFalse()), elvis.span());
        return Unknown.is(chosen)
                ? chosen
                : new TypedExpression.BlockValue(
                        new TypedStatement.Block(List.of(once), elvis.span()), chosen, elvis.span());
    }

    /** {@code comptime e}. */
    TypedExpression comptime(Expression.Comptime comptime) {
        TypedExpression value = elaborator.expression(comptime.operand());
        if (Unknown.is(value) || isConstant(value)) {
            return value;
        }
        problems.error(
                "not-constant",
                comptime.span(),
                "Unable to resolve comptime expression",
                "use literals, parameters, types and what compares them");
        return Unknown.at(comptime.span());
    }

    /** Whether all of a value is known when compiling. */
    static boolean isConstant(TypedExpression value) {
        return switch (value) {
            case TypedExpression.Constant _, TypedExpression.TextConstant _ -> true;
            case TypedExpression.Compose compose -> compose.parts().stream().allMatch(Choices::isConstant);
            case TypedExpression.Convert convert -> isConstant(convert.value());
            default -> false;
        };
    }

    /** {@code { s; e }}. */
    TypedExpression block(Expression.Block block) {
        return elaborator.inScope(() -> {
            List<TypedStatement> statements = elaborator.statements(block.statements());
            TypedExpression value =
                    block.value() == null ? Elaborator.nothing(block.span()) : elaborator.expression(block.value());
            if (Unknown.is(value)) {
                return value;
            }
            return statements.isEmpty() && block.value() != null
                    ? value
                    : new TypedExpression.BlockValue(
                            new TypedStatement.Block(statements, block.span()), value, block.span());
        });
    }

    /** {@code if} with values in both branches, or one that only has an effect. */
    TypedExpression choose(Expression.If choice) {
        if (!givesValue(choice)) {
            List<TypedStatement> statements = statements(choice);
            return Elaborator.effect(choice.span(), statements.toArray(TypedStatement[]::new));
        }
        TypedExpression condition = elaborator.operators().condition(choice.condition(), choice.span());
        Optional<Boolean> fixed = fixed(choice.condition(), condition);
        Expression otherwise = choice.otherwise() == null ? choice.then() : choice.otherwise();
        if (fixed.isPresent()) {
            return elaborator.expression(fixed.get() ? choice.then() : otherwise);
        }
        return conditional(
                condition, elaborator.expression(choice.then()), elaborator.expression(otherwise), choice.span());
    }

    private static boolean givesValue(Expression.If choice) {
        return choice.then().value() != null
                && switch (choice.otherwise()) {
                    case Expression.Block block -> block.value() != null;
                    case Expression.If further -> givesValue(further);
                    case null, default -> false;
                };
    }

    /** {@code if} for its effect. */
    List<TypedStatement> statements(Expression.If choice) {
        TypedExpression condition = elaborator.operators().condition(choice.condition(), choice.span());
        Optional<Boolean> fixed = fixed(choice.condition(), condition);
        if (fixed.isPresent()) {
            return fixed.get()
                    ? List.of(elaborator.block(choice.then()))
                    : otherwise(choice).<List<TypedStatement>>map(List::of).orElse(List.of());
        }
        TypedStatement.Block then = elaborator.block(choice.then());
        Optional<TypedStatement.Block> otherwise = otherwise(choice);
        return Unknown.is(condition)
                ? List.of()
                : List.of(new TypedStatement.If(condition, then, otherwise, choice.span()));
    }

    private Optional<TypedStatement.Block> otherwise(Expression.If choice) {
        return switch (choice.otherwise()) {
            case null -> Optional.empty();
            case Expression.Block block -> Optional.of(elaborator.block(block));
            case Expression.If further -> Optional.of(new TypedStatement.Block(statements(further), further.span()));
            case Expression other ->
                Optional.of(
                        new TypedStatement.Block(elaborator.statements().evaluate(other, other.span()), other.span()));
        };
    }

    /** What a condition that the compiler evaluates comes to: only the branch taken is looked at. */
    private static Optional<Boolean> fixed(Expression condition, TypedExpression value) {
        return condition instanceof Expression.Comptime
                ? Elaborator.constant(value).map(number -> number != 0)
                : Optional.empty();
    }
}
