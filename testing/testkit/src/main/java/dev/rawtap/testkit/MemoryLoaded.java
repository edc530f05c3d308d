package dev.rawtap.testkit;

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
import dev.rawtap.contract.ProgramStatistics;
import dev.rawtap.contract.TestInput;
import dev.rawtap.contract.TestResult;
import dev.rawtap.contract.Variable;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.GlobalVariable;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/** An object that a {@link MemoryEngine} pretends to have loaded. */
final class MemoryLoaded implements Loaded {
    private final ObjectSpec spec;
    private final Replay replay;
    private final List<MemoryMap> maps;
    private final List<Program> programs;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Consumer<String> journal;
    private final List<MemoryReader> readers = new ArrayList<>();
    /** What test runs wrote while no reader was open: a ring keeps it. */
    private final List<Replay.Output> unread = new ArrayList<>();

    /** {@code journal} is told what is done with programs. */
    MemoryLoaded(ObjectSpec spec, Replay replay, int possibleCpus, Consumer<String> journal) {
        this.spec = spec;
        this.replay = replay;
        this.journal = journal;
        this.maps = spec.maps().stream()
                .map(map -> filled(new MemoryMap(map, possibleCpus), map))
                .toList();
        this.programs = spec.programs().stream()
                .filter(ProgramSpec::autoload)
                .<Program>map(MemoryProgram::new)
                .toList();
    }

    private MemoryMap filled(MemoryMap map, MapSpec mapSpec) {
        mapSpec.contents().ifPresent(contents -> map.update(new byte[4], contents.bytes(), BpfMap.UpdateMode.ANY));
        replay.entries()
                .getOrDefault(mapSpec.name(), List.of())
                .forEach(entry -> map.update(entry.key(), entry.value(), BpfMap.UpdateMode.ANY));
        return map;
    }

    boolean isClosed() {
        return closed.get();
    }

    @Override
    public ObjectSpec spec() {
        return spec;
    }

    @Override
    public List<Program> programs() {
        return programs;
    }

    @Override
    public Program program(String name) {
        return named("program", name, programs, Program::name);
    }

    @Override
    public List<BpfMap> maps() {
        return List.copyOf(maps);
    }

    @Override
    public BpfMap map(String name) {
        return named("map", name, maps, BpfMap::name);
    }

    @Override
    public Variable variable(String name) {
        var global = named("global variable", name, spec.globals(), GlobalVariable::name);
        return new MemoryVariable(global, map(global.map()), spec.order());
    }

    @Override
    public Links attach() {
        checkOpen();
        List<Program> attached = programs.stream()
                .filter(program -> !attachedByHand(program.spec().attach()))
                .toList();
        if (attached.isEmpty()) {
            throw new InvalidInputException(
                    spec.name() + " has no program that says where it attaches",
                    "name a tracepoint in a section, such as raw_tp/sys_enter");
        }
        return new Links(attached.stream().map(Program::attach).toList());
    }

    @Override
    public EventReader read(List<EventSource> sources) {
        checkOpen();
        var reader = new MemoryReader(sources, replay);
        synchronized (readers) {
            readers.add(reader);
            unread.forEach(output -> reader.arrived(output.map(), output.record()));
            unread.clear();
        }
        return reader;
    }

    private void write(Replay.Output output) {
        synchronized (readers) {
            if (readers.isEmpty()) {
                unread.add(output);
            }
            readers.forEach(reader -> reader.arrived(output.map(), output.record()));
        }
    }

    private static boolean attachedByHand(AttachPoint point) {
        return switch (point) {
            case AttachPoint.RawTracepoint raw -> raw.name().isEmpty();
            case AttachPoint.BtfTracepoint typed -> typed.name().isEmpty();
            case AttachPoint.Tracepoint classic -> classic.name().isEmpty();
            case AttachPoint.PerfEvent perf -> perf.sampling().isEmpty();
            case AttachPoint.TestRun _, AttachPoint.Iterator _, AttachPoint.SocketFilter _, AttachPoint.Unknown _ ->
                true;
        };
    }

    @Override
    public LossLedger losses() {
        return replay.losses();
    }

    @Override
    public void close() {
        closed.set(true);
    }

    private void checkOpen() {
        if (closed.get()) {
            throw new IllegalStateException("object '" + spec.name() + "' is closed");
        }
    }

    private <T> T named(String what, String name, List<? extends T> all, Function<T, String> nameOf) {
        for (T one : all) {
            if (nameOf.apply(one).equals(name)) {
                return one;
            }
        }
        List<String> names = all.stream().map(nameOf).toList();
        throw new InvalidInputException(
                "%s has no %s '%s'".formatted(spec.name(), what, name),
                "nearest: " + String.join(", ", NearestNames.of(name, names, 3)));
    }

    private final class MemoryProgram implements Program {
        private final ProgramSpec spec;

        MemoryProgram(ProgramSpec spec) {
            this.spec = spec;
        }

        @Override
        public ProgramSpec spec() {
            return spec;
        }

        @Override
        public Link attach(AttachPoint point, long cookie) {
            checkOpen();
            journal.accept("attach " + name());
            return new MemoryLink(this);
        }

        @Override
        public TestResult testRun(TestInput input) {
            checkOpen();
            journal.accept("run " + name());
            replay.runs().getOrDefault(name(), List.of()).forEach(MemoryLoaded.this::write);
            return new TestResult(0, 0);
        }

        @Override
        public byte[] iterate() {
            checkOpen();
            if (!(spec.attach() instanceof AttachPoint.Iterator)) {
                throw new InvalidInputException("program '" + name() + "' is no iterator", null);
            }
            journal.accept("iterate " + name());
            return replay.texts().getOrDefault(name(), "").getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public ProgramStatistics statistics() {
            return new ProgramStatistics(0, 0, 0);
        }

        @Override
        public String verifierLog() {
            return "";
        }
    }

    private final class MemoryLink implements Link {
        private final Program program;
        private final AtomicBoolean detached = new AtomicBoolean();

        MemoryLink(Program program) {
            this.program = program;
        }

        @Override
        public Program program() {
            return program;
        }

        @Override
        public String target() {
            return program.spec().section();
        }

        @Override
        public void pin(Path path) {
            journal.accept("pin " + program.name() + " at " + path);
        }

        @Override
        public void close() {
            if (detached.compareAndSet(false, true)) {
                journal.accept("detach " + program.name());
            }
        }
    }
}
