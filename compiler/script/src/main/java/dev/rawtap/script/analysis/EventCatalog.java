package dev.rawtap.script.analysis;

import dev.rawtap.base.NearestNames;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfBuilder;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.BtfType;
import dev.rawtap.btf.tracepoint.Nullability;
import dev.rawtap.btf.tracepoint.RawTracepoint;
import dev.rawtap.btf.tracepoint.RawTracepoints;
import dev.rawtap.object.Target;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.ProbeKind;
import dev.rawtap.syscall.Architecture;
import dev.rawtap.syscall.Syscall;
import dev.rawtap.syscall.SyscallTable;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The events that attach points can mean. What takes time to read is read when it is first asked for. */
final class EventCatalog {
    /** What {@code iter} goes over. */
    static final List<String> ITERATORS = List.of("task", "task_file", "task_vma");

    private static final String SYSCALLS = "syscalls";
    private static final String ENTER = "sys_enter_";
    private static final String EXIT = "sys_exit_";
    private static final String KERNEL = "vmlinux";

    /** Of a raw tracepoint (include/trace/bpf_probe.h, 6.18). */
    private static final int MOST_ARGUMENTS = 12;

    private final Target target;
    private final Machine machine;
    private final SyscallTable syscalls;
    private @Nullable RawTracepoints raw;
    private @Nullable Set<String> listed;

    EventCatalog(Target target, Machine machine) {
        this.target = target;
        this.machine = machine;
        this.syscalls = SyscallTable.of(target.architecture());
    }

    /** An event that fits an attach point. */
    sealed interface Match {}

    /** One that can be attached to, with its whole name. */
    record Event(String name, ProbeKind kind) implements Match {}

    /** One that is there but of which too little is known. */
    record Unreadable(String name, String reason, String hint) implements Match {}

    /** Classic tracepoints as {@code category:name}; tracefs is read once. */
    private Set<String> listed() {
        Set<String> known = listed;
        if (known == null) {
            known = new LinkedHashSet<>(machine.tracepoints());
            listed = known;
        }
        return known;
    }

    private RawTracepoints raw() {
        RawTracepoints known = raw;
        if (known == null) {
            Optional<Btf> btf = target.btf();
            known = btf.isPresent()
                    ? RawTracepoints.of(btf.get(), target.modules())
                    : RawTracepoints.of(new BtfBuilder(ByteOrder.LITTLE_ENDIAN).build("none"), List.of());
            raw = known;
        }
        return known;
    }

    /**
     * A raw tracepoint of a kernel that does not tell its types: arguments are numbers, called arg0 and on, and whether it is there at all
     * is found out when it is attached.
     */
    private static RawTracepoint untyped(String name) {
        var types = new BtfBuilder(ByteOrder.nativeOrder());
        int number = types.add(new BtfType.Int("unsigned long long", Long.BYTES, BtfType.IntEncoding.UNSIGNED));
        List<RawTracepoint.Parameter> parameters = IntStream.range(0, MOST_ARGUMENTS)
                .mapToObj(i -> new RawTracepoint.Parameter("arg" + i, number, Nullability.UNKNOWN))
                .toList();
        return new RawTracepoint(name, Optional.empty(), types.build("none"), parameters);
    }

    /** Names of raw tracepoints where types do not list them: those of events, which are called the same. */
    private Stream<String> untypedNames(Pattern name) {
        return name.isPlain()
                ? Stream.of(name.text())
                : listed().stream()
                        .filter(event -> !event.startsWith(SYSCALLS + ":") && !event.startsWith("ftrace:"))
                        .map(event -> event.substring(event.indexOf(':') + 1))
                        .filter(name::matches)
                        .sorted()
                        .distinct();
    }

    /** Raw tracepoints, sorted by name. */
    List<Match> rawTracepoints(Pattern module, Pattern name) {
        if (target.btf().isEmpty() && module.matches(KERNEL)) {
            return untypedNames(name)
                    .<Match>map(found -> new Event(
                            "rawtracepoint:%s:%s".formatted(KERNEL, found),
                            new ProbeKind.RawTracepointEvent(untyped(found))))
                    .toList();
        }
        Stream<RawTracepoint> candidates = name.isPlain()
                ? raw().find(name.text()).stream()
                : raw().names().stream().filter(name::matches).flatMap(found -> raw().find(found).stream());
        return candidates
                .filter(found -> module.matches(found.module().orElse(KERNEL)))
                .<Match>map(found -> new Event(
                        "rawtracepoint:%s:%s".formatted(found.module().orElse(KERNEL), found.name()),
                        new ProbeKind.RawTracepointEvent(found)))
                .toList();
    }

    /** Whole system calls of the machine's own programs, sorted by name. */
    List<Match> syscalls(Pattern name) {
        return syscalls(syscalls, name);
    }

    /** Whole system calls by whose they are, sorted by name. */
    List<Match> syscalls(Pattern architecture, Pattern name) {
        return callers()
                .filter(one -> architecture.matches(one.toString()))
                .flatMap(one -> syscalls(SyscallTable.of(one), name).stream())
                .toList();
    }

    /** Whose system calls there are. */
    private Stream<Architecture> callers() {
        return Stream.concat(Stream.of(target.architecture()), target.architecture().of32BitCallers().stream());
    }

    private List<Match> syscalls(SyscallTable table, Pattern name) {
        var matches = new TreeMap<String, Match>();
        if (name.isPlain()) {
            table.byName(name.text())
                    .or(() -> table.byTracepointName(name.text()))
                    .filter(Syscall::implemented)
                    .ifPresent(call -> matches.put(call.name(), whole(call)));
        } else {
            table.all().stream()
                    .filter(Syscall::implemented)
                    .filter(call -> name.matches(call.name()))
                    .forEach(call -> matches.put(call.name(), whole(call)));
        }
        return List.copyOf(matches.values());
    }

