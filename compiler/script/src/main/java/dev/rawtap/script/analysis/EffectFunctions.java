package dev.rawtap.script.analysis;

import static dev.rawtap.script.analysis.Functions.function;
import static dev.rawtap.script.analysis.Functions.unsafe;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfType;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.Builtin;
import dev.rawtap.script.typed.ProbeKind;
import dev.rawtap.script.typed.TypedExpression;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What changes the system, and what only some probes can do. */
final class EffectFunctions {
    private static final int MAX_SIGNAL = 64;

    private EffectFunctions() {}

    static List<Functions.Function> all() {
        return List.of(
                function("signal", "signal(number or \"NAME\")", 1, 1, call -> signal(call, Builtin.SIGNAL)),
                function(
                        "signal_thread",
                        "signal_thread(number or \"NAME\")",
                        1,
                        1,
                        call -> signal(call, Builtin.SIGNAL_THREAD)),
                unsafe("write_user", "write_user(address, value, length)", 3, 3, EffectFunctions::writeUser),
                function(
                        "skboutput",
                        "skboutput(\"file\", struct sk_buff *, length, offset)",
                        4,
                        4,
                        EffectFunctions::packet),
                function("socket_cookie", "socket_cookie(struct sock *)", 1, 1, EffectFunctions::cookie),
                function("path", "path(struct path *[, length])", 1, 2, EffectFunctions::path));
    }

    private static TypedExpression signal(CallSite call, Builtin builtin) {
        boolean special = call.elaborator().body().groupName().equals("special");
        if (special) {
            return call.refuse(
                    "not-here",
                    "%s() can not be used for this probetype special".formatted(call.name()),
                    "begin and end run in the tracer itself");
        }
        if (!call.knowledge().options().unsafe()) {
            return call.refuse(
                    "unsafe",
                    "%s() is unsafe. To use you need the --unsafe flag".formatted(call.name()),
                    "allow it with --unsafe");
        }
        TypedExpression value = call.value(0);
        if (Unknown.is(value)) {
            return value;
        }
        if (value instanceof TypedExpression.TextConstant) {
            String name = call.text(0).orElse("");
            OptionalLong number = Constants.signal(name);
            return number.isEmpty()
                    ? call.refuse("unknown-name", "Invalid string for signal: " + name, "names are those of kill -l")
                    : call.builtin(
                            builtin,
                            ScriptType.NOTHING,
                            new TypedExpression.Constant(number.getAsLong(), ScriptType.INT64, call.at()));
        }
        TypedExpression number = call.number(0);
        Optional<Long> known = Elaborator.constant(number);
        if (known.isPresent() && (known.get() < 1 || known.get() > MAX_SIGNAL)) {
            return call.refuse(
                    "bad-value",
                    "%s() accepts a string literal or an integer between 1 and 64 (inclusive)".formatted(call.name()));
        }
        return call.builtin(builtin, ScriptType.NOTHING, Conversions.convert(number, ScriptType.INT64));
    }

    private static TypedExpression writeUser(CallSite call) {
        TypedExpression address = call.value(0);
        TypedExpression value = call.value(1);
        if (Unknown.is(address) || Unknown.is(value)) {
            return call.unknown();
        }
        if (!(address.type() instanceof ScriptType.Pointer) && !Conversions.isInteger(address.type())) {
            return call.refuse(
                    "wrong-arguments",
                    "write_user() expects an address (%s provided)".formatted(Calls.kindOf(address.type())));
        }
        Optional<Long> length = call.literal(2);
        return length.isEmpty()
                ? call.unknown()
                : call.builtin(
                        Builtin.WRITE_USER,
                        ScriptType.NOTHING,
                        Conversions.convert(address, ScriptType.UINT64),
                        value,
                        new TypedExpression.Constant(length.get(), ScriptType.UINT64, call.at()));
    }

    private static boolean isTracing(CallSite call) {
        return call.elaborator()
                .body()
                .kind()
                .filter(kind -> kind instanceof ProbeKind.RawTracepointEvent)
                .isPresent();
    }

