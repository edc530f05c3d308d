package dev.rawtap.cli.catalog;

import dev.rawtap.base.NearestNames;
import dev.rawtap.base.RawtapException;
import dev.rawtap.base.UnsupportedException;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.c.CNames;
import dev.rawtap.btf.tracepoint.RawTracepoint;
import dev.rawtap.btf.tracepoint.RawTracepoints;
import dev.rawtap.linux.LinuxKernel;
import dev.rawtap.object.Target;
import dev.rawtap.syscall.Architecture;
import dev.rawtap.syscall.Argument;
import dev.rawtap.syscall.Syscall;
import dev.rawtap.syscall.SyscallTable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Everything that can be traced on a machine. Not thread-safe; closing it lets go of tracefs. */
public final class ProbeCatalog implements AutoCloseable {
    private static final int NEAREST = 5;

    private final Target target;
    private final Supplier<ClassicTracepoints> openClassic;
    private @Nullable ClassicTracepoints classic;

    /** What a target has, and classic tracepoints that are opened when first asked for. */
    public ProbeCatalog(Target target, Supplier<ClassicTracepoints> classic) {
        this.target = target;
        this.openClassic = classic;
    }

    /** What the running kernel has. */
    public static ProbeCatalog of(Target target) {
        return new ProbeCatalog(target, () -> ClassicTracepoints.open(new LinuxKernel()));
    }

    /** The names that a pattern means, by kind, then sorted. */
    public List<ProbeName> matching(ProbePattern pattern) {
        List<ProbeName> matching = new ArrayList<>();
        if (pattern.admits(ProbeKind.RAW_TRACEPOINT)) {
            add(rawTracepoints(), pattern, matching);
        }
        if (pattern.admits(ProbeKind.TRACEPOINT)) {
            add(classic().names(), pattern, matching);
        }
        if (pattern.admits(ProbeKind.SYSCALL)) {
            add(syscalls(), pattern, matching);
        } else if (pattern.asksOnlyFor(ProbeKind.SYSCALL)) {
            addByCallers(pattern, matching);
        }
        return matching;
    }

    /** System calls of those whom the pattern's group means; the machine's own programs are named by no group. */
    private void addByCallers(ProbePattern pattern, List<ProbeName> matching) {
        Architecture own = target.architecture();
        for (Architecture callers : Architecture.values()) {
            boolean here = callers == own || own.of32BitCallers().equals(Optional.of(callers));
            if (here && Glob.matches(pattern.group().orElse("*"), callers.toString())) {
                String group = callers == own ? "" : callers.toString();
                SyscallTable.of(callers).all().stream()
                        .filter(call -> call.implemented() && Glob.matches(pattern.name(), call.name()))
                        .map(call -> new ProbeName(ProbeKind.SYSCALL, group, call.name()))
                        .sorted()
                        .forEach(matching::add);
            }
        }
    }

    private static void add(List<ProbeName> names, ProbePattern pattern, List<ProbeName> matching) {
        for (ProbeName name : names) {
            if (pattern.matches(name)) {
                matching.add(name);
            }
        }
    }

    /** Why names that a pattern admits cannot be seen here. */
    public List<RawtapException> absences(ProbePattern pattern) {
        List<RawtapException> absences = new ArrayList<>();
        if (pattern.admits(ProbeKind.RAW_TRACEPOINT) && target.btf().isEmpty()) {
            absences.add(noTypes());
        }
        if (pattern.admits(ProbeKind.TRACEPOINT)) {
            classic().absence().ifPresent(absences::add);
        }
        return absences;
    }

    private static RawtapException noTypes() {
        return new UnsupportedException(
                "raw tracepoints cannot be listed: no BTF at '/sys/kernel/btf/vmlinux'",
                "the kernel needs CONFIG_DEBUG_INFO_BTF");
    }

    /** The raw tracepoints, sorted: the kernel's and each module's; none without BTF. */
    public List<ProbeName> rawTracepoints() {
        Optional<Btf> kernel = target.btf();
        List<ProbeName> names = new ArrayList<>();
        if (kernel.isPresent()) {
            addOwn(kernel.get(), ProbeName.KERNEL, names);
            for (Btf module : target.modules()) {
                addOwn(module, module.name(), names);
            }
            names.sort(null);
        }
        return names;
    }

