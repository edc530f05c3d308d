package dev.rawtap.script.analysis;

import static dev.rawtap.script.analysis.Functions.function;

import dev.rawtap.base.Span;
import dev.rawtap.script.type.Layout;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.type.ScriptType.Resolved.Resolution;
import dev.rawtap.script.typed.Builtin;
import dev.rawtap.script.typed.ProbeKind;
import dev.rawtap.script.typed.TypedExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Values that the run time turns into text, and addresses. */
final class FormatFunctions {
    private static final String SYMBOLS =
            "names are in /proc/kallsyms, for root; those of variables only if the kernel has CONFIG_KALLSYMS_ALL";

    private FormatFunctions() {}

    static List<Functions.Function> all() {
        return List.of(
                function("ksym", "ksym(address)", 1, 1, call -> resolved(call, Resolution.KERNEL_SYMBOL)),
                function("usym", "usym(address)", 1, 1, FormatFunctions::userSymbol),
                function("kaddr", "kaddr(\"symbol\")", 1, 1, FormatFunctions::kernelAddress),
                function("percpu_kaddr", "percpu_kaddr(\"symbol\"[, cpu])", 1, 2, FormatFunctions::perCpuAddress),
                function("strerror", "strerror(error number)", 1, 1, call -> resolved(call, Resolution.ERROR_NAME)),
                function("signal_name", "signal_name(number)", 1, 1, call -> resolved(call, Resolution.SIGNAL_NAME)),
                function("syscall_name", "syscall_name(number)", 1, 1, FormatFunctions::syscallName),
                function("cgroup_path", "cgroup_path(id[, \"pattern\"])", 1, 2, FormatFunctions::controlGroupPath),
                function("cgroupid", "cgroupid(\"path\")", 1, 1, FormatFunctions::controlGroup),
                function("strftime", "strftime(\"format\", nanoseconds)", 2, 2, FormatFunctions::time),
                function("macaddr", "macaddr(bytes)", 1, 1, FormatFunctions::hardwareAddress),
                function("ntop", "ntop([family, ]address)", 1, 2, FormatFunctions::address),
                function("pton", "pton(\"address\")", 1, 1, FormatFunctions::parsedAddress),
                function("bswap", "bswap(number)", 1, 1, FormatFunctions::swapped));
    }

    private static TypedExpression resolved(CallSite call, Resolution kind) {
        return resolved(call, address(call, 0), kind, Optional.empty());
    }

    private static TypedExpression resolved(
            CallSite call, TypedExpression value, Resolution kind, Optional<String> parameter) {
        return Unknown.is(value)
                ? value
                : new TypedExpression.Convert(
                        Conversions.convert(value, ScriptType.UINT64),
                        new ScriptType.Resolved(kind, parameter),
                        call.at());
    }

    /** A number that an event brings along is one of the caller's table; bit 32 says if that is the one of 32-bit processes. */
    private static TypedExpression syscallName(CallSite call) {
        TypedExpression number = address(call, 0);
        if (Unknown.is(number)) {
            return number;
        }
        TypedExpression narrow = binary(
                TypedExpression.BinaryOperator.AND,
                Conversions.convert(number, ScriptType.UINT64),
                new TypedExpression.Constant(0xffff_ffffL, ScriptType.UINT64, call.at()),
                call.at());
        if (isAtSystemCall(call) && !(number instanceof TypedExpression.Constant)) {
            TypedExpression caller = binary(
                    TypedExpression.BinaryOperator.SHIFT_LEFT,
                    call.builtin(Builtin.IS_32_BIT_CALLER, ScriptType.UINT64),
                    new TypedExpression.Constant(32, ScriptType.UINT64, call.at()),
                    call.at());
            narrow = binary(TypedExpression.BinaryOperator.OR, narrow, caller, call.at());
        }
        return resolved(call, narrow, Resolution.SYSCALL_NAME, Optional.empty());
    }

    private static TypedExpression binary(
            TypedExpression.BinaryOperator operator, TypedExpression left, TypedExpression right, Span at) {
        return new TypedExpression.Binary(operator, left, right, ScriptType.UINT64, at);
    }

