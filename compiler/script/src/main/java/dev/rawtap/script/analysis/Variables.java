package dev.rawtap.script.analysis;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.base.Span;
import dev.rawtap.script.analysis.Expansion.Binding;
import dev.rawtap.script.analysis.ScriptVariable.Origin;
import dev.rawtap.script.syntax.Expression;
import dev.rawtap.script.syntax.Node;
import dev.rawtap.script.syntax.Statement;
import dev.rawtap.script.syntax.TypeName;
import dev.rawtap.script.type.Layout;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.Local;
import dev.rawtap.script.typed.TypedExpression;
import dev.rawtap.script.typed.TypedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Variables: where they are declared, read, assigned and stepped. */
final class Variables {
    private final Elaborator elaborator;
    private final Knowledge knowledge;
    private final Problems problems;
    private final List<ScriptVariable> declared = new ArrayList<>();

    Variables(Elaborator elaborator) {
        this.elaborator = elaborator;
        this.knowledge = elaborator.knowledge();
        this.problems = elaborator.problems();
    }

    /** A variable for what the script evaluates once and uses twice. */
    Local temporary(Node node, ScriptType type) {
        ScriptVariable variable = make(node, "$_", node.span(), Origin.DECLARATION);
        variable.slot().widen(Join.of(type));
        return new Local(variable.local().number(), "$_", type);
    }

    private ScriptVariable make(Node node, String name, Span at, Origin origin) {
        return elaborator.frame().expansion().variable(node, () -> knowledge.newVariable(name, at, origin));
    }

    /** {@code $x}. */
    TypedExpression read(Expression.Variable variable) {
        Binding binding = elaborator.binding(variable);
        if (binding != null) {
            return elaborator.inFrame(binding.frame(), () -> elaborator.expression(binding.expression()));
        }
        ScriptVariable found = find(variable);
        if (found == null) {
            return Unknown.at(variable.span());
        }
        warnOfUse(found, variable);
        if (!found.assigned() && found.slot().isOpen() && !knowledge.isHidden(found.name())) {
            problems.error(
                    "unknown-type",
                    variable.span(),
                    "Could not resolve the type of this variable",
                    "assign a value to it or declare its type: let %s: uint64".formatted(variable.name()));
        }
        return found.slot().isOpen()
                ? Unknown.at(variable.span())
                : new TypedExpression.ReadLocal(found.local(), variable.span());
    }

    private void warnOfUse(ScriptVariable found, Expression.Variable variable) {
        if (!found.assigned()) {
            problems.warning("unassigned", variable.span(), "Variable used before it was assigned: " + variable.name());
        }
    }

    private @Nullable ScriptVariable find(Expression.Variable variable) {
        ScriptVariable found = elaborator.frame().scope().find(variable.name());
        // A macro also reads what its callers have, as upstream lets it.
        for (Expansion.Frame frame = elaborator.frame().caller();
                found == null && frame != null;
                frame = frame.caller()) {
            found = frame.scope().find(variable.name());
        }
        if (found == null && !knowledge.isHidden(variable.name())) {
            problems.errorNear(
                    "unknown-name",
                    variable.span(),
                    "Undefined or undeclared variable: " + variable.name(),
                    variable.name(),
                    elaborator.frame().scope().names());
        }
        return found;
    }

    /** {@code &$x}, {@code &@m}. */
    TypedExpression addressOf(Expression.AddressOf address) {
        Expression operand = address.operand();
        Binding binding = elaborator.binding(operand);
        if (binding != null) {
            return elaborator.inFrame(binding.frame(), () -> addressOf(binding.expression(), address.span()));
        }
        return addressOf(operand, address.span());
    }

    private TypedExpression addressOf(Expression operand, Span at) {
        return switch (operand) {
            case Expression.Variable variable -> {
                ScriptVariable found = find(variable);
                if (found == null || found.slot().isOpen()) {
                    yield Unknown.at(at);
                }
                // What has the address may write.
                found.assign();
                Local local = found.local();
                yield new TypedExpression.AddressOfLocal(
                        local, new ScriptType.Pointer(local.type(), ScriptType.Space.KERNEL), at);
            }
            case Expression.MapName _, Expression.MapElement _ ->
                elaborator.maps().addressOf(operand, at);
            default -> {
                problems.error("type-mismatch", at, "The & operator can only be used on variables and maps");
                yield Unknown.at(at);
            }
        };
    }

