package dev.rawtap.ir;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;

/** Bytes of the interpreter, each written or not yet. Reading what is not written is a failure: passes must not depend on it. */
final class Memory {
    final String name;
    private final byte[] bytes;
    private final BitSet written = new BitSet();

    Memory(String name, int size) {
        this.name = name;
        bytes = new byte[size];
    }

    static Memory of(String name, byte[] content) {
        var memory = new Memory(name, content.length);
        memory.write(0, content);
        return memory;
    }

    void write(long offset, byte[] content) {
        int from = inside(offset, content.length);
        System.arraycopy(content, 0, bytes, from, content.length);
        written.set(from, from + content.length);
    }

    byte[] read(long offset, int size) {
        int from = inside(offset, size);
        if (written.nextClearBit(from) < from + size) {
            throw new AssertionError(
                    "%s: byte %d is read and was never written".formatted(name, written.nextClearBit(from)));
        }
        return Arrays.copyOfRange(bytes, from, from + size);
    }

    long number(long offset, int size, boolean signed) {
        byte[] read = read(offset, size);
        long number = 0;
        for (int i = size - 1; i >= 0; i--) {
            number = number << 8 | (read[i] & 0xff);
        }
        int unused = 64 - 8 * size;
        return signed ? number << unused >> unused : number;
    }

    void number(long offset, int size, long number) {
        var content = new byte[size];
        for (int i = 0; i < size; i++) {
            content[i] = (byte) (number >>> 8 * i);
        }
        write(offset, content);
    }

    private int inside(long offset, int size) {
        if (offset < 0 || offset + size > bytes.length) {
            throw new AssertionError("%s: %d bytes at %d of %d".formatted(name, size, offset, bytes.length));
        }
        return (int) offset;
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
