package dev.rawtap.script.analysis;

import dev.rawtap.base.Errno;
import dev.rawtap.base.SourceText;
import dev.rawtap.base.Span;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.BtfType;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.type.ScriptType.Space;
import dev.rawtap.script.typed.TypedExpression;
import dev.rawtap.syscall.Architecture;
import dev.rawtap.syscall.ConstantSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Names for values that the compiler knows: enumerators of the script and the kernel, and what the headers of Linux define that BTF does not have ({@code O_CREAT}, {@code ENOENT}, {@code AF_INET}).
 */
final class Constants {
    private final Optional<Btf> btf;
    private final Architecture architecture;
    private @Nullable Map<String, Enumerator> enumerators;

    private static final int MAX_ERROR = 133;

    private record Enumerator(int type, long value) {}

    Constants(Optional<Btf> btf, Architecture architecture) {
        this.btf = btf;
        this.architecture = architecture;
    }

    /** The value of a name, as written at a place. */
    Optional<TypedExpression> value(String name, Span at) {
        return find(name).map(value -> switch (value) {
            case TypedExpression.Constant(long number, ScriptType type, var _) ->
                new TypedExpression.Constant(number, type, at);
            case TypedExpression.TextConstant(byte[] bytes, ScriptType.Text type, var _) ->
                new TypedExpression.TextConstant(bytes, type, at);
            default -> value;
        });
    }

    /** The value of a name. */
    Optional<TypedExpression> find(String name) {
        return enumerator(name).or(() -> header(name));
    }

    private static final Span NOWHERE = new SourceText("constants", "").span(0, 0);

    private Optional<TypedExpression> enumerator(String name) {
        if (btf.isEmpty()) {
            return Optional.empty();
        }
        Enumerator found = enumerators(btf.get()).get(name);
        return found == null
                ? Optional.empty()
                : Optional.of(new TypedExpression.Constant(
                        found.value(), BtfTypes.of(btf.get(), found.type(), Space.KERNEL), NOWHERE));
    }

    private Map<String, Enumerator> enumerators(Btf types) {
        Map<String, Enumerator> known = enumerators;
        if (known == null) {
            known = new HashMap<>();
            for (BtfKind kind : List.of(BtfKind.ENUM, BtfKind.ENUM64)) {
                for (int id : types.ids(kind).toArray()) {
                    if (types.type(id) instanceof BtfType.Enumeration enumeration) {
                        for (BtfType.Enumerator enumerator : enumeration.values()) {
                            known.putIfAbsent(enumerator.name(), new Enumerator(id, enumerator.value()));
                        }
                    }
                }
            }
            enumerators = known;
        }
        return known;
    }

    private Optional<TypedExpression> header(String name) {
        OptionalLong value = ConstantSet.constant(architecture, name);
        if (value.isEmpty()) {
            value = errorNumber(name);
        }
        if (value.isEmpty() && name.startsWith("SIG")) {
            value = signal(name);
        }
        return value.isEmpty() ? Optional.empty() : Optional.of(Literals.signed(value.getAsLong(), NOWHERE));
    }

    private static OptionalLong errorNumber(String name) {
        for (int number = 1; name.startsWith("E") && number <= MAX_ERROR; number++) {
            if (new Errno(number).name().equals(name)) {
                return OptionalLong.of(number);
            }
        }
        return OptionalLong.empty();
    }

    /** The number of a signal by its name, with or without SIG. */
    static OptionalLong signal(String name) {
        String whole = name.startsWith("SIG") ? name : "SIG" + name;
        return ConstantSet.constant(Architecture.X86_64, whole);
    }

    /** Names, for those that are wrong. */
    List<String> names() {
        var names = new ArrayList<String>();
        btf.ifPresent(types -> names.addAll(enumerators(types).keySet()));
        return names;
    }
}
