package dev.rawtap.kernel.faults;

import dev.rawtap.base.KernelException;
import dev.rawtap.contract.BpfMap;
import dev.rawtap.contract.ChildCommand;
import dev.rawtap.contract.EventSource;
import dev.rawtap.contract.Host;
import dev.rawtap.contract.Link;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.Loaded;
import dev.rawtap.contract.ProcessFilter;
import dev.rawtap.contract.Program;
import dev.rawtap.contract.TestInput;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kernel.Samples;
import dev.rawtap.linux.Kernel;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.MapType;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.Sampling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * One whole use of one object: engine, child, load, reader, attach, test run, the child's event, poll, maps, variables,
 * losses, close.
 *
 * @param name of the object file
 * @param object what is loaded
 * @param filter whose events count, given the child's number
 * @param printed whether the trace pipe is read too
 * @param events whether the child's run makes at least one record
 */
record Scenario(String name, ObjectSpec object, IntFunction<ProcessFilter> filter, boolean printed, boolean events) {
    /** Makes a system call unlinkat, opens a file, is renamed by its own execve. */
    static final List<String> COMMAND = List.of("rm", "-f", "/tmp/rawtap-no-such-file");

    private static final Duration WAIT = Duration.ofSeconds(5);

    static Scenario example(String name, IntFunction<ProcessFilter> filter, boolean events) {
        return new Scenario(name, Samples.example(name), filter, false, events);
    }

    /** An object of the tests of formats/object. */
    static Scenario object(String name, boolean events) {
        return new Scenario(name, Samples.corpus(name), ProcessFilter.Only::new, false, events);
    }

    /** What a script is made of beside tracepoints: a beginning, an interval, a profile, an iterator. */
    static Scenario script() {
        var programs = List.of(
                Samples.program("begin", new AttachPoint.TestRun(), Samples.RETURN_ZERO),
                Samples.program(
                        "interval", AttachPoint.PerfEvent.of(Sampling.interval(100_000_000)), Samples.RETURN_ZERO),
                Samples.program(
                        "profile", AttachPoint.PerfEvent.of(Sampling.profile(100_000_000)), Samples.RETURN_ZERO),
                Samples.program("tasks", new AttachPoint.Iterator("task", false), Samples.RETURN_ZERO));
        return new Scenario("script", Samples.object(programs), ProcessFilter.Only::new, false, false);
    }

    Scenario withPrinted() {
        return new Scenario(name, object, filter, true, events);
    }

    /** For a kernel that never has an event. */
    Scenario silent() {
        return new Scenario(name, object, filter, printed, false);
    }

    /** How many records came. Whatever fails comes through. */
    long run(Kernel kernel, Host host) {
        try (var engine = KernelEngine.open(kernel, host);
                var child = engine.host().start(COMMAND);
                var loaded = engine.load(object, LoadOptions.DEFAULT.withProcesses(filter.apply(child.pid())));
                var reader = loaded.read(sources(loaded));
                var links = loaded.attach()) {
            loaded.programs().forEach(Scenario::use);
            child.release();
            await(child);
            links.links().forEach(Link::close);
            long handled = reader.poll(Duration.ofMillis(events ? 1000 : 0));
            loaded.maps().forEach(Scenario::use);
            object.globals().forEach(global -> loaded.variable(global.name()).bytes());
            loaded.losses();
            engine.host().nanoseconds(Host.Clock.BOOT);
            return handled;
        }
    }

    /** A wait that failed can be repeated; a child that nobody waits for stays a zombie. */
    private static void await(ChildCommand child) {
        try {
            child.await(WAIT);
        } catch (KernelException failed) {
            child.await(WAIT);
            throw failed;
        }
    }

    private List<EventSource> sources(Loaded loaded) {
        var sources = new ArrayList<EventSource>();
        for (BpfMap map : loaded.maps()) {
            MapType type = map.spec().type();
            if (type == MapType.RINGBUF || type == MapType.PERF_EVENT_ARRAY) {
                sources.add(new EventSource.Buffer(map, (_, _, _) -> {}));
            }
        }
        if (printed) {
            sources.add(new EventSource.Printed(_ -> {}));
        }
        return sources;
    }

    private static void use(Program program) {
        program.statistics();
        switch (program.spec().attach()) {
            case AttachPoint.RawTracepoint raw when raw.writable() -> {}
            case AttachPoint.RawTracepoint _, AttachPoint.TestRun _ -> program.testRun(TestInput.ofArguments(0, 0));
            case AttachPoint.Iterator _ -> program.iterate();
            case AttachPoint.BtfTracepoint _,
                    AttachPoint.Tracepoint _,
                    AttachPoint.PerfEvent _,
                    AttachPoint.SocketFilter _,
                    AttachPoint.Unknown _ -> {}
        }
    }

    private static void use(BpfMap map) {
        switch (map.spec().type()) {
            case HASH, PERCPU_HASH, LRU_HASH, LRU_PERCPU_HASH, ARRAY, PERCPU_ARRAY -> map.forEach((_, _) -> {});
            default -> {}
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
