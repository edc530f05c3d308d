package dev.rawtap.script.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;

/**
 * What bpftrace printed, from conformance/script/output, where a script made it. Bytes are kept as ISO 8859-1 text. A section
 * {@code ours text} or {@code ours json} stands for what bpftrace gets wrong, with the reason behind a colon.
 */
final class Golden {
    private final Map<String, Map<String, String>> cases = new LinkedHashMap<>();
    private final List<DynamicTest> tests = new ArrayList<>();

    Golden(String file) {
        Path path = Path.of(System.getProperty("rawtap.root"), "conformance/script/output", file);
        try {
            read(Files.readString(path, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(String content) {
        Map<String, String> sections = Map.of();
        String section = "";
        for (String line : content.split("(?<=\n)")) {
            if (line.startsWith("== ")) {
                sections = new LinkedHashMap<>();
                String name = new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
                cases.put(name.substring(3).strip(), sections);
            } else if (line.startsWith("-- ")) {
                section = line.substring(3).strip().replaceFirst(":.*", "");
                sections.put(section, "");
            } else if (line.equals("\\ no line feed\n")) {
                sections.computeIfPresent(section, (_, body) -> body.substring(0, body.length() - 1));
            } else {
                sections.merge(section, line, String::concat);
            }
        }
    }

    /** A case whose script does the same whatever the form. */
    Golden expect(String name, Consumer<Output> script) {
        return expectText(name, script).expectJson(name, script);
    }

    Golden expectText(String name, Consumer<Output> script) {
        tests.add(DynamicTest.dynamicTest(name + ": text", () -> check(name, "text", script)));
        return this;
    }

    Golden expectJson(String name, Consumer<Output> script) {
        tests.add(DynamicTest.dynamicTest(name + ": json", () -> check(name, "json", script)));
        return this;
    }

    List<DynamicTest> tests() {
        return tests;
    }

    /** The names of the cases in the file. */
    Set<String> names() {
        return cases.keySet();
    }

    /** The first time in the text of a case: when that script ran. */
    String clock(String name) {
        return first("[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]+", cases.get(name).get("text"));
    }

    /** The first time in the JSON of a case. */
    String start(String name) {
        return first("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:.]+", cases.get(name).get("json"));
    }

    private static String first(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .findFirst()
                .orElseThrow()
                .group();
    }

    private void check(String name, String form, Consumer<Output> script) {
        Map<String, String> sections = cases.get(name);
        assertThat(sections).as("case %s", name).isNotNull();
        var results = new ByteArrayOutputStream();
        var messages = new ByteArrayOutputStream();
        Output output = output(form, results, messages);
        if (form.equals("json") && sections.get("json").startsWith("{\"type\": \"attached_probes")) {
            output.attached(1);
        }
        script.accept(output);
        output.flush();
        assertThat(lines(results)).isEqualTo(lines(sections.getOrDefault("ours " + form, sections.get(form))));
        String errors = sections.getOrDefault(form.equals("text") ? "errors" : "errors json", "");
        assertThat(lines(messages)).isEqualTo(lines(errors));
    }

    static Output output(String form, ByteArrayOutputStream results, ByteArrayOutputStream messages) {
        var first = new Sink(results, Buffering.LINE);
        var second = new Sink(messages, Buffering.LINE);
        return form.equals("json")
                ? new JsonOutput(first, second, ZoneOffset.UTC)
                : new TextOutput(first, second, ZoneOffset.UTC, Set.of(Coloured.TESTS));
    }

    private static List<String> lines(ByteArrayOutputStream bytes) {
        return lines(bytes.toString(StandardCharsets.ISO_8859_1));
    }

    private static List<String> lines(String text) {
        return Arrays.asList(text.split("(?<=\n)"));
    }

    static ScriptValue number(long value) {
        return new ScriptValue.Signed(value);
    }

    static ScriptValue unsigned(long value) {
        return new ScriptValue.Unsigned(value);
    }

    static ScriptValue pointer(long address) {
        return new ScriptValue.Pointer(address);
    }

    static ScriptValue bool(boolean truth) {
        return new ScriptValue.Bool(truth);
    }

    static ScriptValue text(String text) {
        return ScriptValue.Text.of(text);
    }

    static ScriptValue bytes(int... bytes) {
        return new ScriptValue.Bytes(array(bytes));
    }

    static byte[] array(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static ScriptValue enumerator(String name, long number) {
        return new ScriptValue.Enumerator(name, number);
    }

    static ScriptValue tuple(ScriptValue... elements) {
        return new ScriptValue.Tuple(List.of(elements));
    }

    static ScriptValue array(ScriptValue... elements) {
        return new ScriptValue.Array(List.of(elements));
    }

    static ScriptValue.Field field(String name, ScriptValue value) {
        return new ScriptValue.Field(name, value);
    }

    static ScriptValue struct(ScriptValue.Field... fields) {
        return new ScriptValue.Structure(List.of(fields));
    }

    static ScriptValue average(long... values) {
        return new ScriptValue.Average(values.length, Arrays.stream(values).sum(), true);
    }

    static ScriptValue statistics(long... values) {
        return new ScriptValue.Statistics(values.length, Arrays.stream(values).sum(), true);
    }

    static ScriptValue histogram(int bits, long... values) {
        long[] counts = new long[LogBuckets.count(bits)];
        for (long value : values) {
            counts[LogBuckets.of(value, bits)]++;
        }
        return new ScriptValue.LogHistogram(bits, counts);
    }

    static ScriptValue linear(long minimum, long maximum, long step, long... values) {
        var empty = new ScriptValue.LinearHistogram(minimum, maximum, step, new long[0]);
        long[] counts = new long[empty.overflow() + 1];
        for (long value : values) {
            counts[empty.bucket(value)]++;
        }
        return new ScriptValue.LinearHistogram(minimum, maximum, step, counts);
    }

    static ScriptMap scalar(String name, ScriptValue value) {
        return ScriptMap.scalar(name, value);
    }

    /** A map of keys and values in turn. */
    static ScriptMap map(String name, ScriptValue... keysAndValues) {
        var entries = new ArrayList<ScriptMap.Entry>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            entries.add(new ScriptMap.Entry(keysAndValues[i], keysAndValues[i + 1]));
        }
        return new ScriptMap(name, entries);
    }

    static FormatString format(String format) {
        return (FormatString) FormatString.parse(format);
    }

    /** A string of any bytes. */
    static ScriptValue raw(int... bytes) {
        return new ScriptValue.Text(array(bytes));
    }

    static Consumer<Output> print(ScriptValue... values) {
        return output -> Arrays.stream(values).forEach(output::print);
    }

    static Consumer<Output> print(ScriptMap map, int top, long divisor) {
        return output -> output.print(map, top, divisor);
    }

    static Consumer<Output> printf(String format, ScriptValue... arguments) {
        return output -> output.printf(format(format), List.of(arguments));
    }

    static Consumer<Output> end(ScriptMap... maps) {
        return output -> output.end(List.of(maps));
    }
}
