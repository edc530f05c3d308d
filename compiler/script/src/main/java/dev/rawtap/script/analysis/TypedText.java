package dev.rawtap.script.analysis;

import dev.rawtap.script.syntax.EscapedBytes;
import dev.rawtap.script.typed.Local;
import dev.rawtap.script.typed.ScriptMap;
import dev.rawtap.script.typed.TypedExpression;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A typed expression as text: what it does, and its type where it is not that of its parts. */
final class TypedText {
    private TypedText() {}

    static String of(Local local) {
        return local.name() + "#" + local.number();
    }

    static String place(ScriptMap map, Optional<TypedExpression> key) {
        return map.name() + key.map(value -> "[" + of(value) + "]").orElse("");
    }

    static String list(List<TypedExpression> expressions) {
        return expressions.stream().map(TypedText::of).collect(Collectors.joining(", "));
    }

    static String of(TypedExpression expression) {
        return switch (expression) {
            case TypedExpression.Constant constant -> constant.value() + ":" + constant.type();
            case TypedExpression.TextConstant text ->
                "\"%s\":%s".formatted(EscapedBytes.decode(text.bytes()).replace("\n", "\\n"), text.type());
            case TypedExpression.ReadLocal read -> of(read.local());
            case TypedExpression.AddressOfLocal address -> "&" + of(address.local());
            case TypedExpression.AddressOfMapValue address -> "&" + place(address.map(), address.key());
            case TypedExpression.ReadMap read -> place(read.map(), read.key()) + ":" + read.type();
            case TypedExpression.HasKey has -> "has_key(%s)".formatted(place(has.map(), Optional.of(has.key())));
            case TypedExpression.Find find ->
                "find(%s, %s)".formatted(place(find.map(), Optional.of(find.key())), of(find.into()));
            case TypedExpression.Delete delete -> "delete(%s)".formatted(place(delete.map(), delete.key()));
            case TypedExpression.MapLength length ->
                "len(%s)".formatted(length.map().name());
            case TypedExpression.Unary unary -> "%s(%s)".formatted(name(unary.operator()), of(unary.operand()));
            case TypedExpression.Binary binary ->
                "%s(%s, %s):%s"
                        .formatted(name(binary.operator()), of(binary.left()), of(binary.right()), binary.type());
            case TypedExpression.Logical logical ->
                "(%s %s %s)".formatted(of(logical.left()), logical.and() ? "&&" : "||", of(logical.right()));
            case TypedExpression.Conditional conditional ->
                "(%s ? %s : %s)"
                        .formatted(
                                of(conditional.condition()), of(conditional.whenTrue()), of(conditional.whenFalse()));
            case TypedExpression.BlockValue block ->
                "{ %d statements; %s }".formatted(block.block().statements().size(), of(block.value()));
            case TypedExpression.Convert convert -> "(%s)%s".formatted(convert.type(), of(convert.value()));
            case TypedExpression.IncrementLocal increment ->
                "%s += %d".formatted(of(increment.local()), increment.by());
            case TypedExpression.IncrementMap increment ->
                "%s += %d".formatted(place(increment.map(), increment.key()), increment.by());
            case TypedExpression.FieldOf field -> "%s.%s:%s".formatted(of(field.base()), field.name(), field.type());
            case TypedExpression.Dereference dereference -> "*" + of(dereference.pointer());
            case TypedExpression.ElementOf element ->
                "%s[%s]:%s".formatted(of(element.base()), of(element.index()), element.type());
            case TypedExpression.PartOf part -> "%s.%d".formatted(of(part.base()), part.index());
            case TypedExpression.Compose compose -> "(%s)".formatted(list(compose.parts()));
            case TypedExpression.Argument argument -> "arg%d:%s".formatted(argument.index(), argument.type());
            case TypedExpression.Arguments arguments -> "args:" + arguments.type();
            case TypedExpression.SyscallValue value -> "%s:%s".formatted(name(value.what()), value.type());
            case TypedExpression.ContextPointer pointer -> "ctx:" + pointer.type();
            case TypedExpression.Call call ->
                "%s(%s):%s".formatted(name(call.builtin()), list(call.arguments()), call.type());
            case TypedExpression.CallFunction call ->
                "%s(%s)".formatted(call.function().name(), list(call.arguments()));
        };
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
