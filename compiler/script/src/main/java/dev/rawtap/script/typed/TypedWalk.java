package dev.rawtap.script.typed;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Visits the parts of typed statements and expressions, outer before inner, in order. */
public final class TypedWalk {
    private TypedWalk() {}

    /** A statement and all within it, also in blocks that are values. */
    public static Stream<TypedStatement> statements(TypedStatement statement) {
        return Stream.concat(
                Stream.of(statement),
                Stream.concat(
                        inner(statement).stream().flatMap(TypedWalk::statements),
                        own(statement).stream()
                                .flatMap(TypedWalk::deep)
                                .filter(TypedExpression.BlockValue.class::isInstance)
                                .flatMap(value -> statements(((TypedExpression.BlockValue) value).block()))));
    }

    /** All expressions in a statement. */
    public static Stream<TypedExpression> expressions(TypedStatement statement) {
        return statements(statement).flatMap(one -> own(one).stream()).flatMap(TypedWalk::deep);
    }

    /** All variables that a statement reads or writes. */
    public static Set<Local> locals(TypedStatement statement) {
        var locals = new LinkedHashSet<Local>();
        statements(statement).forEach(one -> {
            switch (one) {
                case TypedStatement.AssignVariable assign -> locals.add(assign.local());
                case TypedStatement.ForRange loop -> locals.add(loop.variable());
                case TypedStatement.ForMap loop -> locals.add(loop.variable());
                default -> {}
            }
        });
        expressions(statement).forEach(expression -> {
            switch (expression) {
                case TypedExpression.ReadLocal read -> locals.add(read.local());
                case TypedExpression.AddressOfLocal address -> locals.add(address.local());
                case TypedExpression.IncrementLocal increment -> locals.add(increment.local());
                case TypedExpression.Find find -> locals.add(find.into());
                default -> {}
            }
        });
        return locals;
    }

    private static Stream<TypedExpression> deep(TypedExpression expression) {
        return Stream.concat(
                Stream.of(expression), operands(expression).stream().flatMap(TypedWalk::deep));
    }

    private static List<TypedStatement> inner(TypedStatement statement) {
        return switch (statement) {
            case TypedStatement.Block block -> block.statements();
            case TypedStatement.If choice -> {
                var blocks = new ArrayList<TypedStatement>();
                blocks.add(choice.whenTrue());
                choice.whenFalse().ifPresent(blocks::add);
                yield blocks;
            }
            case TypedStatement.While loop -> List.of(loop.body());
            case TypedStatement.ForRange loop -> List.of(loop.body());
            case TypedStatement.ForMap loop -> List.of(loop.body());
            case TypedStatement.Evaluate _,
                    TypedStatement.AssignVariable _,
                    TypedStatement.AssignMap _,
                    TypedStatement.Aggregate _,
                    TypedStatement.Emit _,
                    TypedStatement.Break _,
                    TypedStatement.Continue _,
                    TypedStatement.Return _ -> List.of();
        };
    }

    private static List<TypedExpression> own(TypedStatement statement) {
        return switch (statement) {
            case TypedStatement.Evaluate evaluate -> List.of(evaluate.expression());
            case TypedStatement.AssignVariable assign -> List.of(assign.value());
            case TypedStatement.AssignMap assign -> with(assign.key(), assign.value());
            case TypedStatement.Aggregate aggregate -> {
                var all = new ArrayList<TypedExpression>();
                aggregate.key().ifPresent(all::add);
                aggregate.value().ifPresent(all::add);
                yield all;
            }
            case TypedStatement.Emit emit -> emit.fields();
            case TypedStatement.If choice -> List.of(choice.condition());
            case TypedStatement.While loop -> List.of(loop.condition());
            case TypedStatement.ForRange loop -> List.of(loop.from(), loop.to());
            case TypedStatement.Return end -> end.value().map(List::of).orElse(List.of());
            case TypedStatement.Block _, TypedStatement.ForMap _, TypedStatement.Break _, TypedStatement.Continue _ ->
                List.of();
        };
    }

    /** The direct operands of an expression; the statements of a block value are not among them. */
    public static List<TypedExpression> operands(TypedExpression expression) {
        return switch (expression) {
            case TypedExpression.AddressOfMapValue address ->
                address.key().map(List::of).orElse(List.of());
            case TypedExpression.ReadMap read -> read.key().map(List::of).orElse(List.of());
            case TypedExpression.HasKey has -> List.of(has.key());
            case TypedExpression.Find find -> List.of(find.key());
            case TypedExpression.Delete delete -> delete.key().map(List::of).orElse(List.of());
            case TypedExpression.IncrementMap increment ->
                increment.key().map(List::of).orElse(List.of());
            case TypedExpression.Unary unary -> List.of(unary.operand());
            case TypedExpression.Binary binary -> List.of(binary.left(), binary.right());
            case TypedExpression.Logical logical -> List.of(logical.left(), logical.right());
            case TypedExpression.Conditional conditional ->
                List.of(conditional.condition(), conditional.whenTrue(), conditional.whenFalse());
            case TypedExpression.BlockValue block -> List.of(block.value());
            case TypedExpression.Convert convert -> List.of(convert.value());
            case TypedExpression.FieldOf field -> List.of(field.base());
            case TypedExpression.Dereference pointer -> List.of(pointer.pointer());
            case TypedExpression.ElementOf element -> List.of(element.base(), element.index());
            case TypedExpression.PartOf part -> List.of(part.base());
            case TypedExpression.Compose compose -> compose.parts();
            case TypedExpression.Call call -> call.arguments();
            case TypedExpression.CallFunction call -> call.arguments();
            case TypedExpression.Constant _,
                    TypedExpression.TextConstant _,
                    TypedExpression.ReadLocal _,
                    TypedExpression.AddressOfLocal _,
                    TypedExpression.MapLength _,
                    TypedExpression.IncrementLocal _,
                    TypedExpression.Argument _,
                    TypedExpression.Arguments _,
                    TypedExpression.SyscallValue _,
                    TypedExpression.ContextPointer _ -> List.of();
        };
    }

    private static List<TypedExpression> with(Optional<TypedExpression> first, TypedExpression second) {
        return first.map(key -> List.of(key, second)).orElse(List.of(second));
    }
}
