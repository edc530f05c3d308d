package dev.rawtap.script.lower;

import static java.util.Objects.requireNonNull;

import dev.rawtap.base.UnsupportedException;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.FunctionBuilder;
import dev.rawtap.ir.FunctionBuilder.Label;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Size;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import dev.rawtap.script.program.CompiledProbe;
import dev.rawtap.script.typed.ProbeKind;
import dev.rawtap.script.typed.TypedProbe;
import dev.rawtap.syscall.Architecture;
import dev.rawtap.syscall.Syscall;
import dev.rawtap.syscall.SyscallRegisters;
import dev.rawtap.syscall.SyscallTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All probes of system calls as two programs, one at their entry and one at their exit, which go by the number and, as the numbers of
 * 32-bit callers are those of another table, by who calls.
 *
 * <p>A program's start needs care: the kernel makes the call that it returns from one of the new program. On x86-64 number and caller are
 * then those of the new program's execve, on arm64 the number stays. So whole calls of execve and execveat go by what their entry saved.
 */
final class SyscallPrograms {
    private static final String CALLS = "syscalls";
    private static final int CALLS_AT_ONCE = 16_384;

    private final ModuleWriter module;
    private final boolean typed;
    private final List<TypedProbe> probes;
    private final Optional<Compatibility> compatibility;
    private boolean entered;
    private boolean left;

    /**
     * What to write.
     *
     * @param probes all of the script
     */
    SyscallPrograms(ModuleWriter module, boolean typed, List<TypedProbe> probes) {
        this.module = module;
        this.typed = typed;
        this.probes = probes;
        compatibility = Compatibility.of(module.target());
    }

    /** What happens for one number: what native callers and what 32-bit callers mean by it. */
    private record Meanings(Optional<Call> own, Optional<Call> of32Bit) {}

    /** The probes at one end of a call, in order; there may be none where only the arguments are kept for the other end. */
    private record Call(Syscall syscall, List<TypedProbe> probes) {}

    /** The program at the entry, unless it is written already. */
    void entries() {
        if (!entered) {
            entered = true;
            Map<Syscall, List<TypedProbe>> bySyscall = new LinkedHashMap<>();
            for (TypedProbe probe : probes) {
                if (probe.kind() instanceof ProbeKind.SyscallEnter(Syscall syscall)) {
                    bySyscall
                            .computeIfAbsent(syscall, ignored -> new ArrayList<>())
                            .add(probe);
                } else if (probe.kind() instanceof ProbeKind.SyscallCall(Syscall syscall)) {
                    bySyscall.computeIfAbsent(syscall, ignored -> new ArrayList<>());
                }
            }
            write("sys_enter", false, bySyscall, Map.of());
        }
    }

    /** The program at the exit, unless it is written already. */
    void exits() {
        if (!left) {
            left = true;
            Map<Syscall, List<TypedProbe>> bySyscall = new LinkedHashMap<>();
            Map<Syscall, List<TypedProbe>> starts = new LinkedHashMap<>();
            for (TypedProbe probe : probes) {
                if (probe.kind() instanceof ProbeKind.SyscallExit(Syscall syscall)) {
                    bySyscall
                            .computeIfAbsent(syscall, ignored -> new ArrayList<>())
                            .add(probe);
                } else if (probe.kind() instanceof ProbeKind.SyscallCall(Syscall syscall)) {
                    (startsProgram(syscall) ? starts : bySyscall)
                            .computeIfAbsent(syscall, ignored -> new ArrayList<>())
                            .add(probe);
                }
            }
            write("sys_exit", true, bySyscall, starts);
        }
    }

    private static boolean startsProgram(Syscall syscall) {
        return syscall.name().equals("execve") || syscall.name().equals("execveat");
    }

    private void write(
            String tracepoint,
            boolean exit,
            Map<Syscall, List<TypedProbe>> bySyscall,
            Map<Syscall, List<TypedProbe>> starts) {
        var w = new FunctionWriter(module, module.name(tracepoint), Function.Kind.PROGRAM);
        Value context = w.b.parameter(FunctionWriter.CONTEXT);
        Value number = new ProbeArguments.Registers(w, context, typed, exit, own()).number();
        if (!starts.isEmpty()) {
            starts(w, context, number, starts);
        }
        Label done = w.b.block("done");
        var cases = new LinkedHashMap<Long, Label>();
        Map<Integer, Meanings> byNumber = byNumber(bySyscall);
        byNumber.keySet().forEach(one -> cases.put((long) one, w.b.block("call" + one)));
        w.b.switchTo(number, cases, done);
        byNumber.forEach((one, meanings) -> {
            w.b.enter(requireNonNull(cases.get((long) one)));
            byCaller(w, context, exit, meanings, done);
        });
        w.b.enter(done);
        w.b.returns(w.b.constant(0));
        add(w, tracepoint, bySyscall, starts);
    }

