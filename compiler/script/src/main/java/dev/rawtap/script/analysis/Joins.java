package dev.rawtap.script.analysis;

import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.TypedExpression;
import java.util.List;
import java.util.Optional;

/**
 * The joins of expressions. Literals are known as such wherever they went: a variable that holds only literals without a minus adapts
 * itself to what it stands beside, as each of them would.
 */
final class Joins {
    private final Knowledge knowledge;

    Joins(Knowledge knowledge) {
        this.knowledge = knowledge;
    }

    /** What an expression's values are. */
    Join of(TypedExpression expression) {
        return switch (expression) {
            case TypedExpression.Constant(long value, ScriptType.Int number, var _)
            when value >= 0 && number.signed() -> Join.Ints.literal(value);
            case TypedExpression.Compose(List<TypedExpression> parts, ScriptType.Tuple _, var _) ->
                new Join.Tuples(parts.stream().map(this::of).toList());
            case TypedExpression.Compose(List<TypedExpression> parts, ScriptType.RecordType fields, var _) ->
                new Join.Records(
                        fields.fields().stream().map(ScriptType.Field::name).toList(),
                        parts.stream().map(this::of).toList());
            case TypedExpression.ReadLocal read ->
                known(knowledge.variable(read.local().number()).slot(), read.type());
            case TypedExpression.ReadMap read ->
                known(knowledge.map(read.map().name()).value(), read.type());
            case TypedExpression.PartOf part -> part(of(part.base()), part);
            case TypedExpression.Conditional choice ->
                Join.merge(of(choice.whenTrue()), of(choice.whenFalse())).orElseGet(() -> Join.of(choice.type()));
            case TypedExpression.BlockValue block -> of(block.value());
            default -> Join.of(expression.type());
        };
    }

    /** What a slot knows, unless its values are read as something else: those of an aggregation as a number. */
    static Join known(Slot slot, ScriptType readAs) {
        return slot.join().filter(join -> join.type().equals(readAs)).orElseGet(() -> Join.of(readAs));
    }

    private static Join part(Join whole, TypedExpression.PartOf part) {
        return switch (whole) {
            case Join.Tuples(List<Join> parts) -> parts.get(part.index());
            case Join.Records(var _, List<Join> parts) -> parts.get(part.index());
            case Join.Ints _, Join.Texts _, Join.Buffers _, Join.Exact _ -> Join.of(part.type());
        };
    }

    /** Whether a value has no sign, or is of literals that need none. */
    boolean canBeUnsigned(TypedExpression expression) {
        return expression.type() instanceof ScriptType.Bool
                || (of(expression) instanceof Join.Ints numbers && numbers.signed() == 0);
    }

    /** Whether a number is of literals that adapt themselves to what they stand beside. */
    boolean isOfLiterals(TypedExpression expression) {
        return Conversions.isLiteral(expression)
                || (of(expression) instanceof Join.Ints numbers && numbers.isOfLiterals());
    }

    /** The join of both branches of a choice; empty if nothing holds both. */
    Optional<Join> both(TypedExpression a, TypedExpression b) {
        return Join.merge(of(a), of(b));
    }
}
