package dev.rawtap.script.analysis;

import static dev.rawtap.script.analysis.Functions.name;

import dev.rawtap.script.syntax.Expression;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.Builtin;
import dev.rawtap.script.typed.TypedExpression;
import java.util.List;
import java.util.Optional;

/** Stacks of addresses. */
final class StackFunctions {
    private static final int DEFAULT_LIMIT = 127;
    private static final int MOST = 1024;
    static final List<String> MODES = List.of("bpftrace", "perf", "raw", "build_id");

    private StackFunctions() {}

    static List<Functions.Function> all() {
        return List.of(
                name("kstack", "kstack([bpftrace|perf|raw][, frames])", 2, call -> stack(call, false)),
                name("ustack", "ustack([bpftrace|perf|raw|build_id][, frames])", 2, call -> stack(call, true)));
    }

    private static TypedExpression stack(CallSite call, boolean user) {
        Optional<String> mode = mode(call);
        int limitAt = call.count() == 2 || (call.count() == 1 && mode.isEmpty()) ? call.count() - 1 : -1;
        if (mode.isEmpty() && (call.count() == 2 || (call.count() == 1 && call.word(0) != null))) {
            call.elaborator()
                    .problems()
                    .error(
                            "bad-value",
                            call.written(0).span(),
                            "Error parsing stack mode: %s: Invalid value for stack_mode: valid values are bpftrace, raw, perf, and build_id."
                                    .formatted(call.name()));
            return call.unknown();
        }
        String chosen = mode.orElse(call.knowledge().config().stackMode());
        if (chosen.equals("build_id") && !user) {
            return call.refuse("bad-value", "'build_id' stack mode can only be used for ustack", "use kstack(raw)");
        }
        int limit = DEFAULT_LIMIT;
        if (limitAt >= 0) {
            Optional<Long> given = limit(call, call.written(limitAt));
            if (given.isEmpty()) {
                return call.unknown();
            }
            limit = given.get().intValue();
        }
        return call.builtin(
                user ? Builtin.USER_STACK : Builtin.KERNEL_STACK, new ScriptType.Stack(user, chosen, limit));
    }

    private static Optional<String> mode(CallSite call) {
        return call.count() == 0
                ? Optional.empty()
                : Optional.ofNullable(call.word(0)).filter(MODES::contains);
    }

    private static Optional<Long> limit(CallSite call, Expression written) {
        TypedExpression value = call.elaborator().expression(written);
        if (Unknown.is(value)) {
            return Optional.empty();
        }
        Optional<Long> limit = Conversions.isInteger(value.type()) ? Elaborator.constant(value) : Optional.empty();
        if (limit.isEmpty() || limit.get() < 0) {
            call.refuse("bad-value", call.name() + ": invalid limit value");
            return Optional.empty();
        }
        if (limit.get() > MOST) {
            call.refuse(
                    "bad-value",
                    "%s([int limit]): limit shouldn't exceed %d, %d given".formatted(call.name(), MOST, limit.get()));
            return Optional.empty();
        }
        return limit;
    }
}