    private static TypedExpression packet(CallSite call) {
        if (!isTracing(call)) {
            return call.refuse(
                    "not-here",
                    "skboutput can not be used with \"%s\" probes"
                            .formatted(call.elaborator().body().typeName()),
                    "it works with rawtracepoint probes");
        }
        Optional<String> file = call.text(0);
        TypedExpression packet = call.value(1);
        TypedExpression length = call.number(2);
        TypedExpression offset = call.number(3);
        if (file.isEmpty() || Unknown.is(packet) || Unknown.is(length) || Unknown.is(offset)) {
            return call.unknown();
        }
        if (!(packet.type() instanceof ScriptType.Pointer pointer)) {
            return onlyPointers(call, packet);
        }
        return startsWith(pointer, "sk_buff")
                ? call.builtin(
                        Builtin.SKB_OUTPUT,
                        ScriptType.INT64,
                        Literals.text(file.get(), call.at()),
                        packet,
                        Conversions.convert(length, ScriptType.UINT64),
                        Conversions.convert(offset, ScriptType.UINT64))
                : wrongPointer(call, "struct sk_buff *", packet);
    }

    private static TypedExpression onlyPointers(CallSite call, TypedExpression given) {
        return call.refuse(
                "wrong-arguments",
                "%s() only supports pointer arguments (%s provided)"
                        .formatted(call.name(), Calls.kindOf(given.type())));
    }

    private static TypedExpression wrongPointer(CallSite call, String wanted, TypedExpression given) {
        return call.refuse(
                "wrong-arguments",
                "%s() only supports '%s' as the argument ('%s' provided)".formatted(call.name(), wanted, given.type()));
    }

    /** Whether a pointer leads to a structure, or to one that begins with it, as the kernel's helpers take them. */
    private static boolean startsWith(ScriptType.Pointer pointer, String structure) {
        if (!(pointer.target() instanceof ScriptType.Composite composite)) {
            return false;
        }
        Btf btf = composite.btf();
        int id = btf.strip(composite.id());
        while (btf.type(id) instanceof BtfType.Composite type) {
            if (btf.nameOf(id).equals(structure)) {
                return true;
            }
            if (type.members().isEmpty()) {
                return false;
            }
            id = btf.strip(type.members().getFirst().type());
        }
        return false;
    }

    private static TypedExpression cookie(CallSite call) {
        if (!isTracing(call)) {
            return call.refuse(
                    "not-here",
                    "socket_cookie can not be used with \"%s\" probes"
                            .formatted(call.elaborator().body().typeName()),
                    "it works with rawtracepoint probes");
        }
        TypedExpression socket = call.value(0);
        if (Unknown.is(socket)) {
            return socket;
        }
        if (!(socket.type() instanceof ScriptType.Pointer pointer)) {
            return onlyPointers(call, socket);
        }
        return startsWith(pointer, "sock_common")
                ? call.builtin(Builtin.SOCKET_COOKIE, ScriptType.UINT64, socket)
                : wrongPointer(call, "struct sock *", socket);
    }

    private static TypedExpression path(CallSite call) {
        boolean iterator = call.elaborator()
                .body()
                .kind()
                .filter(kind -> kind instanceof ProbeKind.Iterator)
                .isPresent();
        if (!iterator) {
            return call.refuse(
                    "not-here",
                    "The path function can only be used with 'fentry', 'fexit', 'iter' probes",
                    "the kernel allows it in iter probes; elsewhere read names by str(dentry.d_name.name)");
        }
        TypedExpression path = call.value(0);
        int most = call.knowledge().config().maxStrlen();
        Optional<Long> size = call.count() < 2 ? Optional.of((long) most) : Elaborator.constant(call.value(1));
        if (size.isEmpty() || size.get() < 0) {
            return call.refuse("wrong-arguments", "path: invalid size value, need non-negative literal");
        }
        if (size.get() > most) {
            return call.refuse(
                    "bad-value",
                    "path: size is too long (over %d bytes): %d".formatted(most, size.get()),
                    "longer texts: config = { max_strlen = %d }".formatted(size.get()));
        }
        if (Unknown.is(path)) {
            return path;
        }
        if (!isPath(path)) {
            return call.refuse(
                    "wrong-arguments",
                    "path() only supports 'struct path' in the kernel as the argument ('%s' provided)"
                            .formatted(path.type()),
                    "for example path(ctx.file.f_path)");
        }
        int bytes = size.get() == 0 ? most : size.get().intValue();
        return call.builtin(Builtin.PATH, new ScriptType.Text(bytes), path);
    }

    /** The kernel takes a path only where it lies: a field of one of its objects, or a pointer to it. */
    private static boolean isPath(TypedExpression value) {
        return switch (value.type()) {
            case ScriptType.Pointer pointer -> startsWith(pointer, "path");
            case ScriptType.Composite composite ->
                (value instanceof TypedExpression.FieldOf || value instanceof TypedExpression.Dereference)
                        && startsWith(new ScriptType.Pointer(composite, ScriptType.Space.KERNEL), "path");
            default -> false;
        };
    }
}