    private void add(
            FunctionWriter w,
            String tracepoint,
            Map<Syscall, List<TypedProbe>> bySyscall,
            Map<Syscall, List<TypedProbe>> starts) {
        var written = new ArrayList<TypedProbe>();
        starts.values().forEach(written::addAll);
        bySyscall.values().forEach(written::addAll);
        // Where arguments are kept for the exit, the entry serves no probe of its own.
        ProbeKind kind = written.isEmpty()
                ? new ProbeKind.SyscallEnter(bySyscall.keySet().iterator().next())
                : written.getFirst().kind();
        AttachPoint point = ProbeKind.raw(Optional.empty(), tracepoint, typed);
        module.program(
                w.b.build(),
                point,
                new CompiledProbe(
                        w.name(), kind, written.stream().map(TypedProbe::name).toList()));
    }

    private Architecture own() {
        return module.target().architecture();
    }

    private static Map<Integer, Meanings> byNumber(Map<Syscall, List<TypedProbe>> bySyscall) {
        Map<Integer, Meanings> byNumber = new LinkedHashMap<>();
        bySyscall.forEach((syscall, probes) -> {
            Optional<Call> call = Optional.of(new Call(syscall, probes));
            boolean narrow = syscall.architecture().is32Bit();
            byNumber.merge(
                    syscall.number(),
                    narrow ? new Meanings(Optional.empty(), call) : new Meanings(call, Optional.empty()),
                    (one, other) -> new Meanings(one.own.or(other::own), one.of32Bit.or(other::of32Bit)));
        });
        return byNumber;
    }

    /** Goes by who calls: a number that both tables have means two calls. */
    private void byCaller(FunctionWriter w, Value context, boolean exit, Meanings meanings, Label done) {
        Label own = meanings.own.isPresent() ? w.b.block("native") : done;
        Label narrow = meanings.of32Bit.isPresent() ? w.b.block("narrow") : done;
        if (compatibility.isPresent()) {
            w.b.branch(Condition.EQ, compatibility.get().mark(w), w.b.constant(0), own, narrow);
        } else if (meanings.of32Bit.isEmpty()) {
            w.b.jump(own);
        } else {
            throw new UnsupportedException(
                    "this kernel does not tell 32-bit callers from others",
                    "a kernel with CONFIG_DEBUG_INFO_BTF has /sys/kernel/btf/vmlinux");
        }
        meanings.own.ifPresent(call -> write(w, context, exit, call, own, done));
        meanings.of32Bit.ifPresent(call -> write(w, context, exit, call, narrow, done));
    }

    private void write(FunctionWriter w, Value context, boolean exit, Call call, Label start, Label done) {
        w.b.enter(start);
        var registers = new ProbeArguments.Registers(w, context, typed, exit, call.syscall.architecture());
        if (!exit && probes.stream().map(TypedProbe::kind).anyMatch(new ProbeKind.SyscallCall(call.syscall)::equals)) {
            save(w, registers, call.syscall);
        }
        Optional<Entry> entry = call.probes.stream().anyMatch(SyscallPrograms::isWhole)
                ? Optional.of(take(w, call.syscall))
                : Optional.empty();
        for (TypedProbe probe : call.probes) {
            Label next = w.b.block("next");
            if (entry.isPresent() && isWhole(probe)) {
                Label seen = w.b.block("seen");
                w.b.branch(Condition.NE, w.b.get(entry.get().found), w.b.constant(0), seen, next);
                w.b.enter(seen);
                w.arguments(new ProbeArguments.WholeCall(
                        w, context, entry.get().copy.pointer(), call.syscall.architecture()));
            } else {
                w.arguments(registers);
            }
            Lowering.body(w, probe, next);
            w.b.enter(next);
        }
        w.b.jump(done);
    }

    private static boolean isWhole(TypedProbe probe) {
        return probe.kind() instanceof ProbeKind.SyscallCall;
    }

    /**
     * What an entry kept, at its exit.
     *
     * @param found whether there is one
     * @param copy the time, which call it was, and its arguments
     */
    private record Entry(FunctionBuilder.Variable found, Place.Known copy) {}

