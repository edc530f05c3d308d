package dev.rawtap.kernel;

import dev.rawtap.contract.BpfMap.UpdateMode;
import dev.rawtap.linux.BpfCommand;
import dev.rawtap.linux.struct.MapBatchAttribute;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Updates and deletes of many entries: in batches where kernel and map type have them (5.6), else one by one. An entry
 * that fails in a batch is done again alone, so that its error says the same as that of a single call.
 */
final class MapBatches {
    private static final int BATCH_BYTES = 1 << 20;

    private final KernelMap map;
    private final int keySize;
    private final int valueBytes;

    MapBatches(KernelMap map) {
        this.map = map;
        this.keySize = map.spec().keySize();
        this.valueBytes = map.valueBytes();
    }

    /** Keys and values are as many, each of the right size. */
    void update(List<byte[]> keys, List<byte[]> values) {
        int at = 0;
        while (at < keys.size()) {
            int end = end(at, keys.size(), keySize + valueBytes);
            Answer answer = call(BpfCommand.MAP_UPDATE_BATCH, keys.subList(at, end), values.subList(at, end));
            at += answer.done;
            if (answer.result < 0) {
                int alone = Unsupported.is(answer.result) ? keys.size() : at + 1;
                for (; at < alone; at++) {
                    map.update(keys.get(at), values.get(at), UpdateMode.ANY);
                }
            }
        }
    }

    /** Each key is of the right size. */
    int delete(List<byte[]> keys) {
        int deleted = 0;
        int at = 0;
        while (at < keys.size()) {
            int end = end(at, keys.size(), keySize);
            Answer answer = call(BpfCommand.MAP_DELETE_BATCH, keys.subList(at, end), List.of());
            at += answer.done;
            deleted += answer.done;
            if (answer.result < 0) {
                // A key that is not there ends a batch with ENOENT.
                int alone = Unsupported.is(answer.result) ? keys.size() : at + 1;
                for (; at < alone; at++) {
                    deleted += map.delete(keys.get(at)) ? 1 : 0;
                }
            }
        }
        return deleted;
    }

    private static int end(int at, int size, int entryBytes) {
        return Math.min(size, at + Math.max(1, BATCH_BYTES / Math.max(1, entryBytes)));
    }

    /** What the kernel said, and how many entries it had done by then. */
    private record Answer(int result, int done) {}

    private Answer call(BpfCommand command, List<byte[]> keys, List<byte[]> values) {
        try (var call = Arena.ofConfined()) {
            MemorySegment attribute = MapBatchAttribute.allocate(call);
            MapBatchAttribute.KEYS.set(attribute, joined(call, keys, keySize));
            MapBatchAttribute.VALUES.set(attribute, joined(call, values, valueBytes));
            MapBatchAttribute.COUNT.set(attribute, keys.size());
            int result = map.use(command, fd -> {
                MapBatchAttribute.MAP_FD.set(attribute, fd);
                return attribute;
            });
            int count = MapBatchAttribute.COUNT.get(attribute);
            // A call that is refused as a whole leaves the count as it was.
            return new Answer(result, result < 0 && count == keys.size() ? 0 : count);
        }
    }

    private static MemorySegment joined(Arena call, List<byte[]> parts, int size) {
        if (parts.isEmpty() || size == 0) {
            return MemorySegment.NULL;
        }
        MemorySegment all = call.allocate((long) size * parts.size(), 8);
        for (int i = 0; i < parts.size(); i++) {
            MemorySegment.copy(parts.get(i), 0, all, ValueLayout.JAVA_BYTE, (long) i * size, size);
        }
        return all;
    }
}
