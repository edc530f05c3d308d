package dev.rawtap.script.output;

import dev.rawtap.base.Severity;
import dev.rawtap.contract.LossLedger;
import dev.rawtap.script.output.ScriptMap.Entry;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The text form: what a script prints goes to one sink, what is about the script to another. */
public final class TextOutput implements Output {
    private static final String GREEN = "\033[32m";
    private static final String RED = "\033[31m";
    private static final String YELLOW = "\033[33m";
    private static final String PLAIN = "\033[0m";

    private final Sink results;
    private final Sink messages;
    private final TimeSeriesText series;
    private final Set<Coloured> colours;
    private final TextBuffer buffer = new TextBuffer();

    /**
     * Output as text.
     *
     * @param results usually standard output
     * @param messages usually standard error
     * @param zone of the times of time series
     * @param colours what is coloured
     */
    public TextOutput(Sink results, Sink messages, ZoneId zone, Set<Coloured> colours) {
        this.colours = Set.copyOf(colours);
        this.results = results;
        this.messages = messages;
        this.series = new TimeSeriesText(zone);
    }

    @Override
    public void attached(int probes) {
        note(start().put("Attached ").unsigned(probes).put(probes == 1 ? " probe\n" : " probes\n"));
    }

    @Override
    public void pinned(String path) {
        results.write(start().put("Program pinned to ").put(path).put('\n'));
    }

    @Override
    public void printf(FormatString format, List<ScriptValue> arguments) {
        format.write(arguments, start());
        results.write(buffer);
    }

    @Override
    public void print(ScriptValue value) {
        writeValue(value, 1, start());
        results.write(buffer);
    }

    @Override
    public void print(ScriptMap map, int top, long divisor) {
        start();
        List<Entry> entries = MapOrder.sorted(map.entries(), top);
        long newest = TimeSeriesText.newest(map.entries());
        for (Entry entry : entries) {
            buffer.put(map.name());
            if (!entry.scalar()) {
                buffer.put('[');
                ValueText.SPACED.key(entry.key(), buffer);
                buffer.put(']');
            }
            buffer.put(':');
            switch (entry.value()) {
                case ScriptValue.LogHistogram _, ScriptValue.LinearHistogram _ -> {
                    HistogramText.write(entry.value(), divisor, buffer.put('\n'));
                    buffer.put('\n');
                }
                case ScriptValue.TimeSeries points -> {
                    series.write(points, newest, buffer.put('\n'));
                    buffer.put('\n');
                }
                case ScriptValue value -> writeValue(value, divisor, buffer.put(' '));
            }
        }
        results.write(buffer);
    }

    private void writeValue(ScriptValue value, long divisor, TextBuffer out) {
        switch (value) {
            case ScriptValue.LogHistogram _, ScriptValue.LinearHistogram _ -> HistogramText.write(value, divisor, out);
            case ScriptValue.TimeSeries points ->
                series.write(
                        points,
                        points.points().isEmpty()
                                ? 0
                                : points.points().getLast().start(),
                        out);
            case ScriptValue other -> {
                ValueText.SPACED.value(Division.of(other, divisor), out);
                out.put('\n');
            }
        }
    }

    @Override
    public void time(String text) {
        results.write(start().put(text));
    }

    @Override
    public void join(List<ScriptValue.Text> parts, String delimiter) {
        start();
        for (int i = 0; i < parts.size(); i++) {
            buffer.put(i > 0 ? delimiter : "").put(parts.get(i).bytes());
        }
        results.write(buffer.put('\n'));
    }

    @Override
    public void cat(byte[] content) {
        results.write(start().put(content));
    }

    @Override
    public void system(byte[] output) {
        results.write(start().put(output).put('\n'));
    }

    @Override
    public void message(Severity severity, SourcePlace place, FormatString format, List<ScriptValue> arguments) {
        format.write(arguments, begin(severity, place));
        if (buffer.length() > 0 && buffer.array()[buffer.length() - 1] == '\n') {
            buffer.truncate(buffer.length() - 1);
        }
        note(endHead());
    }

    @Override
    public void helperFailed(SourcePlace place, String helper, long result) {
        begin(Severity.WARNING, place).put(HelperText.of(helper, result)).put('\n');
        buffer.put("Additional Info - helper: ").put(helper).put(", retcode: ").signed(result);
        place.showTo(endHead());
        note(buffer);
    }

    @Override
    public void runtimeWarning(SourcePlace place, String message) {
        begin(Severity.WARNING, place).put(message);
        place.showTo(endHead());
        note(buffer);
    }

    @Override
    public void assertionFailed(SourcePlace place, String message) {
        begin(Severity.ERROR, place).put("assert failed: ").put(message);
        place.showTo(endHead());
        note(buffer);
    }

    @Override
    public void failed(String message) {
        begin(Severity.ERROR).put(message);
        note(endHead());
    }

    @Override
    public void warned(String message) {
        note(start().put("WARNING: ").put(message).put('\n'));
    }

    @Override
    public void lost(long events) {
        note(start().put("Lost ").unsigned(events).put(" events\n"));
    }

    @Override
    public void lostInTotal(long events) {
        begin(Severity.WARNING).put("Total lost event count: ").unsigned(events);
        note(endHead());
    }

