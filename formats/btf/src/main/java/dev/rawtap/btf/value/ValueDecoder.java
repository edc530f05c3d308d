package dev.rawtap.btf.value;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.c.CNames;
import java.lang.foreign.MemorySegment;

/**
 * Tells the values of one type to a {@link ValueSink}.
 *
 * <p>Types are looked up once, when it is made; a record costs the loads and the calls of the sink, and no allocation.
 * Immutable; safe for all threads.
 */
public final class ValueDecoder {
    private final String type;
    private final Plan plan;
    private final long size;

    private ValueDecoder(String type, Plan plan, long size) {
        this.type = type;
        this.plan = plan;
        this.size = size;
    }

    /**
     * A decoder of values of type {@code id}: anything that has a size, also a {@code DATASEC}.
     *
     * @throws dev.rawtap.base.MalformedException if the type has no values, or is broken
     */
    public static ValueDecoder of(Btf btf, int id) {
        Plan plan = new PlanCompiler(btf).compile(id, true, 0);
        long size = btf.sizeOf(id);
        return new ValueDecoder(CNames.declare(btf, id, ""), plan, size);
    }

    /** Bytes of a value; without those of a flexible array at its end. */
    public long size() {
        return size;
    }

    /** The type in C, such as {@code struct event}. */
    public String type() {
        return type;
    }

    /**
     * Tells the value in {@code length} bytes at {@code offset}. Bytes beyond {@link #size()} are left out, unless the
     * type ends with a flexible array.
     *
     * @throws InvalidInputException if there are fewer bytes than the type has
     */
    public void decode(MemorySegment data, long offset, long length, ValueSink sink) {
        if (length < size || offset < 0 || offset > data.byteSize() - length) {
            throw new InvalidInputException(
                    "record of %d bytes, %s has %d".formatted(length, type, size),
                    "name the struct that the program writes");
        }
        plan.run(data, offset, offset + length, sink);
    }
}
