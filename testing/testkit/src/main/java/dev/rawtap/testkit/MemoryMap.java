package dev.rawtap.testkit;

import dev.rawtap.base.Errno;
import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.KernelException;
import dev.rawtap.contract.BpfMap;
import dev.rawtap.contract.Program;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A map in a Java map, with the sizes and refusals of the kernel's. */
final class MemoryMap implements BpfMap {
    /** What looking up a held map or program gives: the kernel's number of it, here always the same. */
    private static final int HELD = 1;

    private final MapSpec spec;
    private final int possibleCpus;
    private final Map<Key, byte[]> entries = new LinkedHashMap<>();

    MemoryMap(MapSpec spec, int possibleCpus) {
        this.spec = spec;
        this.possibleCpus = possibleCpus;
        if (spec.type().numbered()) {
            for (int i = 0; i < spec.maxEntries(); i++) {
                entries.put(new Key(numbered(i)), new byte[valueBytes()]);
            }
        }
    }

    private static byte[] numbered(int key) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(key)
                .array();
    }

    @Override
    public MapSpec spec() {
        return spec;
    }

    @Override
    public int valueBytes() {
        return spec.type().perCpu() ? (spec.valueSize() + 7) / 8 * 8 * possibleCpus : spec.valueSize();
    }

    @Override
    public synchronized Optional<byte[]> lookup(byte[] key) {
        checkSize("key", key, spec.keySize());
        return Optional.ofNullable(entries.get(new Key(key))).map(byte[]::clone);
    }

    @Override
    public synchronized void update(byte[] key, byte[] value, UpdateMode mode) {
        checkSize("key", key, spec.keySize());
        checkSize("value", value, valueBytes());
        boolean present = entries.containsKey(new Key(key));
        if (present && mode == UpdateMode.CREATE) {
            throw new KernelException("create entry of map '" + name() + "'", Errno.EEXIST, null);
        }
        if (!present && mode == UpdateMode.REPLACE) {
            throw new KernelException("replace entry of map '" + name() + "'", Errno.ENOENT, null);
        }
        if (!present && entries.size() >= spec.maxEntries()) {
            throw new KernelException("create entry of map '" + name() + "'", Errno.E2BIG, "the map is full");
        }
        entries.put(new Key(key.clone()), value.clone());
    }

    @Override
    public void hold(byte[] key, BpfMap held) {
        if (!spec.type().holdsMaps()) {
            throw cannotHold("map '" + held.name() + "'");
        }
        update(key, numbered(HELD), UpdateMode.ANY);
    }

    @Override
    public void hold(byte[] key, Program held) {
        if (spec.type() != MapType.PROGRAM_ARRAY) {
            throw cannotHold("program '" + held.name() + "'");
        }
        update(key, numbered(HELD), UpdateMode.ANY);
    }

    private InvalidInputException cannotHold(String held) {
        return new InvalidInputException("map '%s' (%s) cannot hold %s".formatted(name(), spec.type(), held), null);
    }

    @Override
    public synchronized boolean delete(byte[] key) {
        checkSize("key", key, spec.keySize());
        if (spec.type().numbered()) {
            throw new KernelException("delete entry of map '" + name() + "'", Errno.EINVAL, "entries of arrays stay");
        }
        return entries.remove(new Key(key)) != null;
    }

    @Override
    public synchronized Optional<byte[]> take(byte[] key) {
        checkSize("key", key, spec.keySize());
        return Optional.ofNullable(entries.remove(new Key(key)));
    }

    @Override
    public synchronized void updateAll(List<byte[]> keys, List<byte[]> values) {
        if (keys.size() != values.size()) {
            throw new IllegalArgumentException(keys.size() + " keys and " + values.size() + " values");
        }
        for (int i = 0; i < keys.size(); i++) {
            update(keys.get(i), values.get(i), UpdateMode.ANY);
        }
    }

    @Override
    public synchronized int deleteAll(List<byte[]> keys) {
        int deleted = 0;
        for (byte[] key : keys) {
            deleted += delete(key) ? 1 : 0;
        }
        return deleted;
    }

    @Override
    public void forEach(EntryVisitor visitor) {
        Map<Key, byte[]> now;
        synchronized (this) {
            now = new LinkedHashMap<>(entries);
        }
        now.forEach((key, value) -> visitor.entry(key.bytes.clone(), value.clone()));
    }

    /** Bytes that are equal when their contents are. */
    private record Key(byte[] bytes) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    private void checkSize(String what, byte[] bytes, int size) {
        if (bytes.length != size) {
            throw new IllegalArgumentException(
                    "%s of map '%s' has %d bytes, not %d".formatted(what, name(), size, bytes.length));
        }
    }
}
