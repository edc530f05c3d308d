package dev.rawtap.cli;

import dev.rawtap.btf.Btf;
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
 * those that are all zero; entries of other maps with integer values come with the least first, the rest as the map gives
 * them.
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

    /** What is in {@code map}, if its types are known and it holds entries that a user would look at. */
    static Optional<MapDump> of(BpfMap map, ObjectSpec object) {
        MapSpec spec = map.spec();
        if (spec.contents().isPresent() || object.btf().isEmpty() || spec.keyType() == 0 || spec.valueType() == 0) {
            return Optional.empty();
        }
        return switch (spec.type()) {
            case HASH, ARRAY, PERCPU_HASH, PERCPU_ARRAY, LRU_HASH, LRU_PERCPU_HASH, LPM_TRIE ->
                Optional.of(dump(map, object.btf().get()));
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

    private static MapDump dump(BpfMap map, Btf btf) {
        MapSpec spec = map.spec();
        int type = btf.strip(spec.valueType());
        boolean integer = btf.kind(type) == BtfKind.INT && spec.valueSize() <= 8;
        boolean signed = btf.type(type) instanceof BtfType.Int number && number.signed();
        List<Entry> entries = new ArrayList<>();
        map.forEach((key, value) -> {
            if (!isArray(spec) || !allZero(value)) {
                List<byte[]> values = values(spec, value);
                Optional<Long> total = integer
                        ? Optional.of(values.stream()
                                .mapToLong(one -> number(one, btf.order(), signed))
                                .sum())
                        : Optional.empty();
                entries.add(new Entry(key, values, total));
            }
        });
        entries.sort(
                isArray(spec)
                        ? Comparator.comparingLong(entry -> number(entry.key(), btf.order(), false))
                        : Comparator.comparingLong(entry -> entry.total().orElse(0L)));
        return new MapDump(
                spec.name(),
                ValueDecoder.of(btf, spec.keyType()),
                ValueDecoder.of(btf, spec.valueType()),
                List.copyOf(entries));
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

    private static long number(byte[] bytes, ByteOrder order, boolean signed) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(order);
        return switch (bytes.length) {
            case 1 -> signed ? buffer.get() : Byte.toUnsignedLong(buffer.get());
            case 2 -> signed ? buffer.getShort() : Short.toUnsignedLong(buffer.getShort());
            case 4 -> signed ? buffer.getInt() : Integer.toUnsignedLong(buffer.getInt());
            default -> buffer.getLong();
        };
    }
}