    /** {@code $x = value}; a variable that was not there is made. */
    List<TypedStatement> assign(Expression.Variable variable, Node node, TypedExpression value, Span at) {
        Binding binding = elaborator.binding(variable);
        if (binding != null && binding.expression() instanceof Expression.Variable outer) {
            return elaborator.inFrame(binding.frame(), () -> assign(outer, node, value, at));
        }
        ScriptVariable found = elaborator.frame().scope().find(variable.name());
        if (found == null) {
            found = make(node, variable.name(), at, Origin.ASSIGNMENT);
            elaborator.frame().scope().add(found);
        }
        return store(found, value, at);
    }

    private List<TypedStatement> store(ScriptVariable variable, TypedExpression value, Span at) {
        variable.assign();
        if (Unknown.is(value)) {
            return List.of();
        }
        if (value.type() instanceof ScriptType.Nothing || value.type() instanceof ScriptType.Aggregation) {
            problems.error(
                    "type-mismatch",
                    at,
                    isBlock(value)
                            ? "Invalid expression for assignment"
                            : "Value '%s' cannot be assigned to a scratch variable.".formatted(value.type()));
            return List.of();
        }
        ScriptType before = variable.slot().type();
        boolean tooLarge = variable.slot().isFixed()
                && Conversions.isLiteral(value)
                && Conversions.number(before).isPresent()
                && !Join.fits(elaborator.joins().of(value), before);
        if (tooLarge || variable.slot().widen(elaborator.joins().of(value)) == Slot.Outcome.CLASHES) {
            problems.error("type-mismatch", at, clash(variable.name(), value.type(), before));
            return List.of();
        }
        Local local = variable.local();
        return List.of(new TypedStatement.AssignVariable(
                local, elaborator.conversions().store(value, local.type()), at));
    }

    /** Whether a value is a block of statements, not a call. */
    private static boolean isBlock(TypedExpression value) {
        return value instanceof TypedExpression.BlockValue block
                && (block.block().statements().isEmpty()
                        || !block.block().statements().getFirst().at().equals(block.at()));
    }

    /** {@code let $x: T = value}. */
    List<TypedStatement> declare(Statement.Declare declare) {
        Optional<TypedExpression> value = Optional.ofNullable(declare.value()).map(elaborator::expression);
        String name = declare.variable().name();
        Span at = new Span(
                declare.span().source(),
                declare.span().start(),
                declare.variable().span().end());
        ScriptVariable before = elaborator.frame().scope().find(name);
        if (before != null) {
            problems.errorWith(
                    "redefined",
                    at,
                    "Variable %s was already declared. Variable shadowing is not allowed.".formatted(name),
                    origin(before));
            return List.of();
        }
        ScriptVariable variable = make(declare, name, at, Origin.DECLARATION);
        declared.add(variable);
        elaborator.frame().scope().add(variable);
        TypeName written = declare.type();
        if (written != null) {
            elaborator
                    .casts()
                    .type(written)
                    .filter(type -> isHeld(type, written))
                    .ifPresent(variable.slot()::fix);
        }
        if (value.isPresent()) {
            return store(variable, value.get(), declare.span());
        }
        return List.of();
    }

    /** Whether a variable can hold a type: only maps hold aggregations. */
    private boolean isHeld(ScriptType type, TypeName written) {
        boolean held = !(type instanceof ScriptType.Aggregation);
        if (!held) {
            problems.error("type-mismatch", written.span(), "Invalid variable declaration type: " + type);
        }
        return held;
    }

    /** Warns of variables that were declared for nothing. */
    void warnOfUnassigned() {
        for (ScriptVariable variable : declared) {
            if (!variable.assigned()) {
                problems.warning(
                        "unassigned", variable.at(), "Variable %s was never assigned to.".formatted(variable.name()));
            }
        }
    }

    private static Diagnostic.Context origin(ScriptVariable before) {
        return new Diagnostic.Context(
                before.at(),
                switch (before.origin()) {
                    case DECLARATION -> "This is the initial declaration.";
                    case ASSIGNMENT -> "This is the initial assignment.";
                    case LOOP, PARAMETER -> "This is the initial declaration.";
                });
    }

