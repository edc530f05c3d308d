package dev.rawtap.script.typed;

import dev.rawtap.base.Span;
import dev.rawtap.script.program.ScriptAction;
import dev.rawtap.script.type.ScriptType;
import java.util.List;
import java.util.Optional;

/** A statement, resolved. */
public sealed interface TypedStatement {
    /** Where the user wrote it. */
    Span at();

    /** Statements in order. */
    record Block(List<TypedStatement> statements, Span at) implements TypedStatement {
        /** Copies the statements. */
        public Block {
            statements = List.copyOf(statements);
        }
    }

    /** An expression for its effect. */
    record Evaluate(TypedExpression expression, Span at) implements TypedStatement {}

    /** A variable gets a value of its type. */
    record AssignVariable(Local local, TypedExpression value, Span at) implements TypedStatement {}

    /** A map's entry gets a value of the map's type. */
    record AssignMap(ScriptMap map, Optional<TypedExpression> key, TypedExpression value, Span at)
            implements TypedStatement {}

    /**
     * An aggregation takes a value.
     *
     * @param value what is counted in, a number of 64 bits; none for {@code count()}
     */
    record Aggregate(
            ScriptMap map,
            Optional<TypedExpression> key,
            ScriptType.Aggregation aggregation,
            Optional<TypedExpression> value,
            Span at)
            implements TypedStatement {}

    /** Sends an action with its fields to the run time. */
    record Emit(ScriptAction action, List<TypedExpression> fields, Span at) implements TypedStatement {
        /** Copies the fields. */
        public Emit {
            fields = List.copyOf(fields);
        }
    }

    /** One of two blocks. */
    record If(TypedExpression condition, Block whenTrue, Optional<Block> whenFalse, Span at)
            implements TypedStatement {}

    /** A loop with a condition; {@code unroll} comes here unrolled. */
    record While(TypedExpression condition, Block body, Span at) implements TypedStatement {}

    /** {@code for ($i : a..b)}: both ends are evaluated once, the end is not part of it. */
    record ForRange(Local variable, TypedExpression from, TypedExpression to, Block body, Span at)
            implements TypedStatement {}

    /** {@code for ($kv : @m)}: the variable is a tuple of key and value. */
    record ForMap(Local variable, ScriptMap map, Block body, Span at) implements TypedStatement {}

    /** Out of the innermost loop. */
    record Break(Span at) implements TypedStatement {}

    /** On to the next round of the innermost loop. */
    record Continue(Span at) implements TypedStatement {}

    /** Out of the probe or function. */
    record Return(Optional<TypedExpression> value, Span at) implements TypedStatement {}
}