    /** Whether the event is one of a system call whose caller is the current task. */
    private static boolean isAtSystemCall(CallSite call) {
        return switch (call.elaborator().body().kind().orElse(null)) {
            case ProbeKind.RawTracepointEvent(var tracepoint) ->
                tracepoint.name().equals("sys_enter") || tracepoint.name().equals("sys_exit");
            case ProbeKind.Tracepoint tracepoint -> tracepoint.category().equals("raw_syscalls");
            case null, default -> false;
        };
    }

    /** An argument that is a number or a pointer. */
    private static TypedExpression address(CallSite call, int index) {
        TypedExpression value = call.value(index);
        if (Unknown.is(value) || Conversions.isInteger(value.type()) || value.type() instanceof ScriptType.Pointer) {
            return value;
        }
        return call.refuse("wrong-arguments", call.name() + "() expects an integer or pointer argument");
    }

    private static TypedExpression userSymbol(CallSite call) {
        TypedExpression value = address(call, 0);
        return call.builtin(
                Builtin.USYM,
                new ScriptType.Resolved(Resolution.USER_SYMBOL, Optional.empty()),
                Conversions.convert(value, ScriptType.UINT64));
    }

    private static Optional<TypedExpression> symbol(CallSite call) {
        Optional<String> name = call.text(0);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        OptionalLong address = call.knowledge().options().machine().kernelAddress(name.get());
        if (address.isEmpty()) {
            call.refuse(
                    "unknown-name",
                    (call.name().equals("kaddr")
                            ? "Failed to resolve kernel symbol: " + name.get()
                            : "Could not resolve variable \"%s\" from BTF".formatted(name.get())),
                    SYMBOLS);
            return Optional.empty();
        }
        return Optional.of(new TypedExpression.Constant(address.getAsLong(), ScriptType.UINT64, call.at()));
    }

    private static TypedExpression kernelAddress(CallSite call) {
        return symbol(call)
                // Not a literal: an address has 64 bits whatever its value.
                .<TypedExpression>map(address -> new TypedExpression.Convert(address, ScriptType.UINT64, call.at()))
                .orElseGet(call::unknown);
    }

    private static TypedExpression perCpuAddress(CallSite call) {
        Optional<TypedExpression> address = symbol(call);
        TypedExpression cpu = call.count() < 2 ? call.builtin(Builtin.CPU, ScriptType.UINT64) : call.number(1);
        if (address.isEmpty()) {
            return call.unknown();
        }
        OptionalLong offsets = call.knowledge().options().machine().kernelAddress("__per_cpu_offset");
        if (offsets.isEmpty()) {
            call.refuse("unknown-name", "Failed to resolve kernel symbol: __per_cpu_offset", SYMBOLS);
            return call.unknown();
        }
        return call.builtin(
                Builtin.PERCPU_ADDRESS,
                ScriptType.UINT64,
                address.get(),
                Conversions.convert(cpu, ScriptType.UINT64),
                new TypedExpression.Constant(offsets.getAsLong(), ScriptType.UINT64, call.at()));
    }

    private static TypedExpression controlGroupPath(CallSite call) {
        TypedExpression id = call.number(0);
        Optional<String> pattern = call.count() < 2 ? Optional.of("*") : call.text(1);
        return pattern.isEmpty() ? call.unknown() : resolved(call, id, Resolution.CGROUP_PATH, pattern);
    }

    private static TypedExpression controlGroup(CallSite call) {
        Optional<String> path = call.text(0);
        if (path.isEmpty()) {
            return call.unknown();
        }
        OptionalLong id = call.knowledge().options().machine().controlGroup(path.get());
        return id.isEmpty()
                ? call.refuse(
                        "unknown-name",
                        "Failed to get `cgroupid` for path: \"%s\"".formatted(path.get()),
                        "give the path of a directory below /sys/fs/cgroup")
                : new TypedExpression.Constant(id.getAsLong(), ScriptType.UINT64, call.at());
    }

