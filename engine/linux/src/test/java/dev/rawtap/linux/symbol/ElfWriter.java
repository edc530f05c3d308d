package dev.rawtap.linux.symbol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes small ELF files by the gABI: one loaded segment, symbols with names, a build id, a debug link. */
final class ElfWriter {
    private static final int PAGE = 0x1000;

    private final boolean wide;
    private final ByteArrayOutputStream names = new ByteArrayOutputStream();
    private final List<byte[]> symbols = new ArrayList<>();
    private int symbolType = 2;
    private byte[] notes = new byte[0];
    private byte[] link = new byte[0];
    private long loadedAt = 0;

    ElfWriter(boolean wide) {
        this.wide = wide;
        names.write(0);
        symbols.add(symbol(0, 0, 0, 0, 0));
    }

    /** Loads the file's bytes from 0x1000 on at this address. */
    ElfWriter loadedAt(long address) {
        loadedAt = address;
        return this;
    }

    /** Its symbols are dynamic ones. */
    ElfWriter stripped() {
        symbolType = 11;
        return this;
    }

    /** A function; binding 0 is local, 1 global, 2 weak. */
    ElfWriter function(String name, long address, long size, int binding) {
        symbols.add(symbol(name(name), address, size, binding << 4 | 2, 1));
        return this;
    }

    /** A symbol of another type, or of no section. */
    ElfWriter other(String name, long address, int type, int section) {
        symbols.add(symbol(name(name), address, 8, 1 << 4 | type, section));
        return this;
    }

    ElfWriter buildId(byte... id) {
        notes = buffer(16 + id.length)
                .putInt(4)
                .putInt(id.length)
                .putInt(3)
                .put("GNU\0".getBytes(StandardCharsets.UTF_8))
                .put(id)
                .array();
        return this;
    }

    ElfWriter debugLink(String file, int checksum) {
        byte[] text = (file + "\0").getBytes(StandardCharsets.UTF_8);
        int padded = text.length + 3 & ~3;
        link = buffer(padded + 4).put(text).putInt(padded, checksum).array();
        return this;
    }

    private int name(String name) {
        int at = names.size();
        names.writeBytes((name + "\0").getBytes(StandardCharsets.UTF_8));
        return at;
    }

    private byte[] symbol(int name, long address, long size, int info, int section) {
        ByteBuffer bytes = buffer(wide ? 24 : 16).putInt(name);
        if (wide) {
            bytes.put((byte) info)
                    .put((byte) 0)
                    .putShort((short) section)
                    .putLong(address)
                    .putLong(size);
        } else {
            bytes.putInt((int) address)
                    .putInt((int) size)
                    .put((byte) info)
                    .put((byte) 0)
                    .putShort((short) section);
        }
        return bytes.array();
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    }

    /** Contents of one section. */
    private record Part(int nameOffset, int type, byte[] bytes, int link) {}

    byte[] bytes() {
        byte[] sectionNames = "\0.gnu_debuglink\0".getBytes(StandardCharsets.UTF_8);
        var all = new ByteArrayOutputStream();
        symbols.forEach(all::writeBytes);
        List<Part> parts = List.of(
                new Part(0, 0, new byte[0], 0),
                new Part(0, symbolType, all.toByteArray(), 2),
                new Part(0, 3, names.toByteArray(), 0),
                new Part(0, 7, notes, 0),
                new Part(1, 1, link, 0),
                new Part(0, 3, sectionNames, 0));
        int sectionSize = wide ? 64 : 40;
        int header = wide ? 64 : 52;
        int program = wide ? 56 : 32;
        int table = header + program;
        int contents = table + parts.size() * sectionSize;
        ByteBuffer file = buffer(Math.max(
                0x3000,
                contents
                        + parts.stream().mapToInt(part -> part.bytes.length + 8).sum()));
        header(file, header, table, parts.size());
        program(file.position(header));
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            contents = contents + 7 & ~7;
            file.put(contents, part.bytes);
            section(file.position(table + i * sectionSize), part, contents);
            contents += part.bytes.length;
        }
        return file.array();
    }

    private void header(ByteBuffer file, int programs, int sections, int count) {
        file.put(0, new byte[] {0x7f, 'E', 'L', 'F', (byte) (wide ? 2 : 1), 1, 1});
        if (wide) {
            file.putLong(0x20, programs).putLong(0x28, sections);
            file.putShort(0x36, (short) 56).putShort(0x38, (short) 1);
            file.putShort(0x3a, (short) 64).putShort(0x3c, (short) count).putShort(0x3e, (short) (count - 1));
        } else {
            file.putInt(0x1c, programs).putInt(0x20, sections);
            file.putShort(0x2a, (short) 32).putShort(0x2c, (short) 1);
            file.putShort(0x2e, (short) 40).putShort(0x30, (short) count).putShort(0x32, (short) (count - 1));
        }
    }

    private void program(ByteBuffer at) {
        if (wide) {
            at.putInt(1)
                    .putInt(5)
                    .putLong(PAGE)
                    .putLong(loadedAt)
                    .putLong(loadedAt)
                    .putLong(0x2000)
                    .putLong(0x2000);
        } else {
            at.putInt(1)
                    .putInt(PAGE)
                    .putInt((int) loadedAt)
                    .putInt((int) loadedAt)
                    .putInt(0x2000)
                    .putInt(0x2000);
        }
    }

    private void section(ByteBuffer at, Part part, int offset) {
        at.putInt(part.nameOffset).putInt(part.type);
        if (wide) {
            at.putLong(0).putLong(0).putLong(offset).putLong(part.bytes.length).putInt(part.link);
        } else {
            at.putInt(0).putInt(0).putInt(offset).putInt(part.bytes.length).putInt(part.link);
        }
    }
}
