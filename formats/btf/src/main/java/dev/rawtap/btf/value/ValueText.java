package dev.rawtap.btf.value;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Appends values as text: {@code pid=12 comm="rm" kind=OPEN at={line=3 ok=true} bytes=[1 2]}.
 *
 * <p>A structure at the top has no braces. Not thread-safe; one may be used for any number of values.
 */
public final class ValueText implements ValueSink {
    private final StringBuilder out;
    private int depth;
    private boolean first = true;

    /** Appends to {@code out}. */
    public ValueText(StringBuilder out) {
        this.out = out;
    }

    @Override
    public void beginStruct() {
        element();
        if (depth++ > 0) {
            out.append('{');
        }
        first = true;
    }

    @Override
    public void field(String name) {
        if (!first) {
            out.append(' ');
        }
        out.append(name).append('=');
        first = true;
    }

    @Override
    public void endStruct() {
        if (--depth > 0) {
            out.append('}');
        }
        first = depth == 0;
    }

    @Override
    public void beginArray(long length) {
        element();
        depth++;
        out.append('[');
        first = true;
    }

    @Override
    public void endArray() {
        depth--;
        out.append(']');
        first = depth == 0;
    }

    /** Separates from the element before; the first, and a field's value, has none. */
    private void element() {
        if (!first) {
            out.append(' ');
        }
        first = depth == 0;
    }

    @Override
    public void signed(long value) {
        element();
        out.append(value);
    }

    @Override
    public void unsigned(long value) {
        element();
        appendUnsigned(out, value);
    }

    @Override
    public void pointer(long address) {
        element();
        out.append("0x");
        appendHex(out, address);
    }

    @Override
    public void bool(boolean value) {
        element();
        out.append(value);
    }

    @Override
    public void real(double value) {
        element();
        out.append(value);
    }

    @Override
    public void wide(long high, long low) {
        element();
        appendWide(out, high, low);
    }

    @Override
    public void text(MemorySegment data, long offset, int length) {
        element();
        out.append('"');
        for (int i = 0; i < length; i++) {
            int next = data.get(ValueLayout.JAVA_BYTE, offset + i);
            if (next < 0) {
                Utf8.append(data, offset + i, length - i, out, ValueText::escape);
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
                    out.append("\\x").append(Character.forDigit(next >> 4, 16));
                    out.append(Character.forDigit(next & 15, 16));
                } else {
                    out.append(next);
                }
            }
        }
    }

    @Override
    public void enumerator(@Nullable String name, long value) {
        element();
        if (name == null) {
            out.append(value);
        } else {
            out.append(name);
        }
    }

    static void appendUnsigned(StringBuilder out, long value) {
        if (value >= 0) {
            out.append(value);
        } else {
            out.append(Long.toUnsignedString(value));
        }
    }

    static void appendHex(StringBuilder out, long value) {
        int shift = 60 - Long.numberOfLeadingZeros(value | 1) / 4 * 4;
        for (; shift >= 0; shift -= 4) {
            out.append(Character.forDigit((int) (value >>> shift) & 15, 16));
        }
    }

    static void appendWide(StringBuilder out, long high, long low) {
        out.append("0x");
        if (high != 0) {
            appendHex(out, high);
            for (int shift = 60; shift >= 0; shift -= 4) {
                out.append(Character.forDigit((int) (low >>> shift) & 15, 16));
            }
        } else {
            appendHex(out, low);
        }
    }
}
