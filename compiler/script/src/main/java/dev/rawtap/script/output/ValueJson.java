package dev.rawtap.script.output;

import dev.rawtap.script.output.HistogramBuckets.Bucket;
import dev.rawtap.script.output.ScriptValue.Field;
import java.util.List;

/**
 * Values as JSON. Integers that a double does not hold exactly are strings, so that no reader rounds them. Text is valid
 * UTF-8 whatever its bytes are: those that are not become U+FFFD.
 */
final class ValueJson {
    private static final int DOUBLE_BITS = 53;
    private static final byte[] REPLACEMENT = {(byte) 0xef, (byte) 0xbf, (byte) 0xbd};

    private ValueJson() {}

    static void value(ScriptValue value, TextBuffer out) {
        switch (value) {
            case ScriptValue.Signed(long number) -> number(number, true, out);
            case ScriptValue.Unsigned(long number) -> number(number, false, out);
            case ScriptValue.Pointer(long address) -> number(address, false, out);
            case ScriptValue.Enumerator(String _, long number) -> number(number, true, out);
            case ScriptValue.Bool(boolean truth) -> out.put(truth ? "true" : "false");
            case ScriptValue.Text(byte[] bytes) -> string(bytes, 0, bytes.length, out);
            case ScriptValue.Bytes(byte[] bytes) -> bytes(bytes, out);
            case ScriptValue.Tuple(var elements) -> list(elements, out);
            case ScriptValue.Array(var elements) -> list(elements, out);
            case ScriptValue.Structure(var fields) -> structure(fields, out);
            case ScriptValue.Stack _, ScriptValue.Symbol _, ScriptValue.Inet _, ScriptValue.Mac _, ScriptValue.Time _ ->
                asText(value, out);
            case ScriptValue.Nothing() -> out.put("null");
            case ScriptValue.Average average -> number(average.average(), average.signed(), out);
            case ScriptValue.Statistics statistics -> statistics(statistics, out);
            case ScriptValue.LogHistogram _, ScriptValue.LinearHistogram _ -> histogram(value, 1, out);
            case ScriptValue.TimeSeries _ -> throw new IllegalArgumentException("needs the map's times: " + value);
        }
    }

    /** A key as one string. */
    static void key(ScriptValue key, TextBuffer out) {
        var text = new TextBuffer();
        ValueText.COMPACT.key(key, text);
        string(text, out);
    }

    static void histogram(ScriptValue histogram, long divisor, TextBuffer out) {
        out.put('[');
        String separator = "";
        for (Bucket bucket : HistogramBuckets.of(histogram, divisor)) {
            out.put(separator).put('{');
            if (!bucket.openBelow()) {
                number(bucket.lowest(), true, out.put("\"min\": "));
                out.put(", ");
            }
            if (!bucket.openAbove()) {
                number(bucket.highest(), true, out.put("\"max\": "));
                out.put(", ");
            }
            number(bucket.count(), false, out.put("\"count\": "));
            out.put('}');
            separator = ",";
        }
        out.put(']');
    }

    static void string(TextBuffer text, TextBuffer out) {
        string(text.array(), 0, text.length(), out);
    }

    static void string(String text, TextBuffer out) {
        string(new TextBuffer().put(text), out);
    }

    static void string(byte[] bytes, int start, int end, TextBuffer out) {
        out.put('"');
        int copied = start;
        int i = start;
        while (i < end) {
            byte each = bytes[i];
            int valid = each >= 0 ? (each < ' ' || each == '"' || each == '\\' ? -1 : 1) : sequence(bytes, i, end);
            if (valid < 0) {
                out.put(bytes, copied, i - copied);
                if (each < 0) {
                    out.put(REPLACEMENT);
                } else {
                    escape(each, out);
                }
                copied = i - valid;
            }
            i += Math.abs(valid);
        }
        out.put(bytes, copied, end - copied).put('"');
    }

    private static void escape(byte each, TextBuffer out) {
        switch (each) {
            case '"' -> out.put("\\\"");
            case '\\' -> out.put("\\\\");
            case '\n' -> out.put("\\n");
            case '\r' -> out.put("\\r");
            case '\t' -> out.put("\\t");
            default -> out.put("\\u00").hexadecimalByte(each);
        }
    }

    /**
     * Length of the UTF-8 sequence that begins at an index; when it is not one, minus the length of what cannot be the
     * beginning of a longer one (Unicode 17, section 3.9, maximal subparts).
     */
    private static int sequence(byte[] bytes, int at, int end) {
        int first = bytes[at] & 255;
        int length = first >= 0xc2 && first < 0xe0
                ? 2
                : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
        if (length == 0) {
            return -1;
        }
        int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        int most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        for (int i = 1; i < length; i++) {
            int next = at + i < end ? bytes[at + i] & 255 : 0;
            if (next < least || next > most) {
                return -i;
            }
            least = 0x80;
            most = 0xbf;
        }
        return length;
    }

    private static void number(long value, boolean signed, TextBuffer out) {
        long magnitude = signed && value < 0 ? -value : value;
        boolean exact = magnitude == 0
                || Long.SIZE - Long.numberOfLeadingZeros(magnitude) - Long.numberOfTrailingZeros(magnitude)
                        <= DOUBLE_BITS;
        if (!exact) {
            out.put('"');
        }
        ValueText.number(value, signed, out);
        if (!exact) {
            out.put('"');
        }
    }

    private static void asText(ScriptValue value, TextBuffer out) {
        var text = new TextBuffer();
        ValueText.SPACED.value(value, text);
        string(text, out);
    }

    private static void bytes(byte[] bytes, TextBuffer out) {
        out.put('[');
        for (int i = 0; i < bytes.length; i++) {
            out.put(i > 0 ? "," : "").unsigned(bytes[i] & 255);
        }
        out.put(']');
    }

    private static void list(List<ScriptValue> elements, TextBuffer out) {
        out.put('[');
        for (int i = 0; i < elements.size(); i++) {
            value(elements.get(i), out.put(i > 0 ? "," : ""));
        }
        out.put(']');
    }

    private static void structure(List<Field> fields, TextBuffer out) {
        out.put('{');
        for (int i = 0; i < fields.size(); i++) {
            string(fields.get(i).name(), out.put(i > 0 ? ", " : ""));
            value(fields.get(i).value(), out.put(": "));
        }
        out.put('}');
    }

    private static void statistics(ScriptValue.Statistics statistics, TextBuffer out) {
        boolean signed = statistics.signed();
        number(statistics.count(), false, out.put("{\"count\": "));
        number(statistics.average(), signed, out.put(", \"average\": "));
        number(statistics.total(), signed, out.put(", \"total\": "));
        out.put('}');
    }
}