    /** The variable of a loop, in the current scope. */
    Optional<ScriptVariable> loop(Node loop, Expression.Variable variable) {
        ScriptVariable before = elaborator.frame().scope().find(variable.name());
        if (before != null) {
            problems.errorWith(
                    "redefined",
                    variable.span(),
                    "Loop declaration shadows existing variable: " + variable.name(),
                    origin(before));
            return Optional.empty();
        }
        ScriptVariable made = make(loop, variable.name(), variable.span(), Origin.LOOP);
        made.assign();
        elaborator.frame().scope().add(made);
        return Optional.of(made);
    }

    /** {@code find(@m, key, $v)}: the variable takes what is found. */
    TypedExpression findInto(CallSite call, MapAccess.Place place, Expression.Variable variable) {
        Binding binding = elaborator.binding(variable);
        if (binding != null && binding.expression() instanceof Expression.Variable outer) {
            return elaborator.inFrame(binding.frame(), () -> findInto(call, place, outer));
        }
        ScriptVariable found = elaborator.frame().scope().find(variable.name());
        if (found == null) {
            // It is seen nowhere else.
            found = make(call.node(), variable.name(), variable.span(), Origin.ASSIGNMENT);
        }
        found.assign();
        ScriptType type = MapAccess.valueType(place.state().value().type());
        if (found.slot().widen(Joins.known(place.state().value(), type)) == Slot.Outcome.CLASHES) {
            problems.error(
                    "type-mismatch",
                    call.at(),
                    clash(variable.name(), type, found.slot().type()));
            return Unknown.at(call.at());
        }
        return new TypedExpression.Find(
                knowledge.scriptMap(place.state()), place.key().orElseThrow(), found.local(), call.at());
    }

    /** A variable that takes what nobody knows. */
    void findNothingInto(Expression.Variable variable) {
        Binding binding = elaborator.binding(variable);
        Expression.Variable own =
                binding != null && binding.expression() instanceof Expression.Variable outer ? outer : variable;
        ScriptVariable found =
                (binding == null ? elaborator.frame() : binding.frame()).scope().find(own.name());
        if (found != null) {
            found.assign();
        }
    }

    /** {@code x++} and its like. */
    TypedExpression step(Expression.Step step) {
        Binding binding = elaborator.binding(step.target());
        if (binding != null) {
            var there = new Expression.Step(step.span(), binding.expression(), step.increment(), step.prefix());
            return elaborator.inFrame(binding.frame(), () -> step(there));
        }
        return switch (step.target()) {
            case Expression.Variable variable -> step(step, variable);
            case Expression.MapName _, Expression.MapElement _ ->
                elaborator.maps().step(step);
            default -> {
                problems.error(
                        "type-mismatch",
                        step.span(),
                        "The %s operator must be applied to a map or variable".formatted(step.symbol()));
                yield Unknown.at(step.span());
            }
        };
    }

    private TypedExpression step(Expression.Step step, Expression.Variable variable) {
        ScriptVariable found = find(variable);
        if (found == null || found.slot().isOpen()) {
            return Unknown.at(step.span());
        }
        warnOfUse(found, variable);
        Optional<Long> by = stepOf(found.name(), found.slot().type(), step, problems);
        if (by.isEmpty()) {
            return Unknown.at(step.span());
        }
        widenForStep(found.slot());
        return new TypedExpression.IncrementLocal(found.local(), by.get(), !step.prefix(), step.span());
    }

    /** By how much a value of a type is stepped. */
    static Optional<Long> stepOf(String name, ScriptType type, Expression.Step step, Problems problems) {
        long direction = step.increment() ? 1 : -1;
        if (type instanceof ScriptType.Pointer pointer) {
            return Optional.of(direction * Math.max(1, Layout.size(pointer.target())));
        }
        if (Conversions.number(type).isPresent()) {
            return Optional.of(direction);
        }
        problems.error(
                "type-mismatch",
                step.span(),
                clash(name, step.increment() ? ScriptType.UINT64 : ScriptType.INT64, type));
        return Optional.empty();
    }

    /** What is said when a value does not fit into a variable or map. */
    static String clash(String name, ScriptType value, ScriptType type) {
        return "Type mismatch for %s: trying to assign value of type '%s' when %s already has a type '%s'"
                .formatted(name, value, name.startsWith("@") ? "map" : "variable", type);
    }

    /** A number that is counted up needs all bits. */
    static void widenForStep(Slot slot) {
        if (!slot.isFixed()) {
            Conversions.number(slot.type())
                    .ifPresent(number -> slot.widen(Join.of(number.signed() ? ScriptType.INT64 : ScriptType.UINT64)));
        }
    }
}
