package dev.rawtap.testkit;

import dev.rawtap.base.Errno;
import dev.rawtap.base.KernelException;
import dev.rawtap.contract.BpfMap;
import dev.rawtap.object.MapSpec;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A map in a Java map, with the sizes and refusals of the kernel's. */
final class MemoryMap implements BpfMap {
    private final MapSpec spec;
    private final int possibleCpus;
    private final Map<ByteBuffer, byte[]> entries = new LinkedHashMap<>();

    MemoryMap(MapSpec spec, int possibleCpus) {
        this.spec = spec;
        this.possibleCpus = possibleCpus;
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
        return Optional.ofNullable(entries.get(ByteBuffer.wrap(key))).map(byte[]::clone);
    }

    @Override
    public synchronized void update(byte[] key, byte[] value, UpdateMode mode) {
        checkSize("key", key, spec.keySize());
        checkSize("value", value, valueBytes());
        boolean present = entries.containsKey(ByteBuffer.wrap(key));
        if (present && mode == UpdateMode.CREATE) {
            throw new KernelException("create entry of map '" + name() + "'", Errno.EEXIST, null);
        }
        if (!present && mode == UpdateMode.REPLACE) {
            throw new KernelException("replace entry of map '" + name() + "'", Errno.ENOENT, null);
        }
        if (!present && entries.size() >= spec.maxEntries()) {
            throw new KernelException("create entry of map '" + name() + "'", Errno.E2BIG, "the map is full");
        }
        entries.put(ByteBuffer.wrap(key.clone()), value.clone());
    }

    @Override
    public synchronized boolean delete(byte[] key) {
        checkSize("key", key, spec.keySize());
        return entries.remove(ByteBuffer.wrap(key)) != null;
    }

    @Override
    public synchronized Optional<byte[]> take(byte[] key) {
        checkSize("key", key, spec.keySize());
        return Optional.ofNullable(entries.remove(ByteBuffer.wrap(key)));
    }

    @Override
    public void forEach(EntryVisitor visitor) {
        Map<ByteBuffer, byte[]> now;
        synchronized (this) {
            now = new LinkedHashMap<>(entries);
        }
        now.forEach((key, value) -> visitor.entry(key.array().clone(), value.clone()));
    }

    private void checkSize(String what, byte[] bytes, int size) {
        if (bytes.length != size) {
            throw new IllegalArgumentException(
                    "%s of map '%s' has %d bytes, not %d".formatted(what, name(), size, bytes.length));
        }
    }
}
