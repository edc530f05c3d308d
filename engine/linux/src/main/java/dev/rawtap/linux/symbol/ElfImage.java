package dev.rawtap.linux.symbol;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What names need of an executable or a library (include/uapi/linux/elf.h, 6.18; gABI), of 32 or 64 bits, in the byte order
 * of this machine. Reads where the bytes lie; a file that is cut off or lies about itself has no parts.
 */
final class ElfImage {
    /** Section types. */
    static final int SYMBOLS = 2;

    static final int DYNAMIC_SYMBOLS = 11;
    private static final int NOTES = 7;
    private static final int LOADED = 1;
    private static final int MAGIC = 0x464c457f;
    private static final int BUILD_ID = 3;

    private final MemorySegment bytes;
    private final boolean wide;
    private final List<Section> sections;
    private final List<Loaded> segments;

    /**
     * A section.
     *
     * @param name where its name starts in the section of names
     * @param link index of another section: of symbols, the one with their names
     */
    record Section(int name, int type, long offset, long size, int link, long entrySize) {}

    /** Bytes of the file that a loader puts at an address. */
    private record Loaded(long offset, long size, long address) {}

    /**
     * Another file with what was stripped from this one.
     *
     * @param checksum CRC-32 of that file
     */
    record DebugLink(String file, int checksum) {}

    private ElfImage(MemorySegment bytes) {
        this.bytes = bytes;
        this.wide = bytes.get(JAVA_BYTE, 4) == 2;
        this.sections = readSections();
        this.segments = readSegments();
    }

    /** The file; empty if it is none of ours or cannot be read. */
    static Optional<ElfImage> open(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            return of(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()));
        } catch (IOException | UnsupportedOperationException unreadable) {
            return Optional.empty();
        }
    }

    /** The same of what is in memory already. */
    static Optional<ElfImage> of(MemorySegment bytes) {
        try {
            return bytes.byteSize() > 64 && bytes.get(JAVA_INT_UNALIGNED, 0) == MAGIC
                    ? Optional.of(new ElfImage(bytes))
                    : Optional.empty();
        } catch (IndexOutOfBoundsException | InternalError broken) { // InternalError: the file shrank under its mapping
            return Optional.empty();
        }
    }

    /** Whether addresses have 64 bits. */
    boolean wide() {
        return wide;
    }

    /** The bytes of the whole file. */
    MemorySegment bytes() {
        return bytes;
    }

    private int u16(long offset) {
        return Short.toUnsignedInt(bytes.get(JAVA_SHORT_UNALIGNED, offset));
    }

    private int i32(long offset) {
        return bytes.get(JAVA_INT_UNALIGNED, offset);
    }

    /** An address or a size: at one offset in files of 64 bits, at another in those of 32. */
    private long word(long wideOffset, long narrowOffset) {
        return wide
                ? bytes.get(JAVA_LONG_UNALIGNED, wideOffset)
                : Integer.toUnsignedLong(bytes.get(JAVA_INT_UNALIGNED, narrowOffset));
    }

    private List<Section> readSections() {
        long table = word(0x28, 0x20);
        int size = u16(wide ? 0x3a : 0x2e);
        int count = table == 0 ? 0 : u16(wide ? 0x3c : 0x30);
        var read = new ArrayList<Section>();
        for (int i = 0; i < count; i++) {
            long at = table + (long) i * size;
            read.add(new Section(
                    i32(at),
                    i32(at + 4),
                    word(at + 0x18, at + 0x10),
                    word(at + 0x20, at + 0x14),
                    i32(at + (wide ? 0x28 : 0x18)),
                    word(at + 0x38, at + 0x24)));
        }
        return List.copyOf(read);
    }

    private List<Loaded> readSegments() {
        long table = word(0x20, 0x1c);
        int size = u16(wide ? 0x36 : 0x2a);
        int count = table == 0 ? 0 : u16(wide ? 0x38 : 0x2c);
        var read = new ArrayList<Loaded>();
        for (int i = 0; i < count; i++) {
            long at = table + (long) i * size;
            if (i32(at) == LOADED) {
                read.add(new Loaded(word(at + 8, at + 4), word(at + 0x20, at + 0x10), word(at + 0x10, at + 8)));
            }
        }
        return List.copyOf(read);
    }

    /** The address that the file itself gives to one of its bytes; empty if no loader loads it. */
    OptionalLong addressOf(long offset) {
        for (Loaded segment : segments) {
            if (offset >= segment.offset && offset - segment.offset < segment.size) {
                return OptionalLong.of(offset - segment.offset + segment.address);
            }
        }
        return OptionalLong.empty();
    }

    /** The first section of a type. */
    Optional<Section> section(int type) {
        return sections.stream().filter(section -> section.type == type).findFirst();
    }

    /** The section of an index. */
    Optional<Section> sectionAt(int index) {
        return index > 0 && index < sections.size() ? Optional.of(sections.get(index)) : Optional.empty();
    }

    /** What a section holds. */
    MemorySegment contents(Section section) {
        return bytes.asSlice(section.offset, section.size);
    }

    private Optional<Section> named(String name) {
        Optional<Section> names = sectionAt(u16(wide ? 0x3e : 0x32));
        if (names.isEmpty()) {
            return Optional.empty();
        }
        MemorySegment texts = contents(names.get());
        byte[] wanted = (name + "\0").getBytes(StandardCharsets.UTF_8);
        MemorySegment text = MemorySegment.ofArray(wanted);
        for (Section section : sections) {
            long at = Integer.toUnsignedLong(section.name);
            if (at + wanted.length <= texts.byteSize()
                    && texts.asSlice(at, wanted.length).mismatch(text) < 0) {
                return Optional.of(section);
            }
        }
        return Optional.empty();
    }

    /** Its build id, as hexadecimal digits. */
    Optional<String> buildId() {
        try {
            return sections.stream()
                    .filter(section -> section.type == NOTES)
                    .map(this::contents)
                    .flatMap(notes -> buildId(notes).stream())
                    .findFirst();
        } catch (IndexOutOfBoundsException broken) {
            return Optional.empty();
        }
    }

    /** Notes are three words (bytes of the name, bytes of the contents, type), name and contents, in steps of 4 bytes. */
    private static Optional<String> buildId(MemorySegment notes) {
        for (long at = 0; at + 12 <= notes.byteSize(); ) {
            long name = Integer.toUnsignedLong(notes.get(JAVA_INT_UNALIGNED, at));
            long size = Integer.toUnsignedLong(notes.get(JAVA_INT_UNALIGNED, at + 4));
            long contents = at + 12 + (name + 3 & ~3L);
            boolean gnu = name == 4 && notes.get(JAVA_INT_UNALIGNED, at + 12) == 0x554e47; // "GNU\0"
            if (gnu && notes.get(JAVA_INT_UNALIGNED, at + 8) == BUILD_ID) {
                return Optional.of(
                        HexFormat.of().formatHex(notes.asSlice(contents, size).toArray(JAVA_BYTE)));
            }
            at = contents + (size + 3 & ~3L);
        }
        return Optional.empty();
    }

    /** Where what was stripped from it is. */
    Optional<DebugLink> debugLink() {
        try {
            return named(".gnu_debuglink").map(this::contents).map(link -> {
                String file = link.getString(0);
                long checksum = file.getBytes(StandardCharsets.UTF_8).length + 1 + 3 & ~3L;
                return new DebugLink(file, link.get(JAVA_INT_UNALIGNED, checksum));
            });
        } catch (IndexOutOfBoundsException broken) {
            return Optional.empty();
        }
    }
}
