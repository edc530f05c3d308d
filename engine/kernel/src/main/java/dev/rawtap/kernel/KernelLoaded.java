package dev.rawtap.kernel;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.NearestNames;
import dev.rawtap.contract.BpfMap;
import dev.rawtap.contract.EventReader;
import dev.rawtap.contract.EventSource;
import dev.rawtap.contract.Link;
import dev.rawtap.contract.Links;
import dev.rawtap.contract.Loaded;
import dev.rawtap.contract.LossLedger;
import dev.rawtap.contract.Program;
import dev.rawtap.contract.Variable;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.GlobalVariable;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** An object in the kernel. Thread-safe; whatever of it is not pinned goes with the process, however that ends. */
public final class KernelLoaded implements Loaded {
    private static final int SUGGESTIONS = 3;

    private final Bpf bpf;
    private final ObjectSpec spec;
    /** The object's own; those that were inserted beside them are seen by nobody else. */
    private final List<KernelProgram> programs;

    private final Map<String, KernelProgram> byName;

    private final Map<String, KernelMap> maps;
    private final List<CodeInsertion> insertions;
    private final Owned owned;
    private final ReportedLosses reported = new ReportedLosses();
    private final List<EventReader> readers = new ArrayList<>();
    private final Map<String, GlobalData> data = new HashMap<>();
    private Runnable onClose = () -> {};
    private boolean closed;

    /** Takes over {@code owned}. */
    KernelLoaded(
            Bpf bpf,
            ObjectSpec spec,
            List<KernelProgram> programs,
            Map<String, KernelMap> maps,
            List<CodeInsertion> insertions,
            Owned owned) {
        this.bpf = bpf;
        this.spec = spec;
        Set<String> own = spec.programs().stream().map(ProgramSpec::name).collect(Collectors.toSet());
        this.programs = programs.stream()
                .filter(program -> own.contains(program.name()))
                .toList();
        this.byName = this.programs.stream().collect(Collectors.toMap(KernelProgram::name, program -> program));
        this.maps = Map.copyOf(maps);
        this.insertions = List.copyOf(insertions);
        this.owned = owned;
    }

    /** Says what else is to be done at close. */
    synchronized void onClose(Runnable action) {
        onClose = action;
    }

    @Override
    public ObjectSpec spec() {
        return spec;
    }

    @Override
    public List<Program> programs() {
        return List.copyOf(programs);
    }

    @Override
    public KernelProgram program(String name) {
        KernelProgram known = byName.get(name);
        return known != null ? known : named(programs, KernelProgram::name, name, "program");
    }

    @Override
    public List<BpfMap> maps() {
        return List.copyOf(ownMaps());
    }

    private List<KernelMap> ownMaps() {
        return spec.maps().stream().map(map -> known(map.name())).toList();
    }

    private KernelMap known(String name) {
        KernelMap map = maps.get(name);
        if (map == null) {
            throw new IllegalStateException("map '" + name + "' was not created");
        }
        return map;
    }

    @Override
    public KernelMap map(String name) {
        return known(named(spec.maps(), MapSpec::name, name, "map").name());
    }

    /** A map of our own, added at load. */
    KernelMap inserted(String name) {
        return known(name);
    }

    @Override
    public Variable variable(String name) {
        GlobalVariable variable = named(spec.globals(), GlobalVariable::name, name, "global variable");
        KernelMap map = known(variable.map());
        return new KernelVariable(variable, map, variable.constant() ? null : memory(map), spec.btf());
    }

    private synchronized GlobalData memory(KernelMap map) {
        requireOpen();
        return data.computeIfAbsent(map.name(), _ -> new GlobalData(bpf.kernel(), map));
    }

    private static <T> T named(List<T> all, Function<T, String> nameOf, String name, String what) {
        return all.stream()
                .filter(candidate -> nameOf.apply(candidate).equals(name))
                .findFirst()
                .orElseThrow(() -> {
                    List<String> names = all.stream().map(nameOf).toList();
                    List<String> near = NearestNames.of(name, names, SUGGESTIONS);
                    String hint = names.isEmpty()
                            ? "the object has none"
                            : near.isEmpty()
                                    ? "it has: " + String.join(", ", names)
                                    : "nearest: " + String.join(", ", near);
                    return new InvalidInputException("no " + what + " '" + name + "'", hint);
                });
    }

    /**
     * {@inheritDoc}
     *
     * <p>What was attached before a failure is detached again.
     */
    @Override
    public Links attach() {
        var links = new ArrayList<Link>();
        try {
            for (KernelProgram program : programs) {
                if (namesItsTarget(program.spec().attach())) {
                    links.add(program.attach());
                }
            }
            if (links.isEmpty()) {
                throw new InvalidInputException(
                        spec.name() + " has no program that says where it attaches",
                        "name a tracepoint in a section, such as raw_tp/sys_enter");
            }
            return new Links(links);
        } catch (RuntimeException | Error failed) {
            new Links(links).close();
            throw failed;
        }
    }

    private static boolean namesItsTarget(AttachPoint point) {
        return switch (point) {
            case AttachPoint.RawTracepoint raw -> raw.name().isPresent();
            case AttachPoint.BtfTracepoint typed -> typed.name().isPresent();
            case AttachPoint.Tracepoint classic -> classic.name().isPresent();
            case AttachPoint.PerfEvent perf -> perf.sampling().isPresent();
            case AttachPoint.SocketFilter _, AttachPoint.TestRun _, AttachPoint.Iterator _, AttachPoint.Unknown _ ->
                false;
        };
    }

    @Override
    public EventReader read(List<EventSource> sources) {
        for (EventSource source : sources) {
            if (source instanceof EventSource.Buffer buffer && !maps.containsValue(buffer.map())) {
                throw new InvalidInputException(
                        "map '" + buffer.map().name() + "' is not one of " + spec.name(),
                        "read maps of the loaded object itself");
            }
        }
        EventReader reader = EventReaders.open(bpf, List.copyOf(sources), reported);
        synchronized (this) {
            if (!closed) {
                readers.add(reader);
                return reader;
            }
        }
        reader.close();
        throw closedAlready();
    }

    @Override
    public LossLedger losses() {
        var counted = new ArrayList<LossLedger.Loss>();
        for (CodeInsertion insertion : insertions) {
            counted.addAll(insertion.losses(maps::get));
        }
        List<LossLedger.Loss> losses = reported.with(counted);
        for (KernelProgram program : programs) {
            long missed = program.statistics().recursionMisses();
            if (missed > 0) {
                losses.add(new LossLedger.Loss(LossLedger.Kind.RECURSION, program.name(), missed));
            }
        }
        return new LossLedger(losses);
    }

    private void requireOpen() {
        if (closed) {
            throw closedAlready();
        }
    }

    private IllegalStateException closedAlready() {
        return new IllegalStateException(spec.name() + " is closed");
    }

    @Override
    public void close() {
        List<EventReader> open;
        Runnable action;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            open = List.copyOf(readers);
            action = onClose;
        }
        open.reversed().forEach(EventReader::close);
        synchronized (this) {
            data.values().forEach(GlobalData::close);
            owned.close();
        }
        action.run();
    }

    @Override
    public String toString() {
        return spec.name() + " in the kernel";
    }
}
