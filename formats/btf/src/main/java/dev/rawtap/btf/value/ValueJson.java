package dev.rawtap.btf.value;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Appends values as JSON: {@code {"pid":12,"comm":"rm","kind":"OPEN"}}. Addresses and 128-bit numbers are strings in
 * hexadecimal, other numbers are numbers.
 *
 * <p>Not thread-safe; one may be used for any number of values.
 */
public final class ValueJson implements ValueSink {
    private final StringBuilder out;
    private int depth;
    private boolean first = true;

    /** Appends to {@code out}. */
    public ValueJson(StringBuilder out) {
        this.out = out;
    }

    private void element() {
        if (!first) {
            out.append(',');
        }
        first = depth == 0;
    }

    private void open(char bracket) {
        element();
        depth++;
        out.append(bracket);
        first = true;
    }

    private void close(char bracket) {
        depth--;
        out.append(bracket);
        first = depth == 0;
    }

    @Override
    public void beginStruct() {
        open('{');
    }

    @Override
    public void field(String name) {
        if (!first) {
            out.append(',');
        }
        out.append('"').append(name).append("\":");
        first = true;
    }

    @Override
    public void endStruct() {
        close('}');
    }

    @Override
    public void beginArray(long length) {
        open('[');
    }

    @Override
    public void endArray() {
        close(']');
    }

    @Override
    public void signed(long value) {
        element();
        out.append(value);
    }

    @Override
    public void unsigned(long value) {
        element();
        ValueText.appendUnsigned(out, value);
    }

    @Override
    public void pointer(long address) {
        element();
        out.append("\"0x");
        ValueText.appendHex(out, address);
        out.append('"');
    }

    @Override
    public void bool(boolean value) {
        element();
        out.append(value);
    }

    @Override
    public void real(double value) {
        element();
        // JSON has no infinities and no NaN.
        if (Double.isFinite(value)) {
            out.append(value);
        } else {
            out.append('"').append(value).append('"');
        }
    }

    @Override
    public void wide(long high, long low) {
        element();
        out.append('"');
        ValueText.appendWide(out, high, low);
        out.append('"');
    }

    @Override
    public void text(MemorySegment data, long offset, int length) {
        element();
        out.append('"');
        for (int i = 0; i < length; i++) {
            int next = data.get(ValueLayout.JAVA_BYTE, offset + i);
            if (next < 0) {
                Utf8.append(data, offset + i, length - i, out, ValueJson::escape);
                break;
            }
            escape(out, (char) next);
        }
        out.append('"');
    }

    private static void escape(StringBuilder out, char next) {
        switch (next) {
            case '"', '\\' -> out.append('\\').append(next);
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (next < ' ' || next == 0x7f) {
                    out.append("\\u00").append(Character.forDigit(next >> 4, 16));
                    out.append(Character.forDigit(next & 15, 16));
                } else {
                    out.append(next);
                }
            }
        }
    }

    @Override
    public void enumerator(@Nullable String name, long value) {
        if (name == null) {
            signed(value);
        } else {
            element();
            out.append('"').append(name).append('"');
        }
    }
}
