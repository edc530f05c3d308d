package dev.rawtap.script.analysis;

import static dev.rawtap.script.analysis.Functions.function;
import static dev.rawtap.script.analysis.Functions.name;

import dev.rawtap.script.syntax.TypeName;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.type.ScriptType.Resolved.Resolution;
import dev.rawtap.script.typed.Builtin;
import dev.rawtap.script.typed.ProbeKind;
import dev.rawtap.script.typed.TypedExpression;
import java.util.List;
import java.util.Optional;

/** Who is running. */
final class TaskFunctions {
    private static final int NAME_LENGTH = 16;
    private static final ScriptType UINT32 = new ScriptType.Int(32, false);

    private TaskFunctions() {}

    static List<Functions.Function> all() {
        return List.of(
                name("pid", "pid([curr_ns|init])", 1, call -> inNamespace(call, Builtin.PID, Builtin.PID_IN_NAMESPACE)),
                name("tid", "tid([curr_ns|init])", 1, call -> inNamespace(call, Builtin.TID, Builtin.TID_IN_NAMESPACE)),
                name("uid", "uid", 0, call -> call.builtin(Builtin.UID, ScriptType.UINT64)),
                name("gid", "gid", 0, call -> call.builtin(Builtin.GID, ScriptType.UINT64)),
                name("comm", "comm, comm(pid), comm(tid)", 1, TaskFunctions::taskName),
                name("curtask", "curtask", 0, TaskFunctions::task),
                name("ppid", "ppid[(task)]", 1, call -> ofTask(call, "real_parent", "tgid")),
                name("pcomm", "pcomm[(task)]", 1, call -> ofTask(call, "real_parent", "comm")),
                name("leader_tid", "leader_tid[(task)]", 1, call -> ofTask(call, "group_leader", "pid")),
                name("leader_comm", "leader_comm[(task)]", 1, call -> ofTask(call, "group_leader", "comm")),
                name("username", "username", 0, TaskFunctions::user),
                name("cgroup", "cgroup", 0, call -> call.builtin(Builtin.CGROUP, ScriptType.UINT64)),
                name("cpid", "cpid", 0, call -> call.builtin(Builtin.CHILD_PID, ScriptType.UINT64)),
                function("has_cpid", "has_cpid()", 0, 0, TaskFunctions::hasChild));
    }

    private static TypedExpression inNamespace(CallSite call, Builtin initial, Builtin current) {
        String mode = call.count() == 0 ? "init" : call.word(0);
        return switch (mode) {
            case "init" -> call.builtin(initial, UINT32);
            case "curr_ns" -> call.builtin(current, UINT32);
            case null, default -> {
                if (mode == null) {
                    yield call.refuse(
                            "bad-value", "%s() only supports curr_ns and init as the argument".formatted(call.name()));
                }
                call.elaborator()
                        .problems()
                        .error(
                                "bad-value",
                                call.written(0).span(),
                                "Invalid PID namespace mode: %s (expects: curr_ns or init)".formatted(mode));
                yield call.unknown();
            }
        };
    }

    private static TypedExpression taskName(CallSite call) {
        if (call.count() == 0) {
            return call.builtin(Builtin.COMM, new ScriptType.Text(NAME_LENGTH));
        }
        TypedExpression task = call.number(0);
        if (Unknown.is(task)) {
            return task;
        }
        if (call.elaborator().body().unknown()) {
            return call.unknown();
        }
        if (call.elaborator().body().kind().filter(TaskFunctions::runsInTask).isEmpty()) {
            return call.refuse(
                    "not-here",
                    "Syntax comm(PID) is not supported in this probe type yet. Type: "
                            + call.elaborator().body().groupName(),
                    "comm alone is the current task's name");
        }
        TypedExpression inside = task instanceof TypedExpression.Convert convert ? convert.value() : task;
        Memory memory = call.elaborator().memory();
        return switch (inside) {
            case TypedExpression.Call(Builtin builtin, var _, var _, var _)
            when builtin == Builtin.TID -> memory.field(task(call), "comm", call.at());
            case TypedExpression.Call(Builtin builtin, var _, var _, var _)
            when builtin == Builtin.PID ->
                memory.field(memory.field(task(call), "group_leader", call.at()), "comm", call.at());
            default ->
                call.refuse(
                        "unsupported",
                        "comm() takes pid or tid alone",
                        "the name of another task: follow a pointer to it");
        };
    }

    private static boolean runsInTask(ProbeKind kind) {
        return switch (kind) {
            case ProbeKind.Begin _, ProbeKind.End _, ProbeKind.SelfSignal _, ProbeKind.Test _, ProbeKind.Bench _ ->
                false;
            default -> true;
        };
    }

    private static TypedExpression task(CallSite call) {
        Optional<ScriptType> task = call.knowledge().types().tagged(TypeName.Tag.STRUCT, "task_struct");
        ScriptType pointer = new ScriptType.Pointer(task.orElse(ScriptType.NOTHING), ScriptType.Space.KERNEL);
        return call.builtin(Builtin.CURRENT_TASK, pointer);
    }

    /** A field of a task that is reached from the current one or the one given. */
    private static TypedExpression ofTask(CallSite call, String link, String field) {
        TypedExpression task = call.count() == 0 ? task(call) : call.value(0);
        if (Unknown.is(task)) {
            return task;
        }
        if (!(task.type() instanceof ScriptType.Pointer)) {
            return call.refuse(
                    "wrong-arguments",
                    "%s() expects a pointer to a task (%s provided)".formatted(call.name(), Calls.kindOf(task.type())));
        }
        Memory memory = call.elaborator().memory();
        TypedExpression linked = memory.field(task, link, call.at());
        return Unknown.is(linked) ? linked : memory.field(linked, field, call.at());
    }

    private static TypedExpression user(CallSite call) {
        return new TypedExpression.Convert(
                call.builtin(Builtin.UID, ScriptType.UINT64),
                new ScriptType.Resolved(Resolution.USER_NAME, Optional.empty()),
                call.at());
    }

    private static TypedExpression hasChild(CallSite call) {
        return Conversions.convert(call.builtin(Builtin.CHILD_PID, ScriptType.UINT64), ScriptType.BOOL);
    }
}
