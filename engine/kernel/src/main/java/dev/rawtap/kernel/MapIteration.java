package dev.rawtap.kernel;

import dev.rawtap.base.Errno;
import dev.rawtap.contract.BpfMap.EntryVisitor;
import dev.rawtap.linux.BpfCommand;
import dev.rawtap.linux.struct.MapBatchAttribute;
import dev.rawtap.linux.struct.MapElementAttribute;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** One walk over a map's entries: in batches where kernel and map type have them, else key by key. */
final class MapIteration {
    private static final int BATCH_BYTES = 1 << 20;
    private static final int SMALLEST_BATCH = 64;

    private final KernelMap map;
    private final EntryVisitor visitor;
    private final int keySize;
    private final int valueBytes;

    MapIteration(KernelMap map, EntryVisitor visitor) {
        this.map = map;
        this.visitor = visitor;
        this.keySize = map.spec().keySize();
        this.valueBytes = map.valueBytes();
    }

    void run() {
        if (!inBatches()) {
            keyByKey();
        }
    }

    /** False, with nothing visited, where the kernel has no batches for this map (per-CPU arrays of 5.10: ENOTSUPP). */
    private boolean inBatches() {
        int room = Math.max(SMALLEST_BATCH, Math.min(entries(), BATCH_BYTES / (keySize + valueBytes)));
        try (var cursors = Arena.ofConfined()) {
            // Where the walk stands: a bucket number of hash maps (4 bytes), the last key of others.
            MemorySegment before = cursors.allocate(Math.max(keySize, Integer.BYTES), 8);
            MemorySegment after = cursors.allocate(before.byteSize(), 8);
            boolean first = true;
            while (true) {
                Batch batch = batch(first ? MemorySegment.NULL : before, after, room);
                if (batch.result == -Errno.ENOSPC.number()) {
                    room = Math.multiplyExact(room, 2); // one bucket of the hash holds more than the room
                    continue;
                }
                if (batch.result == -Errno.EINTR.number()) {
                    continue;
                }
                boolean end = batch.result == -Errno.ENOENT.number();
                if (first && !end && Unsupported.is(batch.result)) {
                    return false;
                }
                if (!end) {
                    map.check(batch.result, "go through");
                }
                batch.visit();
                if (end) {
                    return true;
                }
                before.copyFrom(after);
                first = false;
            }
        }
    }

    private int entries() {
        int entries = map.spec().maxEntries();
        return entries > 0 ? entries : SMALLEST_BATCH;
    }

    private Batch batch(MemorySegment from, MemorySegment to, int room) {
        try (var call = Arena.ofConfined()) {
            MemorySegment keys = call.allocate((long) keySize * room, 8);
            MemorySegment values = call.allocate((long) valueBytes * room, 8);
            MemorySegment attribute = MapBatchAttribute.allocate(call);
            MapBatchAttribute.IN_BATCH.set(attribute, from);
            MapBatchAttribute.OUT_BATCH.set(attribute, to);
            MapBatchAttribute.KEYS.set(attribute, keys);
            MapBatchAttribute.VALUES.set(attribute, values);
            MapBatchAttribute.COUNT.set(attribute, room);
            int result = map.use(BpfCommand.MAP_LOOKUP_BATCH, fd -> {
                MapBatchAttribute.MAP_FD.set(attribute, fd);
                return attribute;
            });
            boolean filled = result == 0 || result == -Errno.ENOENT.number();
            int count = filled ? MapBatchAttribute.COUNT.get(attribute) : 0;
            return new Batch(
                    result,
                    keys.asSlice(0, (long) count * keySize).toArray(ValueLayout.JAVA_BYTE),
                    values.asSlice(0, (long) count * valueBytes).toArray(ValueLayout.JAVA_BYTE));
        }
    }

    /** What one system call gave. */
    private final class Batch {
        private final int result;
        private final byte[] keys;
        private final byte[] values;

        Batch(int result, byte[] keys, byte[] values) {
            this.result = result;
            this.keys = keys;
            this.values = values;
        }

        void visit() {
            for (int i = 0; i < keys.length / keySize; i++) {
                visitor.entry(part(keys, i, keySize), part(values, i, valueBytes));
            }
        }

        private static byte[] part(byte[] all, int index, int size) {
            return java.util.Arrays.copyOfRange(all, index * size, (index + 1) * size);
        }
    }

    /** A key that goes away under the walk sends the kernel back to the first one: what was seen is not shown again. */
    private void keyByKey() {
        Set<ByteBuffer> seen = new HashSet<>();
        Optional<byte[]> key = next(Optional.empty());
        int again = 0;
        while (key.isPresent() && again <= seen.size()) {
            byte[] now = key.get();
            if (seen.add(ByteBuffer.wrap(now))) {
                again = 0;
                map.lookup(now).ifPresent(value -> visitor.entry(now.clone(), value));
            } else {
                again++; // a whole round without anything new ends the walk, however often keys come and go
            }
            key = next(Optional.of(now));
        }
    }

    private Optional<byte[]> next(Optional<byte[]> before) {
        try (var call = Arena.ofConfined()) {
            MemorySegment from = MemorySegment.NULL;
            if (before.isPresent()) {
                from = call.allocate(keySize, 8).copyFrom(MemorySegment.ofArray(before.get()));
            }
            MemorySegment where = from;
            MemorySegment to = call.allocate(keySize, 8);
            int result = map.use(BpfCommand.MAP_GET_NEXT_KEY, fd -> MapElementAttribute.of(call, fd, where, to, 0));
            if (result == -Errno.ENOENT.number()) {
                return Optional.empty();
            }
            map.check(result, "go through");
            return Optional.of(to.toArray(ValueLayout.JAVA_BYTE));
        }
    }
}
