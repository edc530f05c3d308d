package dev.rawtap.linux.struct;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * One member of a kernel struct: where it is and how to read and write it in a segment that holds the struct.
 *
 * <p>Plain offsets, not layouts with a var handle for each member: those cost milliseconds at start-up. A test compares
 * path, offset and size of every field with the running kernel's BTF.
 */
public sealed interface Field {
    /** The member as C writes it, from the struct on: {@code raw_tracepoint.prog_fd}. */
    String path();

    /** Bytes from the start of the struct. */
    int offset();

    /** Bytes of the member. */
    int size();

    /** 16 bits. */
    record U16(String path, int offset) implements Field {
        @Override
        public int size() {
            return 2;
        }

        /** The value, unsigned. */
        public int get(MemorySegment struct) {
            return Short.toUnsignedInt(struct.get(JAVA_SHORT_UNALIGNED, offset));
        }

        /** Writes the low 16 bits. */
        public void set(MemorySegment struct, int value) {
            struct.set(JAVA_SHORT_UNALIGNED, offset, (short) value);
        }
    }

    /** 32 bits, signed or not: a number, a file descriptor, flags. */
    record U32(String path, int offset) implements Field {
        @Override
        public int size() {
            return 4;
        }

        /** The 32 bits as they are. */
        public int get(MemorySegment struct) {
            return struct.get(JAVA_INT_UNALIGNED, offset);
        }

        /** The value, unsigned. */
        public long unsigned(MemorySegment struct) {
            return Integer.toUnsignedLong(get(struct));
        }

        /** Writes the 32 bits. */
        public void set(MemorySegment struct, int value) {
            struct.set(JAVA_INT_UNALIGNED, offset, value);
        }
    }

    /** 64 bits: a number or an address. */
    record U64(String path, int offset) implements Field {
        @Override
        public int size() {
            return 8;
        }

        /** The 64 bits as they are. */
        public long get(MemorySegment struct) {
            return struct.get(JAVA_LONG_UNALIGNED, offset);
        }

        /** Writes the 64 bits. */
        public void set(MemorySegment struct, long value) {
            struct.set(JAVA_LONG_UNALIGNED, offset, value);
        }

        /** Writes the address of native memory, which must live until the kernel is done with it. */
        public void set(MemorySegment struct, MemorySegment pointee) {
            if (!pointee.isNative()) {
                throw new IllegalArgumentException(path + ": the kernel cannot read a segment on the Java heap");
            }
            set(struct, pointee.address());
        }
    }

    /** A {@code char[size]} or {@code u8[size]}. */
    record Bytes(String path, int offset, int size) implements Field {
        /** The text up to the first NUL. */
        public String text(MemorySegment struct) {
            byte[] bytes = bytes(struct);
            int length = 0;
            while (length < bytes.length && bytes[length] != 0) {
                length++;
            }
            return new String(bytes, 0, length, StandardCharsets.UTF_8);
        }

        /** A copy of all bytes. */
        public byte[] bytes(MemorySegment struct) {
            return struct.asSlice(offset, size).toArray(JAVA_BYTE);
        }

        /** Writes ASCII text cut to fit with its NUL, the rest zero. */
        public void set(MemorySegment struct, String text) {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            MemorySegment here = struct.asSlice(offset, size).fill((byte) 0);
            MemorySegment.copy(bytes, 0, here, JAVA_BYTE, 0, Math.min(bytes.length, size - 1));
        }
    }
}
