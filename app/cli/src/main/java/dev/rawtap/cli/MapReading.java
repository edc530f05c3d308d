package dev.rawtap.cli;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.btf.Btf;
import dev.rawtap.cli.MapDump.Typing;
import dev.rawtap.cli.loaded.Inventory;
import dev.rawtap.cli.loaded.ObjectView;
import dev.rawtap.cli.loaded.Selection;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kernel.KernelMap;
import dev.rawtap.kernel.KernelObjects.MapEntry;
import dev.rawtap.object.MapSpec;
import java.util.Optional;

/** A loaded map of anybody's, open to be read, and how its keys and values are told. */
final class MapReading implements AutoCloseable {
    private final KernelMap map;
    private final Typing key;
    private final Typing value;

    private MapReading(KernelMap map, Typing key, Typing value) {
        this.map = map;
        this.key = key;
        this.value = value;
    }

    /** Opens the map that {@code which} names. */
    static MapReading of(String which, KernelEngine engine) {
        var inventory = new Inventory(engine);
        MapEntry entry = Selection.one(which, ObjectView.maps(inventory));
        KernelMap map = engine.openMap(entry.id())
                .orElseThrow(
                        () -> new InvalidInputException("map %d is not loaded any more".formatted(entry.id()), null));
        try {
            requireEntries(map.spec());
            Optional<Btf> types = inventory.types(entry.btf());
            return new MapReading(
                    map,
                    typing(types, entry.keyType(), entry.keySize()),
                    typing(types, entry.valueType(), entry.valueSize()));
        } catch (RuntimeException | Error failed) {
            map.close();
            throw failed;
        }
    }

    private static void requireEntries(MapSpec spec) {
        String instead = switch (spec.type()) {
            case HASH,
                    ARRAY,
                    PERCPU_HASH,
                    PERCPU_ARRAY,
                    LRU_HASH,
                    LRU_PERCPU_HASH,
                    LPM_TRIE,
                    PROGRAM_ARRAY,
                    STACK_TRACE,
                    ARRAY_OF_MAPS,
                    HASH_OF_MAPS -> "";
            case RINGBUF, USER_RINGBUF, PERF_EVENT_ARRAY -> "its records go to its reader";
            case QUEUE, STACK -> "to read an entry takes it out";
            case BLOOM_FILTER -> "it only answers whether a value is in it";
            case TASK_STORAGE -> "its values belong to tasks";
            case CGROUP_STORAGE, CGROUP_ARRAY -> "its values belong to control groups";
        };
        if (!instead.isEmpty()) {
            throw new InvalidInputException(
                    "map '%s' (%s) has no entries to go through".formatted(spec.name(), spec.type()), instead);
        }
    }

    private static Typing typing(Optional<Btf> types, int type, int size) {
        boolean known = types.isPresent() && type > 0 && type < types.get().count();
        return known && types.get().sizeOf(type) == size ? Typing.of(types.get(), type, size) : Typing.of(size);
    }

    MapSpec spec() {
        return map.spec();
    }

    /** Whether values are numbers, which can be counted up. */
    boolean hasNumbers() {
        return value.integer();
    }

    /** How values are told. */
    String valueType() {
        return value.decoder().type();
    }

    /** What is in it now. */
    MapDump read(boolean zeros) {
        return MapDump.of(map, key, value, zeros);
    }

    @Override
    public void close() {
        map.close();
    }
}
