package dev.rawtap.cli;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.btf.Btf;
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
import dev.rawtap.object.ExternalSymbol;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.elf.ElfObject;
import dev.rawtap.object.relocate.CompiledFor;
import dev.rawtap.syscall.Architecture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One run: load, open the readers, attach, let the command go, print until the end, detach, drain, report.
 *
 * <p>The readers are open before anything is attached, and the command waits until everything is: no event of it is
 * missed.
 */
final class Tracing {
    /** {@code bpf_trace_printk} and {@code bpf_trace_vprintk} (enum bpf_func_id, linux/bpf.h). */
    private static final List<Integer> PRINTING = List.of(6, 177);

    private final RunRequest request;
    private final Session session;
    private final Engine engine;

    private Tracing(RunRequest request, Session session, Engine engine) {
        this.request = request;
        this.session = session;
        this.engine = engine;
    }

    /** Does what {@code request} asks: the exit status. */
    static int run(RunRequest request, Session session) {
        if (request.verbose()) {
            session.errors().beVerbose();
        }
        ElfObject file = ObjectFiles.open(request.files());
        ObjectSpec object = file.spec();
        for (Map.Entry<String, String> value : request.values().entrySet()) {
            if (!isOption(object, value.getKey())) {
                object = GlobalValues.set(object, value.getKey(), value.getValue());
            }
        }
        if (request.verbose()) {
            object.notes().forEach(session.errors()::note);
        }
        try (Engine engine = session.engine().get()) {
            var types = new RecordTypes(
                    object, file::debugTypes, () -> engine.target().btf(), request.events());
            return new Tracing(request, session, engine).trace(object, types, file::debugTypes);
        }
    }

    private int trace(ObjectSpec object, RecordTypes types, Supplier<Optional<Btf>> debugTypes) {
        Optional<OutputFile> file = request.outputFile().map(OutputFile::open);
        request.pid().ifPresent(this::requireProcess);
        @Nullable
        ChildCommand child = request.command().isEmpty() ? null : engine.host().start(request.command());
        try (child;
                Loaded loaded = engine.load(object, options(object, child))) {
            warnOfOtherMachine(object, debugTypes);
            Output output = file.map(OutputFile::output).orElse(session.output());
            Report report = request.json() ? new JsonReport(output) : new TextReport(output, session.errors());
            int status = trace(loaded, types, child, report);
            output.flush();
            return status;
        }
    }

    /** What it prints would be wrong, or nothing. */
    private void warnOfOtherMachine(ObjectSpec object, Supplier<Optional<Btf>> debugTypes) {
        Architecture machine = engine.target().architecture();
        CompiledFor.other(object, debugTypes, machine).ifPresent(other -> {
            session.errors()
                    .note(
                            "%s was compiled for %s, and this is %s: it takes other numbers and registers for those of system calls"
                                    .formatted(object.name(), other, machine));
            session.errors().hint("compile it for this machine, with " + CompiledFor.option(machine));
        });
    }

    private void requireProcess(int pid) {
        if (!engine.host().processExists(pid)) {
            throw new InvalidInputException("no process " + pid, "list processes with: ps -e");
        }
    }

    private LoadOptions options(ObjectSpec object, @Nullable ChildCommand child) {
        ProcessFilter filter = child != null && request.commandOnly()
                ? new ProcessFilter.Tree(child.pid())
                : request.pid().isPresent()
                        ? new ProcessFilter.Only(request.pid().getAsInt())
                        : new ProcessFilter.All();
        return new LoadOptions(request.ledger(), filter, request.verbose(), options(object));
    }

    private static boolean isOption(ObjectSpec object, String name) {
        return object.externals().stream()
                .anyMatch(external -> external.kind() == ExternalSymbol.Kind.OPTION
                        && external.name().equals(name));
    }

    /** Those of the values that are options of the kernel, as lines of its configuration. */
    private Optional<String> options(ObjectSpec object) {
        return Optional.of(request.values().entrySet().stream()
                        .filter(value -> isOption(object, value.getKey()))
                        .map(value -> value.getKey() + "=" + value.getValue())
                        .collect(Collectors.joining("\n")))
                .filter(lines -> !lines.isEmpty());
    }

    private int trace(Loaded loaded, RecordTypes types, @Nullable ChildCommand child, Report report) {
        try (EventReader reader = loaded.read(sources(loaded, types, report))) {
            session.interruption().onRequest(reader::wake);
            int status;
            try (Links links = loaded.attach()) {
                announce(links, child);
                status = new Following(request, session, engine.host(), reader, report, child).run();
            } finally {
                session.interruption().onRequest(() -> {});
            }
            drain(reader);
            loaded.maps().forEach(map -> MapDump.of(map, loaded.spec()).ifPresent(report::map));
            VariableDump.of(loaded).ifPresent(report::variables);
            report.losses(loaded.losses());
            return status;
        }
    }

    private List<EventSource> sources(Loaded loaded, RecordTypes types, Report report) {
        List<EventSource> sources = new ArrayList<>();
        List<BpfMap> buffers =
                loaded.maps().stream().filter(RecordTypes::isBuffer).toList();
        request.events().keySet().forEach(name -> requireBuffer(loaded.map(name)));
        for (BpfMap map : buffers) {
            var decoding = new Decoding(map.spec(), types, report, buffers.size() > 1, session.errors()::note);
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

    /** What was written before the programs were detached. */
    private static void drain(EventReader reader) {
        while (reader.poll(Duration.ZERO) > 0) {
            // The handlers print.
        }
    }
}
