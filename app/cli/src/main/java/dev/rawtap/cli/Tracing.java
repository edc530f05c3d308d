package dev.rawtap.cli;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.contract.BpfMap;
import dev.rawtap.contract.ChildCommand;
import dev.rawtap.contract.Engine;
import dev.rawtap.contract.EventReader;
import dev.rawtap.contract.EventSource;
import dev.rawtap.contract.Link;
import dev.rawtap.contract.Links;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.Loaded;
import dev.rawtap.contract.ProcessFilter;
import dev.rawtap.isa.Instruction;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.elf.ElfObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One run: load, open the readers, attach, let the command go, print until the end, detach, drain, report.
 *
 * <p>The readers are open before anything is attached, and the command waits until everything is: no event of it is
 * missed.
 */
final class Tracing {
    /** How often a quiet run looks whether its command has ended. */
    private static final Duration LOOK = Duration.ofMillis(20);

    private static final Duration NO_WAIT = Duration.ZERO;

    /** {@code bpf_trace_printk} and {@code bpf_trace_vprintk} (enum bpf_func_id, linux/bpf.h). */
    private static final List<Integer> PRINTING = List.of(6, 177);

    private final RunRequest request;
    private final Session session;
    private final Engine engine;
    private final Report report;

    private Tracing(RunRequest request, Session session, Engine engine, Report report) {
        this.request = request;
        this.session = session;
        this.engine = engine;
        this.report = report;
    }

    /** Does what {@code request} asks: the exit status. */
    static int run(RunRequest request, Session session) {
        if (request.verbose()) {
            session.errors().beVerbose();
        }
        ElfObject file = ObjectFiles.open(request.file());
        ObjectSpec object = file.spec();
        for (Map.Entry<String, String> value : request.values().entrySet()) {
            object = GlobalValues.set(object, value.getKey(), value.getValue());
        }
        if (request.verbose()) {
            object.notes().forEach(session.errors()::note);
        }
        var types = new RecordTypes(object, file::debugTypes, request.events());
        Output output = output(request, session);
        try (Engine engine = session.engine().get()) {
            Report report = request.json() ? new JsonReport(output) : new TextReport(output, session.errors());
            int status = new Tracing(request, session, engine, report).trace(object, types);
            output.flush();
            return status;
        }
    }

    private static Output output(RunRequest request, Session session) {
        if (request.outputFile().isEmpty()) {
            return session.output();
        }
        Path path = request.outputFile().get();
        try {
            return new Output(path.toString(), Files.newOutputStream(path));
        } catch (IOException e) {
            throw new InvalidInputException("cannot write " + path + ": " + e.getMessage(), "choose another file", e);
        }
    }

    private int trace(ObjectSpec object, RecordTypes types) {
        request.pid().ifPresent(this::requireProcess);
        @Nullable
        ChildCommand child = request.command().isEmpty() ? null : engine.host().start(request.command());
        try (child;
                Loaded loaded = engine.load(object, options(child))) {
            return trace(loaded, types, child);
        }
    }

    private void requireProcess(int pid) {
        if (!engine.host().processExists(pid)) {
            throw new InvalidInputException("no process " + pid, "list processes with: ps -e");
        }
    }

    private LoadOptions options(@Nullable ChildCommand child) {
        ProcessFilter filter = child != null && request.commandOnly()
                ? new ProcessFilter.Tree(child.pid())
                : request.pid().isPresent()
                        ? new ProcessFilter.Only(request.pid().getAsInt())
                        : new ProcessFilter.All();
        return new LoadOptions(request.ledger(), filter, request.verbose());
    }

    private int trace(Loaded loaded, RecordTypes types, @Nullable ChildCommand child) {
        try (EventReader reader = loaded.read(sources(loaded, types))) {
            session.interruption().onRequest(reader::wake);
            OptionalInt status;
            try (Links links = loaded.attach()) {
                announce(links, child);
                if (child != null) {
                    child.release();
                }
                status = follow(reader, child);
            } finally {
                session.interruption().onRequest(() -> {});
            }
            drain(reader);
            loaded.maps().forEach(map -> MapDump.of(map, loaded.spec()).ifPresent(report::map));
            report.losses(loaded.losses());
            return status.orElse(0);
        }
    }

    private List<EventSource> sources(Loaded loaded, RecordTypes types) {
        List<EventSource> sources = new ArrayList<>();
        List<BpfMap> buffers =
                loaded.maps().stream().filter(RecordTypes::isBuffer).toList();
        request.events().keySet().forEach(name -> requireBuffer(loaded.map(name)));
        for (BpfMap map : buffers) {
            var decoding = new Decoding(map.spec(), types, report, buffers.size() > 1);
            sources.add(new EventSource.Buffer(map, decoding));
        }
        if (loaded.programs().stream().anyMatch(program -> prints(program.spec()))) {
            sources.add(new EventSource.Printed(report::printed));
        }
        return sources;
    }

    private static void requireBuffer(BpfMap map) {
        if (!RecordTypes.isBuffer(map)) {
            throw new InvalidInputException(
                    "map '%s' is no ring or perf buffer".formatted(map.name()), "--events takes buffers");
        }
    }

    private static boolean prints(ProgramSpec program) {
        return program.code().stream()
                .anyMatch(instruction ->
                        instruction instanceof Instruction.Call call && PRINTING.contains(call.helper()));
    }

    private void announce(Links links, @Nullable ChildCommand child) {
        if (request.quiet()) {
            return;
        }
        String what = links.links().stream().map(Tracing::text).collect(Collectors.joining(", "));
        String end = child != null || request.time().isPresent() ? "" : "; Ctrl-C ends";
        session.errors().note("attached " + what + end);
    }

    private static String text(Link link) {
        return "%s to %s".formatted(link.program().name(), link.target());
    }

    /** Prints until the command ends, time is up or the user has had enough: the command's status, if it ended. */
    private OptionalInt follow(EventReader reader, @Nullable ChildCommand child) {
        long end =
                request.time().map(time -> System.nanoTime() + time.toNanos()).orElse(0L);
        while (!session.interruption().requested()) {
            if (request.time().isPresent() && System.nanoTime() - end >= 0) {
                break;
            }
            long handled = reader.poll(waitTime(end, child != null));
            if (handled > 0) {
                report.flush();
            }
            OptionalInt status = child == null ? OptionalInt.empty() : child.await(NO_WAIT);
            if (status.isPresent()) {
                return status;
            }
        }
        return OptionalInt.empty();
    }

    private Duration waitTime(long end, boolean hasChild) {
        Duration longest = hasChild ? LOOK : Duration.ofSeconds(1);
        if (request.time().isEmpty()) {
            return longest;
        }
        Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
        return left.compareTo(longest) < 0 ? left : longest;
    }

    /** What was written before the programs were detached. */
    private static void drain(EventReader reader) {
        while (reader.poll(NO_WAIT) > 0) {
            // The handlers print.
        }
    }
}
