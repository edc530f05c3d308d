package dev.rawtap.btf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sections of a 64-bit ELF file, as far as these tests need them; reading ELF is another room's job. */
public final class TestObject {
    private final String name;
    private final ByteBuffer bytes;

    private TestObject(String name, byte[] bytes) {
        this.name = name;
        boolean bigEndian = bytes[5] == 2;
        this.bytes = ByteBuffer.wrap(bytes).order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    }

    /** An object beside {@code types/build}. */
    public static TestObject resource(String name) {
        try (InputStream in = TestObject.class.getResourceAsStream("/types/" + name)) {
            return new TestObject(name, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An object of {@code examples/c}. */
    public static TestObject example(String name) {
        Path file = Path.of(System.getProperty("rawtap.root"), "examples", "c", name);
        try {
            return new TestObject(name, Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public ByteOrder order() {
        return bytes.order();
    }

    /** The section's bytes; empty if it is not there. */
    public MemorySegment section(String wanted) {
        long table = bytes.getLong(40);
        int count = bytes.getShort(60);
        int names = header(table, bytes.getShort(62));
        for (int i = 0; i < count; i++) {
            int header = header(table, i);
            if (string((int) bytes.getLong(names + 24) + bytes.getInt(header)).equals(wanted)) {
                byte[] section = new byte[(int) bytes.getLong(header + 32)];
                bytes.get((int) bytes.getLong(header + 24), section);
                return MemorySegment.ofArray(section);
            }
        }
        return MemorySegment.ofArray(new byte[0]);
    }

    private static int header(long table, int index) {
        return (int) table + index * 64;
    }

    private String string(int at) {
        int end = at;
        while (bytes.get(end) != 0) {
            end++;
        }
        return new String(bytes.array(), at, end - at, StandardCharsets.UTF_8);
    }

    public Btf btf() {
        return Btf.read(name, section(".BTF"));
    }

    public BtfExt btfExt() {
        return BtfExt.read(name, section(".BTF.ext"), btf());
    }
}
