package dev.rawtap.script.output;

import dev.rawtap.base.Severity;
import dev.rawtap.contract.LossLedger;
import dev.rawtap.script.output.ScriptMap.Entry;
import dev.rawtap.script.output.ScriptValue.Point;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The JSON form: one object a line with {@code type} and {@code data}, all of them valid JSON in UTF-8. */
public final class JsonOutput implements Output {
    private final Sink results;
    private final Sink messages;
    private final TimeSeriesText series;
    private final TextBuffer buffer = new TextBuffer();
    private final TextBuffer text = new TextBuffer();

    /**
     * Output as JSON.
     *
     * @param results usually standard output
     * @param messages usually standard error; what is no event of the script goes there
     * @param zone of the times of time series
     */
    public JsonOutput(Sink results, Sink messages, ZoneId zone) {
        this.results = results;
        this.messages = messages;
        this.series = new TimeSeriesText(zone);
    }

    @Override
    public void attached(int probes) {
        counted("attached_probes", "probes", probes);
    }

    @Override
    public void pinned(String path) {
        buffer.clear();
        note(buffer.put("Program pinned to ").put(path).put('\n'));
    }

    @Override
    public void printf(FormatString format, List<ScriptValue> arguments) {
        text.clear();
        format.write(arguments, text);
        string("printf");
    }

    @Override
    public void print(ScriptValue value) {
        start(type(value, "value"));
        writeValue(value, newest(value), 1);
        end();
    }

    @Override
    public void print(ScriptMap map, int top, long divisor) {
        if (map.entries().isEmpty()) {
            empty(map);
            return;
        }
        List<Entry> entries = MapOrder.sorted(map.entries(), top);
        long newest = TimeSeriesText.newest(map.entries());
        start(type(entries.getFirst().value(), "map"));
        ValueJson.string(map.name(), buffer.put('{'));
        buffer.put(": ");
        if (entries.getFirst().scalar()) {
            writeValue(entries.getFirst().value(), newest, divisor);
        } else {
            String separator = "{";
            for (Entry entry : entries) {
                ValueJson.key(entry.key(), buffer.put(separator));
                buffer.put(": ");
                writeValue(entry.value(), newest, divisor);
                separator = ", ";
            }
            buffer.put('}');
        }
        buffer.put('}');
        end();
    }

    private void empty(ScriptMap map) {
        if (map.averages()) {
            start("stats");
            ValueJson.string(map.name(), buffer.put('{'));
            buffer.put(": {}}");
            end();
        }
    }

    private static String type(ScriptValue value, String otherwise) {
        return switch (value) {
            case ScriptValue.Average _, ScriptValue.Statistics _ -> otherwise.equals("map") ? "stats" : otherwise;
            case ScriptValue.LogHistogram _, ScriptValue.LinearHistogram _ -> "hist";
            case ScriptValue.TimeSeries _ -> "tseries";
            case ScriptValue _ -> otherwise;
        };
    }

    private static long newest(ScriptValue value) {
        return value instanceof ScriptValue.TimeSeries points
                        && !points.points().isEmpty()
                ? points.points().getLast().start()
                : 0;
    }

    private void writeValue(ScriptValue value, long newest, long divisor) {
        switch (value) {
            case ScriptValue.LogHistogram _, ScriptValue.LinearHistogram _ ->
                ValueJson.histogram(value, divisor, buffer);
            case ScriptValue.TimeSeries points -> writeSeries(points, newest);
            case ScriptValue other -> ValueJson.value(Division.of(other, divisor), buffer);
        }
    }

    private void writeSeries(ScriptValue.TimeSeries points, long newest) {
        String separator = "[";
        for (Point point : TimeSeriesText.shown(points, newest)) {
            buffer.put(separator).put("{\"interval_start\":\"").put(series.timestamp(point.start()));
            ValueText.number(point.value(), points.signed(), buffer.put("\",\"value\":"));
            buffer.put('}');
            separator = ",";
        }
        buffer.put(separator.equals("[") ? "[]" : "]");
    }

    @Override
    public void time(String time) {
        text.clear();
        text.put(time);
        string("time");
    }

    @Override
    public void join(List<ScriptValue.Text> parts, String delimiter) {
        text.clear();
        for (int i = 0; i < parts.size(); i++) {
            text.put(i > 0 ? delimiter : "").put(parts.get(i).bytes());
        }
        string("join");
    }

    @Override
    public void cat(byte[] content) {
        text.clear();
        text.put(content);
        string("cat");
    }

    @Override
    public void system(byte[] output) {
        text.clear();
        text.put(output);
        string("syscall");
    }