    private static TypedExpression time(CallSite call) {
        Optional<String> format = call.text(0);
        TypedExpression value = call.number(1);
        if (format.isEmpty() || Unknown.is(value)) {
            return call.unknown();
        }
        String clock = "boot";
        if (value instanceof TypedExpression.Call(Builtin builtin, var _, var _, var _)) {
            clock = switch (builtin) {
                case NSECS_MONOTONIC -> "monotonic";
                case NSECS_TAI -> "tai";
                default -> "boot";
            };
        }
        return resolved(call, value, Resolution.TIMESTAMP, Optional.of(clock + ":" + format.get()));
    }

    private static TypedExpression hardwareAddress(CallSite call) {
        TypedExpression value = call.value(0);
        if (value instanceof TypedExpression.TextConstant) {
            return call.refuse("wrong-arguments", "macaddr() does not support literal string arguments");
        }
        boolean fits = (value.type() instanceof ScriptType.Array && Layout.size(value.type()) >= 6)
                || (value.type() instanceof ScriptType.Text text && text.capacity() >= 6)
                || value.type() instanceof ScriptType.Pointer;
        if (!Unknown.is(value) && !fits) {
            return call.refuse("wrong-arguments", "macaddr() argument must be 6 bytes in size");
        }
        return call.builtin(Builtin.MACADDR, new ScriptType.Resolved(Resolution.MAC, Optional.empty()), value);
    }

    private static TypedExpression address(CallSite call) {
        TypedExpression family = call.count() < 2 ? Literals.integer(0, call.at()) : call.number(0);
        TypedExpression value = call.value(call.count() - 1);
        if (Unknown.is(value)) {
            return value;
        }
        boolean bytes = value.type() instanceof ScriptType.Array || value.type() instanceof ScriptType.Text;
        int size = bytes ? Layout.size(value.type()) : 4;
        boolean fits = bytes
                ? size == 4 || size == 16
                : Conversions.isInteger(value.type())
                        || (value.type() instanceof ScriptType.Pointer && call.count() == 2);
        if (!fits) {
            return call.refuse(
                    "wrong-arguments",
                    bytes || Conversions.isInteger(value.type())
                            ? "ntop() argument must be 4 or 16 bytes in size"
                            : "ntop() expects an integer or array argument, got " + Calls.kindOf(value.type()));
        }
        long guessed = size == 16 ? 10 : 2;
        return call.builtin(
                Builtin.NTOP,
                new ScriptType.Resolved(Resolution.INET, Optional.empty()),
                call.count() < 2
                        ? new TypedExpression.Constant(guessed, ScriptType.INT64, call.at())
                        : Conversions.convert(family, ScriptType.INT64),
                value);
    }

    private static TypedExpression parsedAddress(CallSite call) {
        if (!(call.value(0) instanceof TypedExpression.TextConstant)) {
            return call.refuse("wrong-arguments", "pton() expects an string literal at the first argument");
        }
        Optional<String> text = call.text(0);
        if (text.isEmpty()) {
            return call.unknown();
        }
        Optional<byte[]> bytes = InternetAddress.parse(text.get());
        if (bytes.isEmpty()) {
            return call.refuse("bad-value", "pton() expects a valid IPv4/IPv6 address, got " + text.get());
        }
        var type = new ScriptType.Array(new ScriptType.Int(8, false), bytes.get().length);
        var parts = new ArrayList<TypedExpression>();
        for (byte part : bytes.get()) {
            parts.add(new TypedExpression.Constant(part & 0xff, type.element(), call.at()));
        }
        return new TypedExpression.Compose(parts, type, call.at());
    }

    private static TypedExpression swapped(CallSite call) {
        TypedExpression value = call.value(0);
        if (!Unknown.is(value) && !Conversions.isInteger(value.type())) {
            return call.refuse(
                    "wrong-arguments",
                    "bswap() only supports integer arguments (%s provided)".formatted(Calls.kindOf(value.type())));
        }
        return Unknown.is(value)
                ? value
                : call.builtin(Builtin.BSWAP, new ScriptType.Int(8 * Layout.size(value.type()), false), value);
    }
}
