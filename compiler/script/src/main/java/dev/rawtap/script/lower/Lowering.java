package dev.rawtap.script.lower;

import static java.util.Objects.requireNonNull;

import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.FunctionBuilder.Label;
import dev.rawtap.ir.Module;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Size;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.Feature;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import dev.rawtap.object.Target;
import dev.rawtap.script.program.CompiledProbe;
import dev.rawtap.script.typed.ProbeKind;
import dev.rawtap.script.typed.TypedFunction;
import dev.rawtap.script.typed.TypedProbe;
import dev.rawtap.script.typed.TypedScript;
import dev.rawtap.syscall.Syscall;
import dev.rawtap.syscall.SyscallRegisters;
import dev.rawtap.syscall.SyscallTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Writes a script's functions: one program for each probe, but one for all system calls at their entry and one at their exit. */
public final class Lowering {
    private static final String CALLS = "syscalls";
    private static final int CALLS_AT_ONCE = 16_384;

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
        List<TypedProbe> calls = select(probes, ProbeKind.SyscallCall.class::isInstance);
        boolean entered = false;
        boolean left = false;
        for (TypedProbe probe : probes) {
            switch (probe.kind()) {
                case ProbeKind.SyscallEnter _ -> entered = entered || entries(probes, calls);
                case ProbeKind.SyscallExit _ -> left = left || exits(probes);
                case ProbeKind.SyscallCall _ -> {
                    entered = entered || entries(probes, calls);
                    left = left || exits(probes);
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

    private static List<TypedProbe> select(List<TypedProbe> probes, Predicate<ProbeKind> wanted) {
        return probes.stream().filter(probe -> wanted.test(probe.kind())).toList();
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
    private void body(FunctionWriter w, TypedProbe probe, Label end) {
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

    private boolean entries(List<TypedProbe> all, List<TypedProbe> calls) {
        var byNumber = new LinkedHashMap<Long, List<TypedProbe>>();
        for (TypedProbe probe : all) {
            if (probe.kind() instanceof ProbeKind.SyscallEnter(Syscall syscall)) {
                byNumber.computeIfAbsent((long) syscall.number(), ignored -> new ArrayList<>())
                        .add(probe);
            } else if (probe.kind() instanceof ProbeKind.SyscallCall(Syscall syscall)) {
                byNumber.computeIfAbsent((long) syscall.number(), ignored -> new ArrayList<>());
            }
        }
        var saved = calls.stream()
                .map(probe -> ((ProbeKind.SyscallCall) probe.kind()).syscall().number())
                .toList();
        dispatch("sys_enter", false, byNumber, saved);
        return true;
    }

    private boolean exits(List<TypedProbe> all) {
        var byNumber = new LinkedHashMap<Long, List<TypedProbe>>();
        for (TypedProbe probe : all) {
            switch (probe.kind()) {
                case ProbeKind.SyscallExit(Syscall syscall) ->
                    byNumber.computeIfAbsent((long) syscall.number(), ignored -> new ArrayList<>())
                            .add(probe);
                case ProbeKind.SyscallCall(Syscall syscall) ->
                    byNumber.computeIfAbsent((long) syscall.number(), ignored -> new ArrayList<>())
                            .add(probe);
                default -> {}
            }
        }
        dispatch("sys_exit", true, byNumber, List.of());
        return true;
    }

    /** One program that goes by the system call's number. */
    private void dispatch(String tracepoint, boolean exit, Map<Long, List<TypedProbe>> byNumber, List<Integer> saved) {
        var w = new FunctionWriter(module, module.name(tracepoint), Function.Kind.PROGRAM);
        Value context = w.b.parameter(FunctionWriter.CONTEXT);
        var registers = new ProbeArguments.Registers(w, context, typed, exit);
        Label done = w.b.block("done");
        Value number = registers.number();
        var cases = new LinkedHashMap<Long, Label>();
        byNumber.keySet().forEach(one -> cases.put(one, w.b.block("call" + one)));
        w.b.switchTo(number, cases, done);
        var names = new ArrayList<String>();
        TypedProbe first = null;
        for (var entry : byNumber.entrySet()) {
            w.b.enter(requireNonNull(cases.get(entry.getKey())));
            nativeOnly(w, done);
            if (saved.contains(entry.getKey().intValue())) {
                save(w, registers);
            }
            for (TypedProbe probe : entry.getValue()) {
                first = first == null ? probe : first;
                names.add(probe.name());
                Label next = w.b.block("next");
                w.arguments(registers);
                if (probe.kind() instanceof ProbeKind.SyscallCall) {
                    wholeCall(w, context, probe, next);
                } else {
                    body(w, probe, next);
                }
                w.b.enter(next);
            }
            w.b.jump(done);
        }
        w.b.enter(done);
        w.b.returns(w.b.constant(0));
        ProbeKind kind = first == null ? new ProbeKind.SyscallEnter(syscallOf(byNumber)) : first.kind();
        AttachPoint point = ProbeKind.raw(Optional.empty(), tracepoint, typed);
        module.program(w.b.build(), point, new CompiledProbe(w.name(), kind, names));
    }

    private Syscall syscallOf(Map<Long, List<TypedProbe>> byNumber) {
        int number = byNumber.keySet().iterator().next().intValue();
        return SyscallTable.of(module.target().architecture()).byNumber(number).orElseThrow();
    }

    /** A 32-bit process has the numbers of another table, so that this is not the call that the script means. */
    private void nativeOnly(FunctionWriter w, Label done) {
        Optional<Compatibility> compatibility = Compatibility.of(module.target());
        if (compatibility.isPresent()) {
            Label own = w.b.block("native");
            Value status = w.b.binary(
                    BinaryOperator.AND,
                    compatibility.get().load(w),
                    compatibility.get().mask());
            w.b.branch(Condition.EQ, status, w.b.constant(0), own, done);
            w.b.enter(own);
        }
    }

    private String calls() {
        return module.map(MapSpec.of(CALLS, MapType.LRU_HASH, 8, ProbeArguments.WholeCall.BYTES, CALLS_AT_ONCE));
    }

    private void save(FunctionWriter w, ProbeArguments.Registers registers) {
        Place.Known key = thread(w);
        Place.Known saved = w.slot("saved", ProbeArguments.WholeCall.BYTES, 8);
        w.b.store(Size.DOUBLE, saved.pointer(), 0, w.call("ktime_get_ns"));
        for (int i = 0; i < 6; i++) {
            w.b.store(
                    Size.DOUBLE,
                    saved.pointer(),
                    8 + 8 * i,
                    registers.register(
                            SyscallRegisters.of(module.target().architecture()).argument(i)));
        }
        w.call("map_update_elem", w.b.map(calls()), key.pointer(), saved.pointer(), w.b.constant(0));
    }

    private Place.Known thread(FunctionWriter w) {
        Place.Known key = w.slot("thread", 8, 8);
        w.b.store(Size.DOUBLE, key.pointer(), 0, w.call("get_current_pid_tgid"));
        return key;
    }

    private void wholeCall(FunctionWriter w, Value context, TypedProbe probe, Label next) {
        Place.Known key = thread(w);
        Type pointer = new Type.Pointer(new Type.Region.MapValue(calls()), true);
        Value saved = w.b.call(pointer, FunctionWriter.helper("map_lookup_elem"), w.b.map(calls()), key.pointer());
        Label known = w.b.block("known");
        w.b.branch(Condition.EQ, saved, w.b.constant(0), next, known);
        w.b.enter(known);
        // The entry goes first, so that the body may leave early; its bytes are copied, because another call may take
        // its place.
        Place.Known copy = w.slot("call", ProbeArguments.WholeCall.BYTES, 8);
        w.b.perform(new Operation.Copy(copy.pointer(), 0, saved, 0, ProbeArguments.WholeCall.BYTES));
        w.call("map_delete_elem", w.b.map(calls()), key.pointer());
        w.arguments(new ProbeArguments.WholeCall(w, context, copy.pointer()));
        body(w, probe, next);
    }
}
