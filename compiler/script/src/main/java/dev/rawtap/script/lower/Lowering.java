package dev.rawtap.script.lower;

import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.FunctionBuilder.Label;
import dev.rawtap.ir.Module;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.Condition;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.Feature;
import dev.rawtap.object.Target;
import dev.rawtap.script.program.CompiledProbe;
import dev.rawtap.script.typed.ProbeKind;
import dev.rawtap.script.typed.TypedFunction;
import dev.rawtap.script.typed.TypedProbe;
import dev.rawtap.script.typed.TypedScript;
import java.util.List;

/** Writes a script's functions: one program for each probe, but one for all system calls at their entry and one at their exit. */
public final class Lowering {
    private final ModuleWriter module;
    private final boolean typed;

    private Lowering(ModuleWriter module) {
        this.module = module;
        typed = module.target().has(Feature.BTF_TRACEPOINT)
                && module.target().btf().isPresent();
    }

    /** Writes a script for a target. */
    public static LoweredScript lower(TypedScript script, Target target, LoweringOptions options) {
        var module = new ModuleWriter(target, options, script);
        var lowering = new Lowering(module);
        script.functions().forEach(lowering::function);
        lowering.probes(script.probes());
        Reports.write(module);
        return new LoweredScript(
                new Module(module.functions()),
                module.attach(),
                module.specs(),
                module.probes(),
                module.plans().stream().map(MapPlan::compiled).toList(),
                module.actions(),
                module.toldReads());
    }

    private void function(TypedFunction function) {
        var signature = function.signature();
        var w = new FunctionWriter(module, "fn_" + signature.name(), Function.Kind.SUBPROGRAM);
        w.b.at(function.at());
        signature.parameters().forEach(local -> w.b.set(w.variable(local), w.b.parameter(Type.SCALAR)));
        var result = w.b.variable(Type.SCALAR);
        w.b.set(result, w.b.constant(0));
        w.result = result;
        Label leave = w.b.block("leave");
        w.leave = leave;
        w.shareAddressed(function.body());
        w.statements.write(function.body());
        if (!w.b.ended()) {
            w.b.jump(leave);
        }
        w.b.enter(leave);
        w.b.returns(w.b.get(result));
        module.function(w.b.build());
    }

    private void probes(List<TypedProbe> probes) {
        var calls = new SyscallPrograms(module, typed, probes);
        for (TypedProbe probe : probes) {
            switch (probe.kind()) {
                case ProbeKind.SyscallEnter _ -> calls.entries();
                case ProbeKind.SyscallExit _ -> calls.exits();
                case ProbeKind.SyscallCall _ -> {
                    calls.entries();
                    calls.exits();
                }
                case ProbeKind.Begin _,
                        ProbeKind.End _,
                        ProbeKind.SelfSignal _,
                        ProbeKind.Test _,
                        ProbeKind.Bench _,
                        ProbeKind.Interval _,
                        ProbeKind.Profile _,
                        ProbeKind.Software _,
                        ProbeKind.Hardware _,
                        ProbeKind.RawTracepointEvent _,
                        ProbeKind.Tracepoint _,
                        ProbeKind.Iterator _ -> program(probe);
            }
        }
    }

    /** A program for one probe. */
    private void program(TypedProbe probe) {
        var w = new FunctionWriter(module, module.name(programName(probe.name())), Function.Kind.PROGRAM);
        w.b.at(probe.at());
        boolean iterates = probe.kind() instanceof ProbeKind.Iterator;
        w.pinned = probe.kind() instanceof ProbeKind.Iterator iterator && iterator.isPinned();
        Value context = w.b.parameter(iterates ? Places.ITERATED : FunctionWriter.CONTEXT);
        AttachPoint point = probe.kind().attachPoint(typed);
        w.arguments(
                probe.kind() instanceof ProbeKind.RawTracepointEvent(var tracepoint)
                        ? new ProbeArguments.Raw(w, context, tracepoint, point instanceof AttachPoint.BtfTracepoint)
                        : new ProbeArguments.None(context, point instanceof AttachPoint.PerfEvent));
        Label end = w.b.block("done");
        if (iterates) {
            // The last call, without an object, says that there are no more.
            Label object = w.b.block("object");
            Type there = new Type.Pointer(new Type.Region.KernelObject(0), true);
            w.b.branch(Condition.EQ, w.b.loadPointer(there, context, 8), w.b.constant(0), end, object);
            w.b.enter(object);
        }
        body(w, probe, end);
        w.b.enter(end);
        w.b.returns(w.b.constant(0));
        module.program(w.b.build(), point, new CompiledProbe(w.name(), probe.kind(), List.of(probe.name())));
    }

    /** A probe's body; {@code return} and its end lead on. */
    static void body(FunctionWriter w, TypedProbe probe, Label end) {
        w.leave = end;
        w.b.at(probe.at());
        if (probe.process() != 0) {
            Label wanted = w.b.block("process");
            Value process = w.b.binary(BinaryOperator.SHIFT_RIGHT, w.call("get_current_pid_tgid"), 32);
            w.b.branch(Condition.EQ, process, w.b.constant(probe.process()), wanted, end);
            w.b.enter(wanted);
        }
        w.shareAddressed(probe.body());
        w.statements.write(probe.body());
        if (!w.b.ended()) {
            w.b.jump(end);
        }
    }

    /** Names of at most 15 letters are shown by the kernel; it takes letters, digits, dots and underscores. */
    private static String programName(String probe) {
        String last = probe.substring(probe.lastIndexOf(':') + 1);
        return last.replaceAll("[^A-Za-z0-9_]", "_");
    }
}