    private static void addOwn(Btf btf, String group, List<ProbeName> names) {
        for (String name : RawTracepoints.of(btf, List.of()).names()) {
            names.add(new ProbeName(ProbeKind.RAW_TRACEPOINT, group, name));
        }
    }

    /** The system calls that a kernel serves, sorted. */
    public List<ProbeName> syscalls() {
        SyscallTable table = syscallTable();
        List<ProbeName> names = new ArrayList<>(table.size());
        for (Syscall call : table.all()) {
            if (call.implemented()) {
                names.add(ProbeName.syscall(call.name()));
            }
        }
        names.sort(null);
        return names;
    }

    /** The calls of the machine's own architecture. */
    public SyscallTable syscallTable() {
        return SyscallTable.of(target.architecture());
    }

    /** Classic tracepoints, or why there are none. */
    public ClassicTracepoints classic() {
        ClassicTracepoints open = classic;
        if (open == null) {
            open = openClassic.get();
            classic = open;
        }
        return open;
    }

    /** The machine. */
    public Target target() {
        return target;
    }

    /** A raw tracepoint as BTF tells it. */
    public Optional<RawTracepoint> rawTracepoint(ProbeName probe) {
        Optional<Btf> kernel = target.btf();
        if (kernel.isEmpty()) {
            return Optional.empty();
        }
        if (probe.group().equals(ProbeName.KERNEL)) {
            return RawTracepoints.of(kernel.get(), List.of()).find(probe.name());
        }
        for (Btf module : target.modules()) {
            if (module.name().equals(probe.group())) {
                // The catalog of one module knows it as its own; its name makes it a module's again.
                return RawTracepoints.of(module, List.of())
                        .find(probe.name())
                        .map(found -> new RawTracepoint(
                                found.name(), Optional.of(module.name()), found.btf(), found.parameters()));
            }
        }
        return Optional.empty();
    }

    private SyscallTable callers(ProbeName probe) {
        return probe.group().isEmpty() ? syscallTable() : SyscallTable.of(Architecture.of(probe.group()));
    }

    /** The arguments of a probe, or the fields of a classic tracepoint, in order. */
    public List<ProbeArgument> arguments(ProbeName probe) {
        return switch (probe.kind()) {
            case RAW_TRACEPOINT ->
                rawTracepoint(probe).map(ProbeCatalog::arguments).orElse(List.of());
            case TRACEPOINT ->
                classic().fields(probe).stream().map(FormatField::argument).toList();
            case SYSCALL ->
                callers(probe).get(probe.name()).arguments().stream()
                        .map(ProbeCatalog::argument)
                        .toList();
        };
    }

    private static List<ProbeArgument> arguments(RawTracepoint tracepoint) {
        List<ProbeArgument> arguments = new ArrayList<>();
        for (RawTracepoint.Parameter parameter : tracepoint.parameters()) {
            arguments.add(new ProbeArgument(
                    parameter.name(),
                    CNames.declare(tracepoint.btf(), parameter.type(), ""),
                    CNames.declare(tracepoint.btf(), parameter.type(), parameter.name())));
        }
        return arguments;
    }

    private static ProbeArgument argument(Argument argument) {
        return new ProbeArgument(argument.name(), argument.type(), argument.declaration());
    }

    /** Names near a pattern that means none, best first, as they are listed. */
    public List<String> nearest(ProbePattern pattern) {
        List<ProbeName> candidates = new ArrayList<>();
        for (ProbeName probe : everything()) {
            if (pattern.admits(probe.kind())) {
                candidates.add(probe);
            }
        }
        String wrong = pattern.name().replace("*", "").replace("?", "");
        Set<String> nearest = new LinkedHashSet<>();
        for (String name :
                NearestNames.of(wrong, candidates.stream().map(ProbeName::name).toList(), NEAREST)) {
            candidates.stream()
                    .filter(probe -> probe.name().equals(name))
                    .map(ProbeName::text)
                    .forEach(nearest::add);
        }
        return nearest.stream().limit(NEAREST).toList();
    }

    private List<ProbeName> everything() {
        return matching(ProbePattern.ALL);
    }

    @Override
    public void close() {
        if (classic != null) {
            classic.close();
        }
    }
}
