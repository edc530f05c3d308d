package dev.rawtap.testkit;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.NearestNames;
import dev.rawtap.base.UnsupportedException;
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
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** An object that a {@link MemoryEngine} pretends to have loaded. */
final class MemoryLoaded implements Loaded {
    private final ObjectSpec spec;
    private final Replay replay;
    private final List<MemoryMap> maps;
    private final List<Program> programs;
    private final AtomicBoolean closed = new AtomicBoolean();

    MemoryLoaded(ObjectSpec spec, Replay replay, int possibleCpus) {
        this.spec = spec;
        this.replay = replay;
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
        return new Links(programs.stream().map(Program::attach).toList());
    }

    @Override
    public EventReader read(List<EventSource> sources) {
        checkOpen();
        return new MemoryReader(sources, replay);
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

    private record MemoryProgram(ProgramSpec spec) implements Program {
        @Override
        public Link attach(AttachPoint point, long cookie) {
            return new MemoryLink(this);
        }

        @Override
        public TestResult testRun(TestInput input) {
            throw new UnsupportedException("the in-memory engine runs no programs", null);
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

    private record MemoryLink(Program program) implements Link {
        @Override
        public String target() {
            return program.spec().section();
        }

        @Override
        public void close() {
            // Nothing was attached.
        }
    }
}
