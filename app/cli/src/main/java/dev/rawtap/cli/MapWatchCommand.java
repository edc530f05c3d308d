package dev.rawtap.cli;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.btf.value.ValueDecoder;
import dev.rawtap.btf.value.ValueJson;
import dev.rawtap.btf.value.ValueSink;
import dev.rawtap.btf.value.ValueText;
import dev.rawtap.cli.loaded.LoadedObjects;
import dev.rawtap.contract.Engine;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code rawtap map watch}: how fast the counters in a map grow, interval by interval. */
final class MapWatchCommand implements Command {
    /** One entry that changed. */
    private record Change(byte[] key, long value, long difference, double perSecond) {}

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("map watch");
        spec.usageMessage()
                .description("Print how fast counters in a map grow, until Ctrl-C.")
                .customSynopsis("rawtap map watch [OPTIONS] ID|NAME|PATH")
                .footer("", "Entries that changed, the fastest first; values of all CPUs are added up.");
        return spec.addOption(
                        Options.option("TIME", "Seconds between looks, 1 by default; also 500ms.", "-i", "--interval"))
                .addOption(Options.option("COUNT", "Stop after so many intervals.", "-n", "--count"))
                .addOption(Options.flag("Print one JSON object a line.", "--json"))
                .addPositional(Options.operand("ID|NAME|PATH", "Which map."));
    }

    @Override
    public int run(ParseResult arguments, Session session) {
        Duration interval = Durations.parse(arguments.matchedOptionValue("-i", "1"));
        int count = Numbers.option("-n", 1, arguments).orElse(Integer.MAX_VALUE);
        boolean json = arguments.matchedOptionValue("--json", false);
        try (Engine engine = session.engine().get();
                MapReading map = MapReading.of(arguments.matchedPositionalValue(0, ""), LoadedObjects.kernel(engine))) {
            if (!map.hasNumbers()) {
                throw new InvalidInputException(
                        "values of map '%s' are no numbers but %s"
                                .formatted(map.spec().name(), map.valueType()),
                        "see them by: rawtap map dump");
            }
            watch(map, interval, count, json, session);
        }
        return 0;
    }

    private static void watch(MapReading map, Duration interval, int count, boolean json, Session session) {
        Map<ByteBuffer, Long> before = totals(map.read(false));
        long then = System.nanoTime();
        for (int i = 0; i < count; i++) {
            boolean stop = session.interruption().await(interval);
            MapDump now = map.read(false);
            long moment = System.nanoTime();
            double seconds = (moment - then) / 1e9;
            for (Change change : changes(before, now, seconds)) {
                session.output().print(json ? json(now, change) : text(now, change));
            }
            session.output().flush();
            if (stop) {
                return;
            }
            before = totals(now);
            then = moment;
        }
    }

    private static Map<ByteBuffer, Long> totals(MapDump dump) {
        var totals = new HashMap<ByteBuffer, Long>();
        dump.entries()
                .forEach(entry ->
                        totals.put(ByteBuffer.wrap(entry.key()), entry.total().orElse(0L)));
        return totals;
    }

    private static List<Change> changes(Map<ByteBuffer, Long> before, MapDump now, double seconds) {
        return now.entries().stream()
                .map(entry -> {
                    long value = entry.total().orElse(0L);
                    long difference = value - before.getOrDefault(ByteBuffer.wrap(entry.key()), 0L);
                    return new Change(entry.key(), value, difference, difference / seconds);
                })
                .filter(change -> change.difference() != 0)
                .sorted(Comparator.comparingLong(Change::difference).reversed())
                .toList();
    }

    private static String time() {
        return "%tT".formatted(LocalTime.now(ZoneId.systemDefault()));
    }

    private static String text(MapDump map, Change change) {
        var line = new StringBuilder(time()).append(' ').append(map.name()).append('[');
        append(map.key(), change.key(), new ValueText(line));
        return line.append(String.format(Locale.ROOT, "] = %d  %+.1f/s%n", change.value(), change.perSecond()))
                .toString();
    }

    private static void append(ValueDecoder type, byte[] bytes, ValueSink sink) {
        type.decode(MemorySegment.ofArray(bytes), 0, bytes.length, sink);
    }

    private static String json(MapDump map, Change change) {
        var line = new StringBuilder("{\"time\":\"").append(time()).append("\",\"key\":");
        append(map.key(), change.key(), new ValueJson(line));
        return line.append(String.format(
                        Locale.ROOT,
                        ",\"value\":%d,\"difference\":%d,\"per_second\":%.1f}%n",
                        change.value(),
                        change.difference(),
                        change.perSecond()))
                .toString();
    }
}
