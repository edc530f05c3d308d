package dev.rawtap.script.output;

import dev.rawtap.script.output.ScriptValue.Field;
import java.util.List;

/**
 * Values as text. {@link #SPACED} is what text output shows. {@link #COMPACT} is for keys in JSON, where one string holds a
 * whole key: no space after separators, no indentation of frames; spaces within values stay.
 */
enum ValueText {
    SPACED(", ", " = ", " ", "        "),
    COMPACT(",", "=", "", "");

    private final String comma;
    private final String equal;
    private final String brace;
    private final String indentation;

    ValueText(String comma, String equal, String brace, String indentation) {
        this.comma = comma;
        this.equal = equal;
        this.brace = brace;
        this.indentation = indentation;
    }

    /** A key: the elements of a tuple without parentheses around them. */
    void key(ScriptValue key, TextBuffer out) {
        if (key instanceof ScriptValue.Tuple(var elements)) {
            list(elements, comma, out);
        } else {
            value(key, out);
        }
    }

    /** Any value but histograms and time series, which are no one-line text. */
    void value(ScriptValue value, TextBuffer out) {
        switch (value) {
            case ScriptValue.Signed(long number) -> out.signed(number);
            case ScriptValue.Unsigned(long number) -> out.unsigned(number);
            case ScriptValue.Pointer(long address) -> out.put("0x").hexadecimal(address, false);
            case ScriptValue.Bool(boolean truth) -> out.put(truth ? "true" : "false");
            case ScriptValue.Enumerator(String name, long _) -> out.put(name);
            case ScriptValue.Text(byte[] bytes) -> out.put(bytes);
            case ScriptValue.Bytes(byte[] bytes) -> escaped(bytes, out);
            case ScriptValue.Tuple(var elements) ->
                list(elements, comma, out.put('(')).put(')');
            case ScriptValue.Array(var elements) ->
                list(elements, ",", out.put('[')).put(']');
            case ScriptValue.Structure(var fields) -> structure(fields, out);
            case ScriptValue.Stack(StackMode mode, var frames) -> stack(mode, frames, out);
            case ScriptValue.Symbol(long _, String text) -> out.put(text);
            case ScriptValue.Inet(byte[] bytes) -> out.put(Addresses.inet(bytes));
            case ScriptValue.Mac(byte[] bytes) -> out.put(Addresses.mac(bytes));
            case ScriptValue.Time(long _, String text) -> out.put(text);
            case ScriptValue.Nothing() -> out.put("null");
            case ScriptValue.Average average -> number(average.average(), average.signed(), out);
            case ScriptValue.Statistics statistics -> statistics(statistics, out);
            case ScriptValue.LogHistogram _, ScriptValue.LinearHistogram _, ScriptValue.TimeSeries _ ->
                throw new IllegalArgumentException("not one line of text: " + value);
        }
    }

    /** Bytes as {@code %r} writes them: printable ASCII as it is, the rest as {@code \xNN}. */
    static void escaped(byte[] bytes, TextBuffer out) {
        for (byte each : bytes) {
            if (each >= ' ' && each < 0x7f) {
                out.put(each);
            } else {
                out.put("\\x").hexadecimalByte(each);
            }
        }
    }

    static void number(long value, boolean signed, TextBuffer out) {
        if (signed) {
            out.signed(value);
        } else {
            out.unsigned(value);
        }
    }

    private TextBuffer list(List<ScriptValue> elements, String separator, TextBuffer out) {
        for (int i = 0; i < elements.size(); i++) {
            if (i > 0) {
                out.put(separator);
            }
            value(elements.get(i), out);
        }
        return out;
    }

    private void structure(List<Field> fields, TextBuffer out) {
        if (fields.isEmpty()) {
            out.put("{}");
            return;
        }
        out.put('{').put(brace);
        for (int i = 0; i < fields.size(); i++) {
            out.put(i > 0 ? comma : "").put('.').put(fields.get(i).name()).put(equal);
            value(fields.get(i).value(), out);
        }
        out.put(brace).put('}');
    }

    private void statistics(ScriptValue.Statistics statistics, TextBuffer out) {
        boolean signed = statistics.signed();
        out.put('{').put(brace).put(".count").put(equal).unsigned(statistics.count());
        number(statistics.average(), signed, out.put(comma).put(".average").put(equal));
        number(statistics.total(), signed, out.put(comma).put(".total").put(equal));
        out.put(brace).put('}');
    }

    private void stack(StackMode mode, List<Frame> frames, TextBuffer out) {
        out.put('\n');
        for (Frame frame : frames) {
            switch (mode) {
                case BPFTRACE -> function(frame, out.put(indentation));
                case PERF -> perf(frame, out);
                case RAW -> out.hexadecimal(frame.address(), false);
                case BUILD_ID -> buildId(frame, out);
            }
            out.put('\n');
        }
    }

    private static void perf(Frame frame, TextBuffer out) {
        function(frame, out.put('\t').hexadecimal(frame.address(), false).put(' '));
        if (frame.module() != null) {
            out.put(" (").put(frame.module()).put(')');
        }
    }

    private static void buildId(Frame frame, TextBuffer out) {
        if (frame.buildId() == null) {
            out.hexadecimal(frame.address(), false);
        } else {
            out.put(frame.buildId()).put(" 0x").hexadecimal(frame.fileOffset(), false);
        }
    }

    private static void function(Frame frame, TextBuffer out) {
        if (frame.symbol() == null) {
            out.put("0x").hexadecimal(frame.address(), false);
            return;
        }
        out.put(frame.inlined() ? "[inlined] " : "").put(frame.symbol());
        if (!frame.inlined()) {
            out.put('+').unsigned(frame.offset());
        }
        if (frame.source() != null) {
            out.put('@').put(frame.source());
        }
    }
}
