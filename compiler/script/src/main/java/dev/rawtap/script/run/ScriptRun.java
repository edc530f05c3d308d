package dev.rawtap.script.run;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.RawtapException;
import dev.rawtap.base.UnsupportedException;
import dev.rawtap.contract.ChildCommand;
import dev.rawtap.contract.Engine;
import dev.rawtap.contract.EventReader;
import dev.rawtap.contract.EventSource;
import dev.rawtap.contract.Link;
import dev.rawtap.contract.Links;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.Loaded;
import dev.rawtap.contract.LossLedger;
import dev.rawtap.contract.Program;
import dev.rawtap.contract.TestInput;
import dev.rawtap.object.MapSpec;
import dev.rawtap.script.output.Output;
import dev.rawtap.script.program.CompiledProbe;
import dev.rawtap.script.program.CompiledScript;
import dev.rawtap.script.type.Layout;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.ProbeKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One run of a script: from loading to the maps at its end.
 *
 * <pre>{@code
 * try (var run = new ScriptRun(engine, script, output, ScriptRun.Options.DEFAULT)) {
 *     int code = run.run();
 * }
 * }</pre>
 *
 * <p>{@link #run} is for one thread; {@link #stop} and {@link #signal} come from any, also from a signal's.
 */
public final class ScriptRun implements AutoCloseable {
    /** Where the bpf file system is mounted by custom. */
    private static final String PINS = "/sys/fs/bpf";

    private static final Duration PATIENCE = Duration.ofMillis(200);

    /**
     * What a run is told.
     *
     * @param command the command of {@code -c}, started and held, or none; the run lets it go when all is attached and ends with it
     * @param process ends with this process, from {@code -p}, or 0
     * @param load how the object is loaded
     * @param zone of times in the output
     * @param quiet whether the line about attached probes is left out
     * @param attached called when everything is attached
     */
    public record Options(
            Optional<ChildCommand> command,
            int process,
            LoadOptions load,
            ZoneId zone,
            boolean quiet,
            Runnable attached) {
        /** For the machine's own zone, without a command. */
        public static final Options DEFAULT =
                new Options(Optional.empty(), 0, LoadOptions.DEFAULT, ZoneId.systemDefault(), false, () -> {});
    }

    private final Engine engine;
    private final CompiledScript script;
    private final Output output;
    private final Options options;
    private final Loaded loaded;
    private final Actions actions;
    private final MapReader maps;
    private final LossReport report;
    private final @Nullable EventReader reader;
    private final List<Link> links = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> signals = new ConcurrentLinkedQueue<>();
    private final boolean showsProcesses;
    private volatile boolean stopped;

    /** Loads a script. */
    public ScriptRun(Engine engine, CompiledScript script, Output output, Options options) {
        this.engine = engine;
        this.script = script;
        this.output = output;
        this.options = options;
        loaded = engine.load(script.object(), options.load());
        var decoder = new ValueDecoder(engine.host(), engine.target().architecture(), script.config(), options.zone());
        maps = new MapReader(loaded, engine.host(), decoder, script.maps());
        var texts = new TextLosses();
        var reports = new ReportCounts(script, loaded);
        report = new LossReport(script, loaded, maps, texts, reports, output);
        actions = new Actions(script, engine.host(), output, maps, reports, decoder, texts, options.zone());
        showsProcesses = Stream.concat(
                        script.maps().stream()
                                .flatMap(map -> Stream.concat(map.key().stream(), Stream.of(map.value()))),
                        script.actions().stream().flatMap(action -> action.fields().stream()))
                .anyMatch(ScriptRun::showsProcess);
        reader = open();
    }

    /** Whether values of a type name places in processes. */
    private static boolean showsProcess(ScriptType type) {
        return switch (type) {
            case ScriptType.Stack stack -> stack.user();
            case ScriptType.Resolved resolved -> resolved.kind() == ScriptType.Resolved.Resolution.USER_SYMBOL;
            case ScriptType.Tuple tuple -> tuple.elements().stream().anyMatch(ScriptRun::showsProcess);
            case ScriptType.RecordType fields -> Layout.types(fields).stream().anyMatch(ScriptRun::showsProcess);
            default -> false;
        };
    }

    private @Nullable EventReader open() {
        var sources = new ArrayList<EventSource>();
        // The control ring first: what it says shall not wait behind data.
        for (String name : List.of(CompiledScript.CONTROL, CompiledScript.EVENTS)) {
            if (script.object().maps().stream().map(MapSpec::name).anyMatch(name::equals)) {
                sources.add(new EventSource.Buffer(loaded.map(name), actions::event));
            }
        }
        if (script.object().maps().stream().map(MapSpec::name).anyMatch(CompiledScript.PACKETS::equals)) {
            int pages = script.config().packetPages(engine.host().onlineCpus().size());
            sources.add(new EventSource.Buffer(loaded.map(CompiledScript.PACKETS), actions::event, pages));
        }
        try {
            return sources.isEmpty() ? null : loaded.read(sources);
        } catch (RuntimeException e) {
            loaded.close();
            throw e;
        }
    }

    /** Runs the script to its end and gives its exit code. */
    public int run() {
        actions.captures().open();
        fire(kind -> kind instanceof ProbeKind.Begin);
        attach();
        options.attached().run();
        drain();
        iterate();
        boolean passed = true;
        if (actions.exit().isEmpty()) {
            options.command().ifPresent(ChildCommand::release);
            passed = new Trials(script, loaded, actions, output, this::drain, options.zone()).run();
        }
        while (mustWait()) {
            poll();
            signals();
        }
        detach();
        drain();
        actions.begin();
        // The last word is that of the end.
        OptionalInt before = actions.takeExit();
        fire(kind -> kind instanceof ProbeKind.End);
        drain();
        return actions.exit().orElse(before.orElse(passed ? 0 : 1));
    }

    /** Prints the maps and what was lost: the end of the output. */
    public LossLedger finish() {
        output.end(script.config().printMapsOnExit() ? maps.all() : List.of());
        LossLedger losses = report.finish();
        output.flush();
        return losses;
    }

    /** Makes the run end soon, as the end of the traced command would. */
    public void stop() {
        stopped = true;
        EventReader open = reader;
        if (open != null) {
            open.wake();
        }
    }

    /** Fires {@code self:signal} probes, by the signal's name as in the script: {@code SIGUSR1}. */
    public void signal(String name) {
        signals.add(name);
        EventReader open = reader;
        if (open != null) {
            open.wake();
        }
    }

    /** Names of signals that the script wants to hear of. */
    public List<String> wantedSignals() {
        return script.probes().stream()
                .flatMap(probe -> probe.kind() instanceof ProbeKind.SelfSignal(String signal)
                        ? Stream.of(signal)
                        : Stream.empty())
                .distinct()
                .toList();
    }

    /** The loaded object, for what looks into it. */
    public Loaded loaded() {
        return loaded;
    }

    @Override
    public void close() {
        try (loaded;
                var _ = actions.captures()) {
            detach();
            if (reader != null) {
                reader.close();
            }
        }
    }

    private void attach() {
        int attached = 0;
        for (CompiledProbe probe : script.probes()) {
            boolean there = probe.kind().isFiredByTracer() || attach(probe);
            attached += there ? probe.names().size() : 0;
        }
        if (attached == 0 && !script.probes().isEmpty()) {
            throw new UnsupportedException("Attachment failed for all probes.", null);
        }
        // What begin printed waits in the ring, so that this line comes first.
        if (!options.quiet()) {
            output.attached(attached);
            output.flush();
        }
    }

    /** Whether it could be done; else the script says what that means. */
    private boolean attach(CompiledProbe probe) {
        try {
            links.add(program(probe).attach());
            return true;
        } catch (RawtapException e) {
            String what = "Unable to attach probe: %s: %s".formatted(String.join(", ", probe.names()), e.getMessage());
            switch (script.config().missingProbes()) {
                case ERROR -> {
                    String hint = e.hint().orElse("to go on without it: config = { missing_probes = \"warn\" }");
                    throw e.exitCode() == RawtapException.EXIT_NOT_ALLOWED
                            ? new UnsupportedException(what, hint)
                            : new InvalidInputException(what, hint, e);
                }
                case WARN -> output.warned(what + ". Skipping.");
                case IGNORE -> {}
            }
            return false;
        }
    }

    /** Runs the iterators, each once to its end, or pins them. */
    private void iterate() {
        for (CompiledProbe probe : script.probes()) {
            if (probe.kind() instanceof ProbeKind.Iterator iterator
                    && actions.exit().isEmpty()) {
                if (iterator.isPinned()) {
                    pin(program(probe), iterator.pin());
                } else {
                    program(probe).iterate();
                    drain();
                }
            }
        }
    }

    /** The pin keeps the iterator when this closes: it is for others, who read it or remove it. */
    private void pin(Program program, String name) {
        Path path = Path.of(PINS).resolve(name);
        try (Link link = program.attach()) {
            link.pin(path);
        }
        output.pinned(path.toString());
    }

    private Program program(CompiledProbe probe) {
        return loaded.program(probe.program());
    }

    private void detach() {
        new Links(links).close();
        links.clear();
    }

    /** Runs the programs that nothing but us fires. */
    private void fire(Predicate<ProbeKind> wanted) {
        for (CompiledProbe probe : script.probes()) {
            if (wanted.test(probe.kind())) {
                program(probe).testRun(TestInput.ofArguments());
            }
        }
    }

    private void signals() {
        for (String name = signals.poll(); name != null; name = signals.poll()) {
            String fired = name;
            fire(kind -> kind instanceof ProbeKind.SelfSignal(String signal) && signal.equals(fired));
            drain();
        }
    }

    private boolean mustWait() {
        if (stopped || actions.exit().isPresent()) {
            return false;
        }
        if (options.command().isPresent()) {
            return options.command().get().await(Duration.ZERO).isEmpty();
        }
        if (options.process() != 0 && !engine.host().processExists(options.process())) {
            return false;
        }
        return script.probes().stream().anyMatch(probe -> !endsByItself(probe.kind()));
    }

    private static boolean endsByItself(ProbeKind kind) {
        return kind instanceof ProbeKind.Begin
                || kind instanceof ProbeKind.End
                || kind instanceof ProbeKind.Iterator
                || kind instanceof ProbeKind.Test
                || kind instanceof ProbeKind.Bench;
    }

    private void poll() {
        EventReader open = reader;
        if (open == null) {
            pause();
        } else {
            // Symbols of a command that ends soon can be read only while it runs.
            options.command()
                    .filter(ignored -> showsProcesses)
                    .ifPresent(command -> engine.host().remember(command.pid()));
            open.poll(options.command().isPresent() ? Duration.ofMillis(20) : PATIENCE);
            report.tell();
            caughtUp();
        }
    }

    private void caughtUp() {
        output.caughtUp();
        actions.captures().flush();
    }

    /** Without anything to read: waits for the command, or a little. */
    private void pause() {
        if (options.command().isPresent()) {
            options.command().get().await(PATIENCE);
        } else {
            LockSupport.parkNanos(PATIENCE.toNanos());
        }
    }

    private void drain() {
        EventReader open = reader;
        if (open != null) {
            while (open.poll(Duration.ZERO) > 0) {
                // Until there is nothing left.
            }
            caughtUp();
        }
    }

    /** The status of the command, if it has ended. */
    public OptionalInt commandStatus() {
        return options.command().map(command -> command.await(Duration.ZERO)).orElse(OptionalInt.empty());
    }
}
