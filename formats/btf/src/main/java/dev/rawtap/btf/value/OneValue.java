package dev.rawtap.btf.value;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Keeps the one scalar that it is told: as a number, and as text where it is text. */
final class OneValue implements ValueSink {
    long number;
    String text = "";

    @Override
    public void beginStruct() {
        // Only scalars are told.
    }

    @Override
    public void field(String name) {
        // Only scalars are told.
    }

    @Override
    public void endStruct() {
        // Only scalars are told.
    }

    @Override
    public void beginArray(long length) {
        // Only scalars are told.
    }

    @Override
    public void endArray() {
        // Only scalars are told.
    }

    @Override
    public void signed(long value) {
        number = value;
    }

    @Override
    public void unsigned(long value) {
        number = value;
    }

    @Override
    public void pointer(long address) {
        number = address;
    }

    @Override
    public void bool(boolean value) {
        number = value ? 1 : 0;
    }

    @Override
    public void real(double value) {
        number = (long) value;
    }

    @Override
    public void wide(long high, long low) {
        number = low;
    }

    @Override
    public void text(MemorySegment data, long offset, int length) {
        text = new String(data.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    @Override
    public void enumerator(@Nullable String name, long value) {
        number = value;
        text = name == null ? Long.toString(value) : name;
    }
}
