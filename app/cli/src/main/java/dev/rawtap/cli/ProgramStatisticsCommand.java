package dev.rawtap.cli;

import dev.rawtap.cli.loaded.Inventory;
import dev.rawtap.cli.loaded.LoadedObjects;
import dev.rawtap.cli.loaded.ObjectView;
import dev.rawtap.cli.loaded.Selection;
import dev.rawtap.contract.Engine;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kernel.KernelObjects.ProgramEntry;
import dev.rawtap.kernel.RunStatistics;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code rawtap prog stats}: how often programs run and how long, interval by interval. */
final class ProgramStatisticsCommand implements Command {
    private static final String HEADING = "%-8s %6s %-20s %10s %7s %7s %10s%n"
            .formatted("TIME", "ID", "NAME", "RUNS", "NS/RUN", "MISSED", "EVENTS/S");

    /** One program in one interval. */
    private record Interval(
            ProgramEntry program, String name, long runs, long nanoseconds, long misses, double perSecond) {
        long nanosecondsEach() {
            return runs == 0 ? 0 : nanoseconds / runs;
        }
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("prog stats");
        spec.usageMessage()
                .description("Count runs, their time and missed events, until Ctrl-C.")
                .customSynopsis("rawtap prog stats [OPTIONS] [ID|NAME|PATH]...")
                .footer(
                        "",
                        "While this runs, the kernel takes about 50 ns more for each run of any program.",
                        "Without names, every program that ran in an interval has a line. MISSED are",
                        "events that came while the program was running on that CPU already.",
                        "",
                        "Example:",
                        "  rawtap prog stats -i 2 -n 5 unlinkat");
        return spec.addOption(
                        Options.option("TIME", "Seconds between lines, 1 by default; also 500ms.", "-i", "--interval"))
                .addOption(Options.option("COUNT", "Stop after so many intervals.", "-n", "--count"))
                .addOption(Options.flag("Print one JSON object a line.", "--json"))
                .addPositional(PositionalParamSpec.builder()
                        .index("0..*")
                        .arity("0..*")
                        .paramLabel("ID|NAME|PATH")
                        .type(String[].class)
                        .description("Which programs.")
                        .build());
    }

    @Override
    public int run(ParseResult arguments, Session session) {
        Duration interval = Durations.parse(arguments.matchedOptionValue("-i", "1"));
        int count = Numbers.option("-n", 1, arguments).orElse(Integer.MAX_VALUE);
        boolean json = arguments.matchedOptionValue("--json", false);
        String[] which = arguments.matchedPositionalValue(0, new String[0]);
        try (Engine opened = session.engine().get()) {
            KernelEngine engine = LoadedObjects.kernel(opened);
            Set<Integer> wanted = wanted(which, engine);
            try (RunStatistics _ = engine.keepStatistics()) {
                if (!json) {
                    session.output().print(HEADING).flush();
                }
                watch(engine, wanted, interval, count, json, session);
            }
        }
        return 0;
    }

    /** Ids, so that a program that goes and one that comes with its name are not mixed; empty for all. */
    private static Set<Integer> wanted(String[] which, KernelEngine engine) {
        ObjectView<ProgramEntry> view = ObjectView.programs(new Inventory(engine));
        return List.of(which).stream()
                .flatMap(text -> Selection.of(text, view).stream())
                .map(ProgramEntry::id)
                .collect(Collectors.toSet());
    }

    private static void watch(
            KernelEngine engine, Set<Integer> wanted, Duration interval, int count, boolean json, Session session) {
        Map<Integer, String> names = new HashMap<>();
        Map<Integer, ProgramEntry> before = snapshot(engine, wanted);
        long then = System.nanoTime();
        for (int i = 0; i < count; i++) {
            boolean stop = session.interruption().await(interval);
            Map<Integer, ProgramEntry> now = snapshot(engine, wanted);
            long moment = System.nanoTime();
            double seconds = (moment - then) / 1e9;
            var inventory = new Inventory(engine);
            for (ProgramEntry program : now.values()) {
                String name = names.computeIfAbsent(program.id(), _ -> inventory.name(program));
                Interval one = difference(Optional.ofNullable(before.get(program.id())), program, name, seconds);
                if (!wanted.isEmpty() || one.runs() > 0 || one.misses() > 0) {
                    print(one, json, session.output());
                }
            }
            session.output().flush();
            if (stop || (!wanted.isEmpty() && now.isEmpty())) {
                return;
            }
            before = now;
            then = moment;
        }
    }

    private static Map<Integer, ProgramEntry> snapshot(KernelEngine engine, Set<Integer> wanted) {
        List<ProgramEntry> programs = new ArrayList<>();
        if (wanted.isEmpty()) {
            programs.addAll(engine.objects().programs());
        } else {
            wanted.forEach(id -> engine.objects().program(id).ifPresent(programs::add));
        }
        return programs.stream().collect(Collectors.toMap(ProgramEntry::id, program -> program));
    }

    /** A program that was not there before has run since its load. */
    private static Interval difference(Optional<ProgramEntry> before, ProgramEntry now, String name, double seconds) {
        long runs = now.runs() - before.map(ProgramEntry::runs).orElse(0L);
        long nanoseconds =
                now.nanoseconds() - before.map(ProgramEntry::nanoseconds).orElse(0L);
        long misses = now.recursionMisses()
                - before.map(ProgramEntry::recursionMisses).orElse(0L);
        return new Interval(now, name, runs, nanoseconds, misses, runs / seconds);
    }

    private static void print(Interval one, boolean asJson, Output output) {
        LocalTime time = LocalTime.now(ZoneId.systemDefault());
        if (!asJson) {
            output.print(String.format(
                    Locale.ROOT,
                    "%-8tT %6d %-20s %10d %7d %7d %10.1f%n",
                    time,
                    one.program().id(),
                    one.name(),
                    one.runs(),
                    one.nanosecondsEach(),
                    one.misses(),
                    one.perSecond()));
            return;
        }
        JsonLines.print(output, json -> {
            json.writeStartObject();
            json.writeStringProperty("time", "%tT".formatted(time));
            json.writeNumberProperty("id", one.program().id());
            json.writeStringProperty("name", one.name());
            json.writeNumberProperty("runs", one.runs());
            json.writeNumberProperty("run_ns", one.nanoseconds());
            json.writeNumberProperty("ns_per_run", one.nanosecondsEach());
            json.writeNumberProperty("recursion_misses", one.misses());
            json.writeNumberProperty("runs_per_second", one.perSecond());
            json.writeEndObject();
        });
    }
}
