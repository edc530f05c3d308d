package dev.rawtap.script.syntax;

import dev.rawtap.base.Span;
import dev.rawtap.script.syntax.Expression.Block;
import dev.rawtap.script.syntax.Expression.If;
import dev.rawtap.script.syntax.Expression.MapName;
import dev.rawtap.script.syntax.Expression.Variable;
import org.jspecify.annotations.Nullable;

/** A statement. {@code if} and blocks are {@link Evaluate}. */
public sealed interface Statement extends Node {
    /** An expression whose value is not used: a call, {@code @x++}, {@code if}, a block. */
    record Evaluate(Span span, Expression expression) implements Statement {
        /** The same where no value is wanted: what would be that of a block or an {@code if} is a statement in it. */
        Evaluate withoutValue() {
            return new Evaluate(span, withoutValue(expression));
        }

        private static Expression withoutValue(Expression expression) {
            return switch (expression) {
                case Block block -> block.withoutValue();
                case If choice ->
                    new If(
                            choice.span(),
                            choice.condition(),
                            choice.then().withoutValue(),
                            choice.otherwise() == null ? null : withoutValue(choice.otherwise()));
                default -> expression;
            };
        }
    }

    /** {@code target = value}; the target is a variable, a map or an element of a map. */
    record Assign(Span span, Expression target, Expression value) implements Statement {}

    /** {@code target += value}. */
    record CompoundAssign(Span span, Expression target, BinaryOperator operator, Expression value)
            implements Statement {}

    /** {@code let $x}, {@code let $x: T}, {@code let $x = e}, {@code let $x: T = e}. */
    record Declare(
            Span span,
            Variable variable,
            @Nullable TypeName type,
            @Nullable Expression value) implements Statement {}

    /** {@code _ = e}: the value is not used, on purpose. */
    record Discard(Span span, Expression value) implements Statement {}

    /** {@code unroll(n) { … }}. */
    record Unroll(Span span, Expression count, Block body) implements Statement {}

    /** {@code while (c) { … }}. */
    record While(Span span, Expression condition, Block body) implements Statement {}

    /** {@code for $i : a..b { … }}: from a to before b, both evaluated once. */
    record ForRange(Span span, Variable variable, Expression start, Expression end, Block body) implements Statement {}

    /** {@code for $kv : @m { … }}. */
    record ForEach(Span span, Variable variable, MapName map, Block body) implements Statement {}

    /** {@code break}. */
    record Break(Span span) implements Statement {}

    /** {@code continue}. */
    record Continue(Span span) implements Statement {}

    /** {@code return}, {@code return e}. */
    record Return(Span span, @Nullable Expression value) implements Statement {}

    /** {@code import "path"} inside a block. */
    record ImportInside(Span span, String path) implements Statement {}
}
