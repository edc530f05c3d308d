package dev.rawtap.btf.value;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Takes a value apart: {@link ValueDecoder} calls one method per scalar, and brackets structures and arrays.
 *
 * <pre>
 * value  = signed | unsigned | pointer | bool | real | wide | text | enumerator
 *        | beginStruct (field value)* endStruct
 *        | beginArray value* endArray
 * </pre>
 */
public interface ValueSink {
    /** A structure or union starts; members of anonymous ones inside are its own. */
    void beginStruct();

    /** The next value is that of the member {@code name}. */
    void field(String name);

    /** The structure ends. */
    void endStruct();

    /** An array of {@code length} values starts. */
    void beginArray(long length);

    /** The array ends. */
    void endArray();

    /** A signed number. */
    void signed(long value);

    /** A number whose 64 bits are meant without a sign. */
    void unsigned(long value);

    /** An address. */
    void pointer(long address);

    /** A boolean. */
    void bool(boolean value);

    /** A floating point number. */
    void real(double value);

    /** A number of 128 bits. */
    void wide(long high, long low);

    /**
     * A character array up to its first NUL: {@code length} bytes at {@code offset} of {@code data}, UTF-8 if all is
     * well. To be copied during the call.
     */
    void text(MemorySegment data, long offset, int length);

    /** A value of an enumeration; {@code name} is null if it has none. */
    void enumerator(@Nullable String name, long value);
}
