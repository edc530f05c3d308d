package dev.rawtap.btf.value;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How the bytes of one type become calls of a sink; everything that needs the type's BTF has been looked up. */
sealed interface Plan {
    /** Tells the value at {@code base}; bytes from {@code end} on are not part of the record. */
    void run(MemorySegment data, long base, long end, ValueSink sink);

    /** Number of scalars that it tells; bounds what a broken file can ask for. */
    long scalars();

    /** How a scalar is meant. */
    enum Form {
        SIGNED,
        UNSIGNED,
        POINTER,
        BOOLEAN,
        ENUMERATOR
    }

    /**
     * A number of up to 64 bits, whole bytes or a bit field.
     *
     * @param size bytes: 1, 2, 4 or 8; unused for a bit field
     * @param firstBit bit within the first byte, counted from its lowest bit (big endian: from its highest)
     * @param bits width of a bit field, 0 if it is none
     */
    record Scalar(int size, int firstBit, int bits, Form form, boolean signed, boolean bigEndian, EnumeratorNames names)
            implements Plan {
        private static final ValueLayout.OfShort SHORT =
                ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
        private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
        private static final ValueLayout.OfLong LONG =
                ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

        @Override
        public void run(MemorySegment data, long base, long end, ValueSink sink) {
            long value = bits == 0 ? whole(data, base) : bitField(data, base);
            switch (form) {
                case SIGNED -> sink.signed(value);
                case UNSIGNED -> sink.unsigned(value);
                case POINTER -> sink.pointer(value);
                case BOOLEAN -> sink.bool(value != 0);
                case ENUMERATOR -> sink.enumerator(names.find(value), value);
            }
        }

        private long whole(MemorySegment data, long at) {
            // The order is a constant of each layout: a layout from a field would not be compiled to one load.
            return switch (size) {
                case 1 -> {
                    byte value = data.get(ValueLayout.JAVA_BYTE, at);
                    yield signed ? value : value & 0xffL;
                }
                case 2 -> {
                    short value = data.get(SHORT, at);
                    value = bigEndian ? Short.reverseBytes(value) : value;
                    yield signed ? value : value & 0xffffL;
                }
                case 4 -> {
                    int value = data.get(INT, at);
                    value = bigEndian ? Integer.reverseBytes(value) : value;
                    yield signed ? value : value & 0xffffffffL;
                }
                default -> {
                    long value = data.get(LONG, at);
                    yield bigEndian ? Long.reverseBytes(value) : value;
                }
            };
        }

        private long bitField(MemorySegment data, long base) {
            long value = 0;
            int skip = firstBit;
            long at = base;
            for (int done = 0; done < bits; at++, skip = 0) {
                int taken = Math.min(8 - skip, bits - done);
                int window = data.get(ValueLayout.JAVA_BYTE, at) & 0xff;
                int part = window >>> (bigEndian ? 8 - skip - taken : skip) & ((1 << taken) - 1);
                value = bigEndian ? value << taken | part : value | (long) part << done;
                done += taken;
            }
            int unused = 64 - bits;
            return signed ? value << unused >> unused : value;
        }

        @Override
        public long scalars() {
            return 1;
        }
    }

    /** A number of 128 bits. */
    record Wide(boolean bigEndian) implements Plan {
        @Override
        public void run(MemorySegment data, long base, long end, ValueSink sink) {
            long first = data.get(Scalar.LONG, base);
            long second = data.get(Scalar.LONG, base + 8);
            if (bigEndian) {
                sink.wide(Long.reverseBytes(first), Long.reverseBytes(second));
            } else {
                sink.wide(second, first);
            }
        }

        @Override
        public long scalars() {
            return 1;
        }
    }

    /** A {@code float} or {@code double}. */
    record Real(boolean wide, boolean bigEndian) implements Plan {
        @Override
        public void run(MemorySegment data, long base, long end, ValueSink sink) {
            if (wide) {
                long bits = data.get(Scalar.LONG, base);
                sink.real(Double.longBitsToDouble(bigEndian ? Long.reverseBytes(bits) : bits));
            } else {
                int bits = data.get(Scalar.INT, base);
                sink.real(Float.intBitsToFloat(bigEndian ? Integer.reverseBytes(bits) : bits));
            }
        }

        @Override
        public long scalars() {
            return 1;
        }
    }

    /** A character array; of length -1, all that is left of the record. */
    record Text(int length) implements Plan {
        @Override
        public void run(MemorySegment data, long base, long end, ValueSink sink) {
            long limit = length < 0 ? end - base : length;
            int used = 0;
            while (used < limit && data.get(ValueLayout.JAVA_BYTE, base + used) != 0) {
                used++;
            }
            sink.text(data, base, used);
        }

        @Override
        public long scalars() {
            return 1;
        }
    }

    /** An array; of length -1, as many elements as are left in the record. */
    record Elements(Plan element, long stride, long length) implements Plan {
        @Override
        public void run(MemorySegment data, long base, long end, ValueSink sink) {
            long count = length < 0 ? Math.max(0, end - base) / stride : length;
            sink.beginArray(count);
            for (long i = 0, at = base; i < count; i++, at += stride) {
                element.run(data, at, end, sink);
            }
            sink.endArray();
        }

        @Override
        public long scalars() {
            return length < 0 ? 1 : Math.max(1, length) * Math.max(1, element.scalars());
        }
    }

    /** A structure or union: members in order, each at its byte offset. */
    record Group(String[] names, long[] offsets, Plan[] members, long scalars) implements Plan {
        @Override
        public void run(MemorySegment data, long base, long end, ValueSink sink) {
            sink.beginStruct();
            for (int i = 0; i < members.length; i++) {
                sink.field(names[i]);
                members[i].run(data, base + offsets[i], end, sink);
            }
            sink.endStruct();
        }
    }

    /** Names of an enumeration's values, sorted by value; the first declared name of a value wins. */
    record EnumeratorNames(long[] values, String[] names) {
        static final EnumeratorNames NONE = new EnumeratorNames(new long[0], new String[0]);

        @Nullable
        String find(long value) {
            int row = Arrays.binarySearch(values, value);
            return row < 0 ? null : names[row];
        }
    }
}
