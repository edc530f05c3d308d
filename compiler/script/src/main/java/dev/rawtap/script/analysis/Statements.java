package dev.rawtap.script.analysis;

import dev.rawtap.base.Span;
import dev.rawtap.script.analysis.Expansion.Binding;
import dev.rawtap.script.analysis.MapAccess.Place;
import dev.rawtap.script.syntax.BinaryOperator;
import dev.rawtap.script.syntax.Expression;
import dev.rawtap.script.syntax.Node;
import dev.rawtap.script.syntax.Statement;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.TypedExpression;
import dev.rawtap.script.typed.TypedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Statements that are no loops. */
final class Statements {
    private final Elaborator elaborator;
    private final Problems problems;
    private final Loops loops;

    Statements(Elaborator elaborator) {
        this.elaborator = elaborator;
        this.problems = elaborator.problems();
        this.loops = new Loops(elaborator);
    }

    /** A statement as typed ones. */
    List<TypedStatement> statement(Statement statement) {
        return switch (statement) {
            case Statement.Evaluate(Span at, Expression expression) -> evaluate(expression, at);
            case Statement.Assign assign -> assign(assign);
            case Statement.CompoundAssign assign -> compound(assign);
            case Statement.Declare declare -> elaborator.variables().declare(declare);
            case Statement.Discard(Span at, Expression value) -> discard(elaborator.expression(value), at);
            case Statement.Unroll unroll -> loops.unroll(unroll);
            case Statement.While loop -> loops.whileLoop(loop);
            case Statement.ForRange loop -> loops.range(loop);
            case Statement.ForEach loop -> loops.each(loop);
            case Statement.Break(Span at) -> jump("break", new TypedStatement.Break(at));
            case Statement.Continue(Span at) -> jump("continue", new TypedStatement.Continue(at));
            case Statement.Return leave -> leave(leave);
            case Statement.ImportInside(Span at, String path) -> {
                problems.error(
                        "unsupported",
                        at,
                        "Import statements that are not at the top level are primarily for the standard library. If this is functionality you need, please file an issue to explain why.",
                        "write import \"%s\" at the top of the script".formatted(path));
                yield List.of();
            }
        };
    }

    /** An expression for its effect. */
    List<TypedStatement> evaluate(Expression expression, Span at) {
        return switch (expression) {
            case Expression.If choice -> elaborator.choices().statements(choice);
            case Expression.Block block -> List.of(elaborator.block(block));
            default -> {
                TypedExpression value = elaborator.expression(expression);
                warnOfDiscard(expression, value);
                yield discard(value, at);
            }
        };
    }

    private void warnOfDiscard(Expression expression, TypedExpression value) {
        boolean silent = expression instanceof Expression.Step || expression instanceof Expression.Identifier;
        if (!silent && !(value.type() instanceof ScriptType.Nothing)) {
            boolean call = expression instanceof Expression.Call;
            problems.warning(
                    "discarded",
                    call ? Spans.statement(expression.span()) : expression.span(),
                    "Return value discarded.");
        }
    }

    private static List<TypedStatement> discard(TypedExpression value, Span at) {
        return switch (value) {
            case TypedExpression.BlockValue(TypedStatement.Block block, TypedExpression.Constant _, var _) ->
                block.statements();
            case TypedExpression.Constant _, TypedExpression.TextConstant _ -> List.of();
            default -> List.of(new TypedStatement.Evaluate(value, at));
        };
    }

    private List<TypedStatement> jump(String word, TypedStatement jump) {
        if (!elaborator.isInLoop()) {
            problems.error(
                    "not-here", Spans.upTo(jump.at(), ';'), "'%s' statement is not allowed in a probe".formatted(word));
            return List.of();
        }
        return List.of(jump);
    }

    private List<TypedStatement> leave(Statement.Return leave) {
        Optional<TypedExpression> value = Optional.ofNullable(leave.value()).map(elaborator::expression);
        Span whole = Spans.upTo(leave.span(), ';');
        if (elaborator.frame().caller() != null) {
            problems.error("not-here", whole, "'return' statement is not allowed in a macro");
            return List.of();
        }
        if (elaborator.isInCallback() && value.isPresent()) {
            problems.error("not-here", whole, "'return' statement is not allowed in a for-loop");
            return List.of();
        }
        Optional<Slot> result = elaborator.body().result();
        if (value.isEmpty() || Unknown.is(value.get())) {
            return List.of(new TypedStatement.Return(Optional.empty(), leave.span()));
        }
        if (result.isEmpty()) {
            return List.of(new TypedStatement.Return(Optional.empty(), leave.span()));
        }
        ScriptType before = result.get().type();
        if (result.get().widen(elaborator.joins().of(value.get())) == Slot.Outcome.CLASHES) {
            problems.error(
                    "type-mismatch",
                    leave.span(),
                    "Function %s is of type %s, cannot return %s"
                            .formatted(
                                    elaborator.body().name(),
                                    before,
                                    value.get().type()));
            return List.of();
        }
        return List.of(new TypedStatement.Return(
                Optional.of(
                        elaborator.conversions().store(value.get(), result.get().type())),
                leave.span()));
    }

