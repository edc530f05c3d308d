package dev.rawtap.script.analysis;

import static dev.rawtap.script.analysis.Functions.name;

import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.Builtin;
import dev.rawtap.script.typed.TypedExpression;
import java.util.List;

/** When and where. */
final class TimeFunctions {
    private TimeFunctions() {}

    static List<Functions.Function> all() {
        return List.of(
                name("nsecs", "nsecs([boot|monotonic|tai|sw_tai])", 1, TimeFunctions::nanoseconds),
                name("elapsed", "elapsed", 0, call -> call.builtin(Builtin.ELAPSED, ScriptType.UINT64)),
                name("jiffies", "jiffies", 0, call -> call.builtin(Builtin.JIFFIES, ScriptType.UINT64)),
                name("cpu", "cpu", 0, call -> call.builtin(Builtin.CPU, ScriptType.UINT64)),
                name("ncpus", "ncpus", 0, TimeFunctions::cpus),
                name("numaid", "numaid", 0, call -> call.builtin(Builtin.NUMA_NODE, ScriptType.UINT64)),
                name("rand", "rand", 0, call -> call.builtin(Builtin.RANDOM, ScriptType.UINT64)),
                name("usermode", "usermode", 0, call -> call.builtin(Builtin.USER_MODE, new ScriptType.Int(8, true))));
    }

    private static TypedExpression nanoseconds(CallSite call) {
        String mode = call.count() == 0 ? "boot" : call.word(0);
        return switch (mode) {
            case "boot" -> call.builtin(Builtin.NSECS_BOOT, ScriptType.UINT64);
            case "monotonic" -> call.builtin(Builtin.NSECS_MONOTONIC, ScriptType.UINT64);
            case "tai", "sw_tai" -> call.builtin(Builtin.NSECS_TAI, ScriptType.UINT64);
            case null ->
                call.refuse(
                        "wrong-arguments",
                        "nsecs() only supports timestamp_mode arguments (%s provided)"
                                .formatted(Calls.kindOf(call.value(0).type())),
                        "one of boot, monotonic, tai, sw_tai");
            default -> {
                call.elaborator()
                        .problems()
                        .error(
                                "bad-value",
                                call.written(0).span(),
                                "Invalid timestamp mode: " + mode,
                                "one of boot, monotonic, tai, sw_tai");
                yield call.unknown();
            }
        };
    }

    private static TypedExpression cpus(CallSite call) {
        return new TypedExpression.Constant(
                call.knowledge().options().machine().possibleCpus(), ScriptType.UINT64, call.at());
    }
}