    @Override
    public void losses(LossLedger losses, Set<String> partlyTold) {
        for (LossLedger.Loss loss : losses.losses()) {
            if (loss.kind().isEvents()) {
                // These were told as lost events.
                continue;
            }
            begin(Severity.WARNING)
                    .put("lost ")
                    .unsigned(loss.count())
                    .put(partlyTold.contains(loss.place()) ? " more: " : ": ")
                    .put(loss.kind().text());
            buffer.put(" (").put(loss.place()).put(")");
            endHead();
            if (loss.kind() == LossLedger.Kind.MAP_UPDATE) {
                buffer.put("HINT: if the map is full, increase max_map_keys in config or the size in its declaration, ")
                        .put("such as `let @a = hash(5000)`\n");
            }
            note(buffer);
        }
    }

    @Override
    public void notShown(SourcePlace place, String warning, long count) {
        begin(Severity.WARNING, place)
                .unsigned(count)
                .put(" more that are not shown: ")
                .put(warning);
        place.showTo(endHead());
        note(buffer);
    }

    @Override
    public void testing(int tests) {
        start();
        results.write(
                label("[==========]", GREEN).put("Running ").unsigned(tests).put(" tests.\n"));
    }

    @Override
    public void tested(TestResult result) {
        start();
        label("[ RUN      ]", GREEN).put(result.name()).put('\n');
        if (!result.passed()) {
            endLine(buffer.put(result.output()));
            label("[  FAILED  ]", RED);
        } else {
            label("[       OK ]", GREEN);
        }
        duration(result.duration(), buffer.put(result.name()).put(" ("));
        results.write(buffer.put(")\n"));
    }

    @Override
    public void testedAll(List<TestResult> tests) {
        List<TestResult> failed = tests.stream().filter(each -> !each.passed()).toList();
        start();
        counted("[==========]", GREEN, tests.size()).put(" ran.\n");
        counted("[  PASSED  ]", GREEN, tests.size() - failed.size()).put(".\n");
        if (!failed.isEmpty()) {
            counted("[  FAILED  ]", RED, failed.size()).put(", listed below:\n");
            failed.forEach(each -> label("[  FAILED  ]", RED).put(each.name()).put('\n'));
        }
        results.write(buffer);
    }

    private TextBuffer counted(String label, String colour, int tests) {
        return label(label, colour).unsigned(tests).put(tests == 1 ? " test" : " tests");
    }

    private TextBuffer label(String label, String colour) {
        if (colours.contains(Coloured.TESTS)) {
            buffer.put(colour).put(label).put(PLAIN);
        } else {
            buffer.put(label);
        }
        return buffer.put(' ');
    }

    @Override
    public void measured(List<Measurement> measurements) {
        start();
        row("Benchmark", "Time(ns)", "Iterations");
        buffer.fill('-', 66).put('\n');
        for (Measurement each : measurements) {
            row(each.name(), Long.toString(each.average()), Long.toString(each.iterations()));
        }
        results.write(buffer);
    }

    private void row(String name, String time, String iterations) {
        buffer.put(name).fill(' ', 41 - name.length());
        buffer.put(time).fill(' ', 15 - time.length()).put(iterations).put('\n');
    }

    @Override
    public void end(List<ScriptMap> maps) {
        results.write(start().put("\n\n"));
        maps.stream().sorted(Comparator.comparing(ScriptMap::name)).forEach(map -> print(map, 0, 1));
    }

    @Override
    public void caughtUp() {
        results.caughtUp();
        messages.caughtUp();
    }

    @Override
    public void flush() {
        results.flush();
        messages.flush();
    }

    /** What was printed before a message is seen before it. */
    private void note(TextBuffer text) {
        results.caughtUp();
        messages.write(text);
        messages.flush();
    }

    /** Begins a message about the script. */
    private TextBuffer begin(Severity severity) {
        beginHead(severity);
        return buffer.put(severity.name()).put(": ");
    }

    private TextBuffer begin(Severity severity, SourcePlace place) {
        place.writeTo(beginHead(severity));
        return buffer.put(": ").put(severity.name()).put(": ");
    }

    private TextBuffer beginHead(Severity severity) {
        start();
        return colours.contains(Coloured.MESSAGES) ? buffer.put(severity == Severity.ERROR ? RED : YELLOW) : buffer;
    }

    /** Ends the coloured part of a message and its line. */
    private TextBuffer endHead() {
        return (colours.contains(Coloured.MESSAGES) ? buffer.put(PLAIN) : buffer).put('\n');
    }

    private TextBuffer start() {
        buffer.clear();
        return buffer;
    }

    private static void endLine(TextBuffer text) {
        if (text.length() > 0 && text.array()[text.length() - 1] != '\n') {
            text.put('\n');
        }
    }

    private static void duration(long nanoseconds, TextBuffer out) {
        if (nanoseconds < 1_000) {
            out.unsigned(nanoseconds).put(" ns");
        } else if (nanoseconds < 1_000_000) {
            out.unsigned(nanoseconds / 1_000).put(" μs");
        } else {
            out.unsigned(nanoseconds / 1_000_000).put(" ms");
        }
    }
}