    private List<TypedStatement> assign(Statement.Assign assign) {
        Expression target = assign.target();
        noteWrite(target);
        Binding binding = elaborator.binding(target);
        if (binding != null
                && !(binding.expression() instanceof Expression.Variable)
                && !(binding.expression() instanceof Expression.MapName)) {
            // The target is seen from the caller, the value from here.
            TypedExpression value = elaborator.expression(assign.value());
            return elaborator.inFrame(binding.frame(), () -> store(binding.expression(), assign, value, assign.span()));
        }
        if ((target instanceof Expression.MapName || target instanceof Expression.MapElement)
                && elaborator.calls().isAggregation(assign.value())) {
            return aggregate(target, (Expression.Call) assign.value(), assign.span());
        }
        if (target instanceof Expression.MapName || target instanceof Expression.MapElement) {
            return copiesAggregation(assign)
                    ? List.of()
                    : store(target, assign, elaborator.expression(assign.value()), assign.span());
        }
        return store(target, assign, elaborator.expression(assign.value()), assign.span());
    }

    /** A map counts as written also where the key or the value is wrong. */
    private void noteWrite(Expression target) {
        Expression written = target instanceof Expression.MapElement element ? element.map() : target;
        MapState state = elaborator.maps().stateOf(written);
        if (state != null) {
            state.write();
        }
    }

    private List<TypedStatement> aggregate(Expression target, Expression.Call call, Span at) {
        Optional<Place> place = elaborator.maps().place(target);
        return place.isEmpty() ? List.of() : new Aggregations(elaborator).assign(place.get(), call, at);
    }

    /** Refuses {@code @a = @b} where b is an aggregation. */
    private boolean copiesAggregation(Statement.Assign assign) {
        MapState source = switch (assign.value()) {
            case Expression.MapName name -> elaborator.maps().state(name);
            case Expression.MapElement element -> elaborator.maps().state(element.map());
            default -> null;
        };
        if (source == null || source.aggregation().isEmpty()) {
            return false;
        }
        MapState target = switch (assign.target()) {
            case Expression.MapName name -> elaborator.maps().state(name);
            case Expression.MapElement element -> elaborator.maps().state(element.map());
            default -> source;
        };
        target.write();
        ScriptType.Aggregation aggregation = source.aggregation().get();
        String function = aggregation.kind().text().replace("_t", "");
        String to = written(assign.target());
        problems.error(
                "type-mismatch",
                assign.span(),
                "Map value '%s' cannot be assigned from one map to another. The function that returns this type must be called directly e.g. `%s = %s(%s);`."
                        .formatted(aggregation, to, function, Aggregations.example(aggregation.kind())),
                "Add a cast to integer if you want the value of the aggregate, e.g. `%s = (int64)%s;`."
                        .formatted(to, written(assign.value())));
        return true;
    }

    private static String written(Expression expression) {
        return expression.span().text();
    }

    /** Stores a value in a variable or map. */
    private List<TypedStatement> store(Expression target, Node node, TypedExpression value, Span at) {
        return switch (target) {
            case Expression.Variable variable -> elaborator.variables().assign(variable, node, value, at);
            case Expression.MapName _, Expression.MapElement _ ->
                elaborator
                        .maps()
                        .place(target)
                        .map(place -> store(place, value, at))
                        .orElse(List.of());
            default -> {
                problems.error("type-mismatch", at, "Assignment needs a variable or a map on its left");
                yield List.of();
            }
        };
    }

