package dev.rawtap.script.analysis;

import dev.rawtap.base.Span;
import dev.rawtap.script.syntax.TypeName;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.type.ScriptType.Space;
import dev.rawtap.script.typed.TypedExpression;
import dev.rawtap.script.typed.TypedExpression.SyscallValue.What;
import dev.rawtap.syscall.Argument;
import dev.rawtap.syscall.Representation;
import dev.rawtap.syscall.Syscall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Arguments and results of system calls, with the types that the table gives them. */
final class SyscallTypes {
    /** Names that {@code args} has at an exit. */
    static final List<String> EXIT_NAMES = List.of("ret", "__syscall_nr");

    private static final String NUMBER = "__syscall_nr";
    private static final String RESULT = "result";
    private static final ScriptType INT32 = new ScriptType.Int(32, true);

    private final TypeNames types;

    private SyscallTypes(TypeNames types) {
        this.types = types;
    }

    static SyscallTypes of(Elaborator elaborator) {
        return new SyscallTypes(elaborator.knowledge().types());
    }

    static List<String> entryNames(Syscall syscall) {
        var names =
                new ArrayList<>(syscall.arguments().stream().map(Argument::name).toList());
        names.add(NUMBER);
        return names;
    }

    static List<String> callNames(Syscall syscall) {
        var names = new ArrayList<>(entryNames(syscall));
        names.addAll(List.of("ret", "duration"));
        return names;
    }

    /** A field of {@code args} at an entry. */
    Optional<TypedExpression> entry(Syscall syscall, String name, Span at) {
        Optional<TypedExpression> argument = syscall.argument(name)
                .map(found -> new TypedExpression.Argument(found.index(), type(syscall, found), at));
        return argument.or(() -> number(name, at));
    }

    private static Optional<TypedExpression> number(String name, Span at) {
        return name.equals(NUMBER)
                ? Optional.of(new TypedExpression.SyscallValue(What.NUMBER, INT32, at))
                : Optional.empty();
    }

    /** A field of {@code args} at an exit. */
    Optional<TypedExpression> exit(Syscall syscall, String name, Span at) {
        return name.equals("ret")
                ? Optional.of(
                        new TypedExpression.SyscallValue(What.RESULT, named(syscall, ScriptType.INT64, RESULT), at))
                : number(name, at);
    }

    /** A field of {@code args} of a whole call. */
    Optional<TypedExpression> call(Syscall syscall, String name, Span at) {
        return entry(syscall, name, at).or(() -> switch (name) {
            case "ret" -> exit(syscall, name, at);
            case "duration" -> Optional.of(new TypedExpression.SyscallValue(What.DURATION, ScriptType.UINT64, at));
            default -> Optional.empty();
        });
    }

    /** All of {@code args} at an entry. */
    TypedExpression all(Syscall syscall, Span at) {
        return new TypedExpression.Arguments(
                new ScriptType.RecordType(syscall.arguments().stream()
                        .map(argument -> new ScriptType.Field(argument.name(), type(syscall, argument)))
                        .toList()),
                at);
    }

    /** All of {@code args} at an exit. */
    TypedExpression exit(Syscall syscall, Span at) {
        TypedExpression result = exit(syscall, "ret", at).orElseThrow();
        return new TypedExpression.Compose(
                List.of(result), new ScriptType.RecordType(List.of(new ScriptType.Field("ret", result.type()))), at);
    }

    /** A number with the names that an architecture gives it; without one they are those of the machine. */
    private static ScriptType named(Syscall syscall, ScriptType.Int number, String names) {
        return new ScriptType.Named(
                number, syscall.architecture().is32Bit() ? syscall.architecture() + ":" + names : names);
    }

    /** The type of an argument. */
    private ScriptType type(Syscall syscall, Argument argument) {
        Optional<ScriptType.Int> number = switch (argument.representation()) {
            case SIGNED_32 -> Optional.of(new ScriptType.Int(32, true));
            case UNSIGNED_32 -> Optional.of(new ScriptType.Int(32, false));
            case UNSIGNED_16 -> Optional.of(new ScriptType.Int(16, false));
            case SIGNED_64 -> Optional.of(ScriptType.INT64);
            case UNSIGNED_64 -> Optional.of(ScriptType.UINT64);
            case USER_POINTER, USER_STRING -> Optional.empty();
        };
        if (number.isEmpty()) {
            return pointer(syscall, argument);
        }
        return argument.constantSet().isPresent()
                ? named(syscall, number.get(), argument.constantSet().get())
                : number.get();
    }

    private ScriptType pointer(Syscall syscall, Argument argument) {
        if (argument.representation() == Representation.USER_STRING) {
            return new ScriptType.Pointer(new ScriptType.Int(8, true), Space.USER);
        }
        String text =
                argument.type().replace("const ", "").replace("volatile ", "").strip();
        int stars = (int) text.chars().filter(c -> c == '*').count();
        String name = text.replace("const", "").replace("*", "").strip();
        ScriptType type = Casts.in(Space.USER, named(name));
        if (syscall.architecture().is32Bit() && (stars > 1 || !NarrowLayout.isSame(syscall.architecture(), type))) {
            return new ScriptType.Pointer(ScriptType.NOTHING, Space.USER);
        }
        for (int i = 0; i < Math.max(1, stars); i++) {
            type = new ScriptType.Pointer(type, Space.USER);
        }
        return type;
    }

    private ScriptType named(String name) {
        Optional<ScriptType> found = name.startsWith("struct ")
                ? types.tagged(
                        TypeName.Tag.STRUCT, name.substring("struct ".length()).strip())
                : name.startsWith("union ")
                        ? types.tagged(
                                TypeName.Tag.UNION,
                                name.substring("union ".length()).strip())
                        : types.named(name);
        return found.orElse(ScriptType.NOTHING);
    }
}