    private Match whole(Syscall call) {
        String prefix = call.architecture() == target.architecture() ? "" : call.architecture() + ":";
        return new Event("syscall:" + prefix + call.name(), new ProbeKind.SyscallCall(call));
    }

    /** Tracepoints, those of system calls from the table, sorted by whole name. */
    List<Match> tracepoints(Pattern category, Pattern name) {
        var matches = new TreeMap<String, Match>();
        if (category.matches(SYSCALLS)) {
            addSyscalls(name, matches);
        }
        if (category.isPlain() && name.isPlain()) {
            if (!category.text().equals(SYSCALLS)) {
                named(category.text(), name.text()).ifPresent(match -> matches.put(name.text(), match));
            }
            return List.copyOf(matches.values());
        }
        for (String event : listed()) {
            int colon = event.indexOf(':');
            String itsCategory = event.substring(0, Math.max(0, colon));
            String itsName = event.substring(colon + 1);
            if (!itsCategory.equals(SYSCALLS) && category.matches(itsCategory) && name.matches(itsName)) {
                matches.put("tracepoint:" + event, tracepoint(itsCategory, itsName));
            }
        }
        return List.copyOf(matches.values());
    }

    private void addSyscalls(Pattern name, Map<String, Match> matches) {
        for (boolean entry : new boolean[] {true, false}) {
            String prefix = entry ? ENTER : EXIT;
            if (name.isPlain()) {
                if (name.text().startsWith(prefix)) {
                    syscalls.byTracepointName(name.text().substring(prefix.length()))
                            .ifPresent(call -> matches.put(name.text(), syscall(entry, name.text(), call)));
                }
                continue;
            }
            for (Syscall call : syscalls.all()) {
                call.tracepointName()
                        .map(prefix::concat)
                        .filter(name::matches)
                        .ifPresent(found ->
                                matches.putIfAbsent("tracepoint:syscalls:" + found, syscall(entry, found, call)));
            }
        }
    }

    private static Match syscall(boolean entry, String name, Syscall call) {
        return new Event(
                "tracepoint:syscalls:" + name,
                entry ? new ProbeKind.SyscallEnter(call) : new ProbeKind.SyscallExit(call));
    }

    /** A tracepoint by its name; empty if there is none. */
    private Optional<Match> named(String category, String name) {
        boolean known = listed().contains(category + ":" + name);
        boolean unlisted = listed().isEmpty() && record(name).isPresent();
        return known || unlisted ? Optional.of(tracepoint(category, name)) : Optional.empty();
    }

    private Match tracepoint(String category, String name) {
        String whole = "tracepoint:%s:%s".formatted(category, name);
        Optional<ScriptType.Composite> record = record(name)
                .or(() -> machine.tracepointFormat(category, name)
                        .flatMap(format -> TracepointFormat.record(name, format, target.btf())));
        return record.isPresent()
                ? new Event(whole, new ProbeKind.Tracepoint(category, name, record.get()))
                : new Unreadable(
                        whole, "its format cannot be read", "run as root, or mount tracefs at /sys/kernel/tracing");
    }

    /** The record of an event whose template has the same name; others are in the event's format alone. */
    private Optional<ScriptType.Composite> record(String name) {
        if (target.btf().isEmpty()) {
            return Optional.empty();
        }
        Btf btf = target.btf().get();
        OptionalInt id = btf.find(BtfKind.STRUCT, "trace_event_raw_" + name);
        return id.isEmpty()
                ? Optional.empty()
                : Optional.of(new ScriptType.Composite(btf, id.getAsInt(), ScriptType.Space.KERNEL));
    }

    /** The part of a target that may be misspelt. */
    String wrongName(ProbeType type, String text) {
        return switch (type) {
            case RAW_TRACEPOINT -> text.substring(text.indexOf(':') + 1);
            case SYSCALL ->
                callersOf(text).isPresent()
                        ? text.substring(text.indexOf(':') + 1)
                        : text.substring(0, text.contains(":") ? text.indexOf(':') : text.length());
            default -> text;
        };
    }

    /** Those whom an attach point of a system call names. */
    private Optional<Architecture> callersOf(String text) {
        return callers()
                .filter(one -> text.startsWith(one.toString().concat(":")))
                .findFirst();
    }

    /** Names that a wrong one may have meant. */
    List<String> candidates(ProbeType type, String text) {
        return switch (type) {
            case RAW_TRACEPOINT -> raw().names();
            case SYSCALL ->
                text.contains(":") && callersOf(text).isEmpty()
                        ? callers().map(Architecture::toString).toList()
                        : SyscallTable.of(callersOf(text).orElse(target.architecture()))
                                .names();
            case TRACEPOINT -> tracepointNames();
            default -> List.of();
        };
    }

    /** All tracepoints as {@code category:name}. */
    private List<String> tracepointNames() {
        var names = new ArrayList<>(listed());
        for (Syscall call : syscalls.all()) {
            call.tracepointName().ifPresent(name -> {
                names.add(SYSCALLS + ":" + ENTER + name);
                names.add(SYSCALLS + ":" + EXIT + name);
            });
        }
        return names;
    }

    /** Raw tracepoints with names near another. */
    List<String> nearestRawTracepoints(String name) {
        return NearestNames.of(name, raw().names(), 3);
    }
}
