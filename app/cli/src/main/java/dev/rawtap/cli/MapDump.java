package dev.rawtap.cli;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfBuilder;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.BtfType;
import dev.rawtap.btf.value.ValueDecoder;
import dev.rawtap.contract.BpfMap;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import dev.rawtap.object.ObjectSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The contents of a map whose key and value have BTF types. Elements of arrays come in the order of their indexes, without
 * those that are all zero; entries of other maps with integer values come with the least first; those with equal ones, and the
 * rest, by key.
 *
 * @param name the map's name
 * @param key how keys are told
 * @param value how one CPU's value is told
 * @param entries the entries
 */
record MapDump(String name, ValueDecoder key, ValueDecoder value, List<Entry> entries) {
    /**
     * One entry.
     *
     * @param key its bytes
     * @param values one value, or one for each possible CPU
     * @param total the sum over CPUs, if the value is an integer
     */
    record Entry(byte[] key, List<byte[]> values, Optional<Long> total) {}

    /**
     * How keys or values are told.
     *
     * @param decoder tells one
     * @param integer whether they are integers of up to 64 bits
     * @param signed whether those have a sign
     */
    record Typing(ValueDecoder decoder, boolean integer, boolean signed) {
        /** By a type of {@code btf}, {@code size} bytes long. */
        static Typing of(Btf btf, int type, int size) {
            int plain = btf.strip(type);
            boolean integer = btf.kind(plain) == BtfKind.INT && size <= Long.BYTES;
            boolean signed = btf.type(plain) instanceof BtfType.Int number && number.signed();
            return new Typing(ValueDecoder.of(btf, type), integer, signed);
        }

        /** Without a type: 1, 2, 4 and 8 bytes are a number without a sign, others are bytes. */
        static Typing of(int size) {
            var builder = new BtfBuilder(ByteOrder.nativeOrder());
            boolean number = size == 1 || size == 2 || size == 4 || size == 8;
            int type = builder.add(
                    new BtfType.Int(number ? "number" : "byte", number ? size : 1, BtfType.IntEncoding.UNSIGNED));
            if (!number) {
                int index = builder.add(new BtfType.Int("index", 4, BtfType.IntEncoding.UNSIGNED));
                type = builder.add(new BtfType.Array(type, index, size));
            }
            return of(builder.build("bytes"), type, size);
        }
    }

    /** What is in {@code map}, if its types are known and it holds entries that a user would look at. */
    static Optional<MapDump> of(BpfMap map, ObjectSpec object) {
        MapSpec spec = map.spec();
        if (spec.contents().isPresent() || object.btf().isEmpty() || spec.keyType() == 0 || spec.valueType() == 0) {
            return Optional.empty();
        }
        return switch (spec.type()) {
            case HASH, ARRAY, PERCPU_HASH, PERCPU_ARRAY, LRU_HASH, LRU_PERCPU_HASH, LPM_TRIE ->
                Optional.of(of(
                        map,
                        Typing.of(object.btf().get(), spec.keyType(), spec.keySize()),
                        Typing.of(object.btf().get(), spec.valueType(), spec.valueSize()),
                        false));
            case PROGRAM_ARRAY,
                    PERF_EVENT_ARRAY,
                    STACK_TRACE,
                    CGROUP_ARRAY,
                    ARRAY_OF_MAPS,
                    HASH_OF_MAPS,
                    QUEUE,
                    STACK,
                    RINGBUF,
                    TASK_STORAGE,
                    BLOOM_FILTER,
                    USER_RINGBUF,
                    CGROUP_STORAGE -> Optional.empty();
        };
    }

    /**
     * What is in {@code map}, whoever made it.
     *
     * @param zeros whether elements of arrays that are all zero are there too
     */
    static MapDump of(BpfMap map, Typing key, Typing value, boolean zeros) {
        MapSpec spec = map.spec();
        List<Entry> entries = new ArrayList<>();
        map.forEach((where, bytes) -> {
            if (zeros || !isArray(spec) || !allZero(bytes)) {
                List<byte[]> values = values(spec, bytes);
                Optional<Long> total = value.integer()
                        ? Optional.of(values.stream()
                                .mapToLong(one -> number(one, value.signed()))
                                .sum())
                        : Optional.empty();
                entries.add(new Entry(where, values, total));
            }
        });
        entries.sort(
                isArray(spec)
                        ? Comparator.comparingLong(entry -> number(entry.key(), false))
                        : Comparator.comparingLong(
                                        (Entry entry) -> entry.total().orElse(0L))
                                .thenComparing(Entry::key, MapDump::compareKeys));
        return new MapDump(spec.name(), key.decoder(), value.decoder(), List.copyOf(entries));
    }

    /** Numbers by size, others by their bytes. */
    private static int compareKeys(byte[] one, byte[] other) {
        boolean numbers = one.length <= Long.BYTES && Integer.bitCount(one.length) == 1;
        return numbers
                ? Long.compareUnsigned(number(one, false), number(other, false))
                : Arrays.compareUnsigned(one, other);
    }

    private static boolean isArray(MapSpec spec) {
        return spec.type() == MapType.ARRAY || spec.type() == MapType.PERCPU_ARRAY;
    }

    private static boolean allZero(byte[] bytes) {
        for (byte one : bytes) {
            if (one != 0) {
                return false;
            }
        }
        return true;
    }

    /** Values of CPUs lie 8 bytes apart or a multiple. */
    private static List<byte[]> values(MapSpec spec, byte[] value) {
        if (!spec.type().perCpu()) {
            return List.of(value);
        }
        int stride = (spec.valueSize() + 7) / 8 * 8;
        List<byte[]> values = new ArrayList<>();
        for (int at = 0; at + spec.valueSize() <= value.length; at += stride) {
            values.add(Arrays.copyOfRange(value, at, at + spec.valueSize()));
        }
        return values;
    }

    private static long number(byte[] bytes, boolean signed) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        return switch (bytes.length) {
            case 1 -> signed ? buffer.get() : Byte.toUnsignedLong(buffer.get());
            case 2 -> signed ? buffer.getShort() : Short.toUnsignedLong(buffer.getShort());
            case 4 -> signed ? buffer.getInt() : Integer.toUnsignedLong(buffer.getInt());
            default -> buffer.getLong();
        };
    }
}