    @Override
    public void message(Severity severity, SourcePlace place, FormatString format, List<ScriptValue> arguments) {
        text.clear();
        format.write(arguments, text);
        startMessage(severity == Severity.ERROR ? "errorf" : "warnf");
        place(place);
    }

    @Override
    public void helperFailed(SourcePlace place, String helper, long result) {
        text.clear();
        text.put(ErrorText.ofLibrary(result));
        startMessage("helper_error");
        ValueJson.string(helper, buffer.put(", \"helper\": "));
        buffer.put(", \"retcode\": ").signed(result);
        place(place);
    }

    @Override
    public void notShown(SourcePlace place, String warning, long count) {
        text.clear();
        text.put(warning);
        startMessage("warnings_not_shown");
        buffer.put(", \"count\": ").unsigned(count);
        place(place);
    }

    @Override
    public void runtimeWarning(SourcePlace place, String message) {
        text.clear();
        text.put(message);
        startMessage("runtime_error");
        place(place);
    }

    @Override
    public void assertionFailed(SourcePlace place, String message) {
        text.clear();
        text.put("assert failed: ").put(message);
        startMessage("errorf");
        place(place);
    }

    @Override
    public void failed(String message) {
        buffer.clear();
        note(buffer.put("ERROR: ").put(message).put('\n'));
    }

    @Override
    public void warned(String message) {
        buffer.clear();
        note(buffer.put("WARNING: ").put(message).put('\n'));
    }

    @Override
    public void lost(long events) {
        counted("lost_events", "events", events);
    }

    @Override
    public void lostInTotal(long events) {
        buffer.clear();
        messages.write(
                buffer.put("WARNING: Total lost event count: ").unsigned(events).put('\n'));
        messages.flush();
    }

    @Override
    public void losses(LossLedger losses, Set<String> partlyTold) {
        start("losses");
        String between = "[";
        for (LossLedger.Loss loss : losses.losses()) {
            buffer.put(between).put("{\"kind\": ");
            text.clear();
            ValueJson.string(text.put(loss.kind().text()), buffer);
            buffer.put(", \"place\": ");
            text.clear();
            ValueJson.string(text.put(loss.place()), buffer);
            buffer.put(", \"count\": ").unsigned(loss.count()).put('}');
            between = ",";
        }
        buffer.put(']');
        end();
    }

    @Override
    public void testing(int tests) {
        // The results say it all.
    }

    @Override
    public void tested(TestResult result) {
        start("test_result");
        ValueJson.string(result.name(), buffer.put('{'));
        buffer.put(": {\"duration\": ").unsigned(result.duration());
        buffer.put(", \"passed\": ").put(result.passed() ? "true" : "false").put(", \"output\": ");
        ValueJson.string(result.output(), 0, result.output().length, buffer);
        buffer.put("}}");
        end();
    }

    @Override
    public void testedAll(List<TestResult> tests) {
        // Each result was an object of its own.
    }

    @Override
    public void measured(List<Measurement> measurements) {
        for (Measurement each : measurements) {
            start("benchmark_result");
            ValueJson.string(each.name(), buffer.put('{'));
            buffer.put(": {\"average\": ").unsigned(each.average());
            buffer.put(", \"iters\": ").unsigned(each.iterations()).put("}}");
            end();
        }
    }

    @Override
    public void end(List<ScriptMap> maps) {
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

    private void note(TextBuffer line) {
        results.caughtUp();
        messages.write(line);
        messages.flush();
    }

    private void counted(String type, String what, long count) {
        buffer.clear();
        buffer.put("{\"type\": \"").put(type).put("\", \"count\": ").unsigned(count);
        buffer.put(", \"data\": {\"").put(what).put("\": ").unsigned(count).put("}");
        end();
    }

    /** An object whose data is the text that was put together. */
    private void string(String type) {
        start(type);
        ValueJson.string(text, buffer);
        end();
    }

    private void startMessage(String type) {
        buffer.clear();
        ValueJson.string(text, buffer.put("{\"type\": \"").put(type).put("\", \"msg\": "));
    }

    private void place(SourcePlace place) {
        ValueJson.string(place.source(), buffer.put(", \"filename\": "));
        buffer.put(", \"line\": ").unsigned(place.line()).put(", \"col\": ").unsigned(place.column());
        end();
    }

    private void start(String type) {
        buffer.clear();
        buffer.put("{\"type\": \"").put(type).put("\", \"data\": ");
    }

    private void end() {
        results.write(buffer.put("}\n"));
    }
}
