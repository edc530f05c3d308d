package dev.rawtap.script.analysis;

import dev.rawtap.base.Span;
import dev.rawtap.script.analysis.Expansion.Binding;
import dev.rawtap.script.syntax.Definition;
import dev.rawtap.script.syntax.Expression;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.TypedExpression;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Bare names and parameters of the command line. */
final class Names {
    private final Elaborator elaborator;
    private final Knowledge knowledge;
    private final Problems problems;
    private final Arguments arguments;
    private final Set<String> open = new HashSet<>();

    Names(Elaborator elaborator) {
        this.elaborator = elaborator;
        this.knowledge = elaborator.knowledge();
        this.problems = elaborator.problems();
        this.arguments = new Arguments(elaborator);
    }

    Arguments arguments() {
        return arguments;
    }

    /** The name by which a macro's parameters are known; null for other expressions. */
    static @Nullable String nameOf(Expression expression) {
        return switch (expression) {
            case Expression.Identifier identifier -> identifier.name();
            case Expression.Variable variable -> variable.name();
            case Expression.MapName map -> map.name();
            default -> null;
        };
    }

    /** Whether an expression is {@code args}. */
    boolean isArguments(Expression expression) {
        Binding binding = elaborator.binding(expression);
        return (binding == null ? expression : binding.expression()) instanceof Expression.Identifier identifier
                && identifier.name().equals("args");
    }

    /** Whether a name means a value. */
    boolean isKnown(String name) {
        return knowledge.definitions().macros().containsKey(name)
                || knowledge.definitions().defines().containsKey(name)
                || knowledge.definitions().constants().find(name).isPresent()
                || Functions.find(name).isPresent()
                || Arguments.isName(name);
    }

    /** A bare name. */
    TypedExpression identifier(Expression.Identifier identifier) {
        Binding binding = elaborator.binding(identifier);
        if (binding != null) {
            return elaborator.inFrame(binding.frame(), () -> elaborator.expression(binding.expression()));
        }
        String name = identifier.name();
        List<Definition.Macro> macros = knowledge.definitions().macros().get(name);
        if (macros != null
                || (Functions.find(name).isPresent()
                        && !knowledge.definitions().defines().containsKey(name))) {
            return elaborator
                    .calls()
                    .call(new Expression.Call(identifier.span(), identifier.span(), name, List.of()), identifier);
        }
        if (Arguments.isName(name)) {
            return arguments.named(name, identifier.span());
        }
        DefineReader.Constant defined = knowledge.definitions().defines().get(name);
        if (defined != null) {
            return define(name, defined.value(), identifier.span());
        }
        Optional<TypedExpression> constant = knowledge.definitions().constants().value(name, identifier.span());
        if (constant.isPresent()) {
            return constant.get();
        }
        if (!knowledge.isHidden(name) && !Refusals.tell(problems, elaborator.body(), name, identifier.span())) {
            problems.errorNear(
                    "unknown-name", identifier.span(), "Unknown identifier: '%s'".formatted(name), name, known());
        }
        return Unknown.at(identifier.span());
    }

    /** What a name of {@code #define} stands for, as if it were written here. */
    private TypedExpression define(String name, Expression defined, Span at) {
        if (!open.add(name)) {
            problems.error("recursion", at, "#define %s stands for itself".formatted(name));
            return Unknown.at(at);
        }
        TypedExpression value = elaborator.expression(defined);
        open.remove(name);
        return switch (value) {
            case TypedExpression.Constant(long number, ScriptType type, var _) ->
                new TypedExpression.Constant(number, type, at);
            case TypedExpression.TextConstant(byte[] bytes, ScriptType.Text type, var _) ->
                new TypedExpression.TextConstant(bytes, type, at);
            default -> value;
        };
    }

    private List<String> known() {
        var known = new ArrayList<>(Functions.names());
        known.addAll(knowledge.definitions().macros().keySet());
        known.addAll(knowledge.definitions().constants().names());
        known.addAll(List.of("args", "arg0", "ctx"));
        return known;
    }

    /** {@code $1}: a number if it looks like one, else text. */
    TypedExpression parameter(Expression.PositionalParameter parameter) {
        List<String> given = knowledge.options().positional();
        if (parameter.number() > given.size()) {
            problems.warning(
                    "parameter",
                    parameter.span(),
                    "Positional parameter $%d is empty or not provided. ".formatted(parameter.number()));
            return Literals.integer(0, parameter.span());
        }
        String text = given.get(parameter.number() - 1);
        return NumberText.number(text, parameter.span()).orElseGet(() -> Literals.text(text, parameter.span()));
    }
}
