package dev.rawtap.script.analysis;

import dev.rawtap.base.Span;
import dev.rawtap.script.program.ScriptAction;
import dev.rawtap.script.syntax.EscapedBytes;
import dev.rawtap.script.syntax.Expression;
import dev.rawtap.script.syntax.Node;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.Builtin;
import dev.rawtap.script.typed.TypedExpression;
import dev.rawtap.script.typed.TypedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call of a function of the language, and what its rule asks about it.
 *
 * @param elaborator where it is called
 * @param call how it is written
 * @param node by which it is known from round to round
 * @param function what is called
 */
record CallSite(Elaborator elaborator, Expression.Call call, Node node, Functions.Function function) {
    Span at() {
        return call.span();
    }

    String name() {
        return call.name();
    }

    Knowledge knowledge() {
        return elaborator.knowledge();
    }

    /** How many arguments are written. */
    int count() {
        return call.arguments().size();
    }

    /** An argument as it is written. */
    Expression written(int index) {
        return call.arguments().get(index);
    }

    /** An argument with its type. */
    TypedExpression value(int index) {
        Expression written = written(index);
        if (written instanceof Expression.TypeValue type) {
            elaborator
                    .problems()
                    .error(
                            "wrong-arguments",
                            type.span(),
                            "When used as a call argument, `typeof` builtin only valid for macro calls that are expecting a type parameter");
            return Unknown.at(type.span());
        }
        return elaborator.expression(written);
    }

    /** Several arguments with their types; empty if one is unknown. */
    Optional<List<TypedExpression>> values(int from) {
        var values = new ArrayList<TypedExpression>();
        boolean known = true;
        for (int i = from; i < count(); i++) {
            TypedExpression value = value(i);
            known &= !Unknown.is(value);
            values.add(value);
        }
        return known ? Optional.of(values) : Optional.empty();
    }

    /** An argument that has to be a number; of the unknown type if it is none. */
    TypedExpression number(int index) {
        TypedExpression value = value(index);
        if (!Unknown.is(value) && !Conversions.isInteger(value.type())) {
            return refuse(
                    "wrong-arguments",
                    "%s() only supports int arguments (%s provided)".formatted(name(), Calls.kindOf(value.type())));
        }
        return value;
    }

    /** An argument that has to be a number known when compiling. */
    Optional<Long> literal(int index) {
        TypedExpression value = value(index);
        if (Unknown.is(value)) {
            return Optional.empty();
        }
        Optional<Long> known = Conversions.isInteger(value.type()) ? Elaborator.constant(value) : Optional.empty();
        if (known.isEmpty()) {
            refuse(
                    "wrong-arguments",
                    "%s() expects a int literal (%s provided)".formatted(name(), Calls.kindOf(value.type())));
        }
        return known;
    }

    /** An argument that has to be text known when compiling. */
    Optional<String> text(int index) {
        if (written(index) instanceof Expression.StringLiteral literal) {
            return Optional.of(literal.value());
        }
        TypedExpression value = value(index);
        if (value instanceof TypedExpression.TextConstant text) {
            return Optional.of(EscapedBytes.decode(text.bytes()));
        }
        if (!Unknown.is(value)) {
            refuse(
                    "wrong-arguments",
                    "%s() expects a string literal (%s provided)".formatted(name(), Calls.kindOf(value.type())));
        }
        return Optional.empty();
    }

    /** The bare name that an argument is; null if it is something else. */
    @Nullable
    String word(int index) {
        Expansion.Binding binding = elaborator.binding(written(index));
        Expression expression = binding == null ? written(index) : binding.expression();
        return expression instanceof Expression.Identifier identifier ? identifier.name() : null;
    }

    /** An error about the call. */
    TypedExpression refuse(String code, String message, String... hints) {
        String[] all = hints.length == 0 ? new String[] {"call it as " + function.signature()} : hints;
        elaborator.problems().error(code, at(), message, all);
        return Unknown.at(at());
    }

    /** What the program does in place. */
    TypedExpression builtin(Builtin builtin, ScriptType type, TypedExpression... arguments) {
        for (TypedExpression argument : arguments) {
            if (Unknown.is(argument)) {
                return Unknown.at(at());
            }
        }
        return new TypedExpression.Call(builtin, List.of(arguments), type, at());
    }

    /** What the run time does. */
    TypedExpression emit(ScriptAction action, TypedExpression... fields) {
        for (TypedExpression field : fields) {
            if (Unknown.is(field)) {
                return Unknown.at(at());
            }
        }
        return Elaborator.effect(at(), new TypedStatement.Emit(action, List.of(fields), at()));
    }

    /** Nothing. */
    TypedExpression nothing() {
        return Elaborator.nothing(at());
    }

    TypedExpression unknown() {
        return Unknown.at(at());
    }
}
