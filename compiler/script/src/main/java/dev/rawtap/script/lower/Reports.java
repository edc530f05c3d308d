package dev.rawtap.script.lower;

import dev.rawtap.base.Span;
import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.FunctionBuilder.Label;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.AtomicOperation;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Size;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import dev.rawtap.script.program.CompiledScript;
import dev.rawtap.script.program.ScriptAction;
import java.util.List;
import java.util.Optional;

/**
 * What a program tells when something that a script asks for has no result: a helper that fails, a division by zero, an index past the
 * end. One function serves all places; it counts each, and sends what the run time shows: of one place the first hundred, and then each
 * time that their number has doubled.
 */
final class Reports {
    /** A division whose divisor is 0 gives 1. */
    static final String DIVISION_BY_ZERO =
            "Divide or modulo by 0 detected. This can lead to unexpected results. 1 is being used as the result.";

    /** An element past the end is 0. */
    static final String OUT_OF_BOUNDS = "Array access out of bounds. This can lead to unexpected results.";

    private static final String FUNCTION = "report";
    private static final int SENT = 100;
    /** Ask of a ring buffer how many bytes wait in it (BPF_RB_AVAIL_DATA, include/uapi/linux/bpf.h, 5.8). */
    private static final int WAITING = 0;

    private final FunctionWriter w;

    Reports(FunctionWriter writer) {
        w = writer;
    }

    /** The result of an update of a map, which is full if it is not 0. */
    void updated(MapPlan plan, Value result) {
        if (all()) {
            failure("map_update_elem", Optional.of(plan.spec().name()), result);
        }
    }

    /** The result of a helper that reads memory. */
    void read(String helper, Value result) {
        if (all()) {
            failure(helper, Optional.empty(), result);
        }
    }

    /** A key that is not there, where its value is read. */
    void absent(String helper) {
        if (all()) {
            send(new ScriptAction.HelperFailed(helper, Optional.empty()), w.b.constant(0), source());
        }
    }

    /** Whether every helper that fails is told. */
    boolean all() {
        return w.module.options().warnings();
    }

    /** Something that the script cannot have meant. */
    void warn(String message, Span at) {
        send(new ScriptAction.Warning(message), w.b.constant(0), at);
    }

    private void failure(String helper, Optional<String> map, Value result) {
        Span at = source();
        w.when(
                Condition.SLT,
                result,
                w.b.constant(0),
                () -> send(new ScriptAction.HelperFailed(helper, map), result, at));
    }

    private Span source() {
        Span at = w.b.source();
        return at == null ? Span.NOWHERE : at;
    }

    private void send(ScriptAction action, Value result, Span at) {
        if (w.pinned) {
            // Nobody reads the buffers of what the kernel runs for others.
            return;
        }
        int number = w.module.report(action, at).number();
        w.b.define(Type.SCALAR, new Operation.CallFunction(FUNCTION, List.of(w.b.constant(number), result)));
    }

    /** Adds the function when something calls it; all actions must be known. */
    static void write(ModuleWriter module) {
        if (module.hasReports()) {
            new Reports(new FunctionWriter(module, FUNCTION, Function.Kind.SUBPROGRAM)).write();
        }
    }

    private void write() {
        int actions = w.module.actions().size();
        Value number = w.b.parameter(Type.SCALAR);
        Value result = w.b.parameter(Type.SCALAR);
        Label end = w.b.block("end");
        Label known = w.b.block("known");
        w.b.branch(Condition.LT, number, w.b.constant(actions), known, end);
        w.b.enter(known);
        String map =
                w.module.map(MapSpec.of(CompiledScript.REPORTS, MapType.ARRAY, Integer.BYTES, actions * Long.BYTES, 1));
        Value counters = w.b.define(
                new Type.Pointer(new Type.Region.MapValue(map), false), new Operation.MapValueAddress(map, 0));
        Value counter =
                w.b.binary(BinaryOperator.ADD, counters, w.b.binary(BinaryOperator.MULTIPLY, number, Long.BYTES));
        Value before = w.b.load(Size.DOUBLE, false, counter, 0);
        w.b.perform(new Operation.Atomic(AtomicOperation.ADD, false, Size.DOUBLE, counter, 0, w.b.constant(1)));
        Label many = w.b.block("many");
        Label sent = w.b.block("sent");
        w.b.branch(Condition.LT, before, w.b.constant(SENT), sent, many);
        w.b.enter(many);
        Value carried = w.b.binary(BinaryOperator.AND, before, w.b.binary(BinaryOperator.ADD, before, 1));
        w.b.branch(Condition.EQ, carried, w.b.constant(0), sent, end);
        w.b.enter(sent);
        if (!w.module.hasEvents()) {
            // An exit of the script shall find room behind all this.
            Label room = w.b.block("room");
            Value waiting = w.call("ringbuf_query", w.b.map(w.module.reportRing()), w.b.constant(WAITING));
            w.b.branch(Condition.LT, waiting, w.b.constant(ModuleWriter.CONTROL_RING_BYTES / 2), room, end);
            w.b.enter(room);
        }
        Value head = w.b.binary(BinaryOperator.XOR, number, -1);
        w.statements.record(
                w.module.reportRing(),
                ModuleWriter.REPORT_BYTES,
                head,
                record -> w.b.store(Size.DOUBLE, record, ModuleWriter.FIELDS, result));
        w.b.jump(end);
        w.b.enter(end);
        w.b.returns(w.b.constant(0));
        w.module.function(w.b.build());
    }
}