    /** What the exit cannot know any more. */
    private void save(FunctionWriter w, ProbeArguments.Registers registers, Syscall syscall) {
        Place.Known key = thread(w);
        Place.Known saved = w.slot("saved", ProbeArguments.WholeCall.BYTES, 8);
        w.b.store(Size.DOUBLE, saved.pointer(), 0, w.call("ktime_get_ns"));
        w.b.store(Size.DOUBLE, saved.pointer(), ProbeArguments.WholeCall.CALL, w.b.constant(identity(syscall)));
        for (int i = 0; i < SyscallRegisters.MAX_ARGUMENTS; i++) {
            w.b.store(Size.DOUBLE, saved.pointer(), ProbeArguments.WholeCall.ARGUMENTS + 8 * i, registers.register(i));
        }
        w.call("map_update_elem", w.b.map(calls()), key.pointer(), saved.pointer(), w.b.constant(0));
    }

    /** A call's number, and above it whether a 32-bit caller means it. */
    private static long identity(Syscall syscall) {
        return syscall.number() | (syscall.architecture().is32Bit() ? 1L << 32 : 0);
    }

    private String calls() {
        return module.map(MapSpec.of(CALLS, MapType.LRU_HASH, 8, ProbeArguments.WholeCall.BYTES, CALLS_AT_ONCE));
    }

    private Place.Known thread(FunctionWriter w) {
        Place.Known key = w.slot("thread", 8, 8);
        w.b.store(Size.DOUBLE, key.pointer(), 0, w.call("get_current_pid_tgid"));
        return key;
    }

    /** The entry of the current thread; leads on to {@code none} if it was not seen. */
    private Value saved(FunctionWriter w, Place.Known key, Label none) {
        Type pointer = new Type.Pointer(new Type.Region.MapValue(calls()), true);
        Value saved = w.b.call(pointer, FunctionWriter.helper("map_lookup_elem"), w.b.map(calls()), key.pointer());
        Label known = w.b.block("known");
        w.b.branch(Condition.EQ, saved, w.b.constant(0), none, known);
        w.b.enter(known);
        return saved;
    }

    /** The entry that belongs to this exit, if it was seen. */
    private Entry take(FunctionWriter w, Syscall syscall) {
        var found = w.b.variable(Type.SCALAR);
        w.b.set(found, w.b.constant(0));
        Label end = w.b.block("taken");
        Place.Known key = thread(w);
        Value saved = saved(w, key, end);
        // It may be that of a call from which this thread, or one with its number before it, never returned.
        Label same = w.b.block("same");
        Value call = w.b.load(Size.DOUBLE, false, saved, ProbeArguments.WholeCall.CALL);
        w.b.branch(Condition.EQ, call, w.b.constant(identity(syscall)), same, end);
        w.b.enter(same);
        Place.Known copy = take(w, key, saved);
        w.b.set(found, w.b.constant(1));
        w.b.jump(end);
        w.b.enter(end);
        return new Entry(found, copy);
    }

    /** The entry goes first, so that bodies may leave early; its bytes are copied, because another call may take its place. */
    private Place.Known take(FunctionWriter w, Place.Known key, Value saved) {
        Place.Known copy = w.slot("call", ProbeArguments.WholeCall.BYTES, 8);
        w.b.perform(new Operation.Copy(copy.pointer(), 0, saved, 0, ProbeArguments.WholeCall.BYTES));
        w.call("map_delete_elem", w.b.map(calls()), key.pointer());
        return copy;
    }

    /** Whole calls that start a program: which one it was, only the entry knows. Leads on to what goes by the number. */
    private void starts(FunctionWriter w, Value context, Value number, Map<Syscall, List<TypedProbe>> starts) {
        Label others = w.b.block("others");
        Label started = w.b.block("started");
        var numbers = new LinkedHashMap<Long, Label>();
        starts.keySet().forEach(syscall -> numbers.put((long) syscall.number(), started));
        if (own() == Architecture.X86_64) {
            numbers.put((long) execve(own()), started);
            numbers.put((long) execve(Architecture.I386), started);
        }
        w.b.switchTo(number, numbers, others);
        w.b.enter(started);
        Place.Known key = thread(w);
        Value saved = saved(w, key, others);
        Value call = w.b.load(Size.DOUBLE, false, saved, ProbeArguments.WholeCall.CALL);
        var cases = new LinkedHashMap<Long, Label>();
        starts.keySet().forEach(syscall -> cases.put(identity(syscall), w.b.block("start")));
        w.b.switchTo(call, cases, others);
        starts.forEach((syscall, all) -> {
            w.b.enter(requireNonNull(cases.get(identity(syscall))));
            Place.Known copy = take(w, key, saved);
            for (TypedProbe probe : all) {
                Label next = w.b.block("next");
                w.arguments(new ProbeArguments.WholeCall(w, context, copy.pointer(), syscall.architecture()));
                Lowering.body(w, probe, next);
                w.b.enter(next);
            }
            w.b.jump(others);
        });
        w.b.enter(others);
    }

    private static int execve(Architecture architecture) {
        return SyscallTable.of(architecture).get("execve").number();
    }
}