    private List<TypedStatement> store(Place place, TypedExpression value, Span at) {
        MapState state = place.state();
        state.write();
        if (Unknown.is(value)) {
            return List.of();
        }
        if (value.type() instanceof ScriptType.Nothing || value.type() instanceof ScriptType.Aggregation) {
            problems.error("type-mismatch", at, "Value '%s' cannot be assigned to a map.".formatted(value.type()));
            return List.of();
        }
        ScriptType before = state.value().type();
        if (state.value().widen(elaborator.joins().of(value)) == Slot.Outcome.CLASHES) {
            problems.error("type-mismatch", at, Variables.clash(state.name(), value.type(), before));
            return List.of();
        }
        TypedExpression stored =
                elaborator.conversions().store(value, state.value().type());
        return List.of(new TypedStatement.AssignMap(elaborator.knowledge().scriptMap(state), place.key(), stored, at));
    }

    /** {@code target += value}: keys of maps are evaluated once. */
    private List<TypedStatement> compound(Statement.CompoundAssign assign) {
        Expression target = assign.target();
        noteWrite(target);
        Binding binding = elaborator.binding(target);
        TypedExpression value = elaborator.expression(assign.value());
        if (binding != null) {
            return elaborator.inFrame(binding.frame(), () -> compound(binding.expression(), assign, value));
        }
        return compound(target, assign, value);
    }

    private List<TypedStatement> compound(Expression target, Statement.CompoundAssign assign, TypedExpression value) {
        Span at = assign.span();
        if (target instanceof Expression.Variable variable) {
            TypedExpression before = elaborator.variables().read(variable);
            if (!canBeUpdated(variable.name(), before.type(), assign, value)) {
                return List.of();
            }
            TypedExpression after = elaborator
                    .operators()
                    .binary(
                            assign.operator(),
                            updated(before, value),
                            value,
                            Spans.between(target.span(), assign.value().span()));
            return elaborator.variables().assign(variable, assign, after, at);
        }
        if (!(target instanceof Expression.MapName || target instanceof Expression.MapElement)) {
            return store(target, assign, value, at);
        }
        Optional<Place> found = elaborator.maps().place(target);
        if (found.isEmpty()) {
            return List.of();
        }
        Place place = found.get();
        Slot slot = place.state().value();
        if (slot.isOpen()) {
            slot.widen(Join.of(ScriptType.INT64));
        }
        if (!canBeUpdated(place.state().name(), slot.type(), assign, value)) {
            return List.of();
        }
        var all = new ArrayList<TypedStatement>();
        Place once = place.key().isEmpty() ? place : evaluateOnce(place, assign, all);
        TypedExpression before = elaborator.maps().read(once);
        all.addAll(store(
                once,
                elaborator
                        .operators()
                        .binary(
                                assign.operator(),
                                updated(before, value),
                                value,
                                Spans.between(target.span(), assign.value().span())),
                at));
        return all;
    }

    /** The number that is updated: beside what is none it has 64 bits, unless it is declared. */
    private TypedExpression updated(TypedExpression before, TypedExpression value) {
        boolean declared = before instanceof TypedExpression.ReadLocal read
                && elaborator.knowledge().variable(read.local().number()).slot().isFixed();
        return Conversions.number(before.type()).isEmpty() || Conversions.isInteger(value.type()) || declared
                ? before
                : Conversions.wide(before);
    }

    /** Whether what a type holds can be replaced by what an operator makes of it; tells if not. */
    private boolean canBeUpdated(String name, ScriptType type, Statement.CompoundAssign assign, TypedExpression value) {
        boolean number = Conversions.number(type).isPresent() || type instanceof ScriptType.Bool;
        boolean truth = type instanceof ScriptType.Bool && !Conversions.isInteger(value.type());
        if (Unknown.is(type) || Unknown.is(value) || type instanceof ScriptType.Pointer || (number && !truth)) {
            return true;
        }
        boolean signed = Conversions.number(value.type())
                .map(ScriptType.Int::signed)
                .orElse(assign.operator() == BinaryOperator.SUBTRACT);
        problems.error(
                "type-mismatch",
                assign.span(),
                Variables.clash(
                        name, signed && !assign.operator().isShift() ? ScriptType.INT64 : ScriptType.UINT64, type));
        return false;
    }

    private Place evaluateOnce(Place place, Node node, List<TypedStatement> before) {
        TypedExpression key = place.key().orElseThrow();
        if (key instanceof TypedExpression.Constant
                || key instanceof TypedExpression.ReadLocal
                || key instanceof TypedExpression.TextConstant) {
            return place;
        }
        var local = elaborator.variables().temporary(node, key.type());
        before.add(new TypedStatement.AssignVariable(local, key, key.at()));
        return new Place(place.state(), Optional.of(new TypedExpression.ReadLocal(local, key.at())), place.at());
    }
}
