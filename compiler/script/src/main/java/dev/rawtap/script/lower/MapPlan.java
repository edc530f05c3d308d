package dev.rawtap.script.lower;

import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import dev.rawtap.script.output.LogBuckets;
import dev.rawtap.script.program.CompiledMap;
import dev.rawtap.script.program.CompiledMap.Storage;
import dev.rawtap.script.type.Layout;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.type.ScriptType.Aggregation;
import dev.rawtap.script.typed.ScriptMap;
import java.util.OptionalInt;

/**
 * How a map of the script lies in a map of the kernel.
 *
 * <p>A scalar aggregation is an array's only value, cut by CPU: its address needs no lookup, and counting costs less than the call of a
 * helper. Everything with a key is a hash.
 *
 * @param map of the script
 * @param compiled what the run time gets to know
 * @param spec the kernel's map
 */
record MapPlan(ScriptMap map, CompiledMap compiled, MapSpec spec) {
    /** Bytes of a bucket's number at the end of a key. */
    static final int BUCKET = 8;

    private static final int CACHE_LINE = 64;

    /** A piece per CPU greater than this is not worth its memory. */
    private static final int MAX_STRIDE = 32 << 10;

    static MapPlan of(ScriptMap map, int possibleCpus) {
        String name = "AT_" + map.name().substring(1);
        if (map.key().isEmpty() && map.declared().isEmpty()) {
            if (!(map.value() instanceof Aggregation aggregation)) {
                return single(map, name);
            }
            OptionalInt slots = slots(aggregation);
            if (slots.isPresent()) {
                var storage = perCpu(aggregation, slots.getAsInt());
                if (storage.stride() <= MAX_STRIDE) {
                    int cpus = powerOfTwo(possibleCpus);
                    var spec = MapSpec.of(name, MapType.ARRAY, 4, cpus * storage.stride(), 1);
                    return new MapPlan(map, compiled(map, name, storage), spec);
                }
            }
        }
        int key = map.key().map(Layout::size).orElse(0);
        int kernelKey = bucketed(map.value())
                ? Layout.align(key, BUCKET) + BUCKET
                : map.key().isEmpty() ? BUCKET : key;
        var spec = MapSpec.of(name, type(map), kernelKey, Math.max(1, Layout.size(map.value())), entries(map));
        return new MapPlan(map, compiled(map, name, new Storage.Hash()), spec);
    }

    private static MapPlan single(ScriptMap map, String name) {
        int presence = Layout.align(Layout.size(map.value()), BUCKET);
        var spec = MapSpec.of(name, MapType.ARRAY, 4, presence + BUCKET, 1);
        return new MapPlan(map, compiled(map, name, new Storage.Single(presence)), spec);
    }

    private static Storage.PerCpu perCpu(Aggregation aggregation, int slots) {
        int presence = switch (aggregation.kind()) {
            case SUM -> 8;
            case COUNT, MIN, MAX, AVG, STATS, HIST, LHIST, TSERIES -> -1;
        };
        int bytes = Layout.size(aggregation) + (presence < 0 ? 0 : BUCKET);
        return new Storage.PerCpu(powerOfTwo(Math.max(CACHE_LINE, slots * bytes)), slots, bytes, presence);
    }

    /** How many slots one CPU needs, if that is known. */
    private static OptionalInt slots(Aggregation aggregation) {
        return switch (aggregation.kind()) {
            case COUNT, SUM, MIN, MAX, AVG, STATS -> OptionalInt.of(1);
            case HIST ->
                OptionalInt.of(
                        LogBuckets.count(aggregation.parameters().getFirst().intValue()));
            case LHIST, TSERIES -> OptionalInt.empty();
        };
    }

    /** A bucketed scalar has one entry for each bucket; a series as many again, because old intervals go only when read. */
    private static int entries(ScriptMap map) {
        if (map.key().isEmpty() && map.value() instanceof Aggregation aggregation) {
            var parameters = aggregation.parameters();
            return switch (aggregation.kind()) {
                case LHIST -> Math.toIntExact((parameters.get(1) - parameters.get(0)) / parameters.get(2)) + 2;
                case TSERIES, HIST, COUNT, SUM, MIN, MAX, AVG, STATS -> Math.max(map.maxEntries(), 4096);
            };
        }
        return map.maxEntries();
    }

    private static CompiledMap compiled(ScriptMap map, String name, Storage storage) {
        return new CompiledMap(map.name(), name, map.key(), map.value(), storage);
    }

    /** Whether entries are told apart by a bucket, too. */
    static boolean bucketed(ScriptType value) {
        return value instanceof Aggregation aggregation
                && switch (aggregation.kind()) {
                    case HIST, LHIST, TSERIES -> true;
                    case COUNT, SUM, MIN, MAX, AVG, STATS -> false;
                };
    }

    /** Where the bucket begins in the kernel's key. */
    int bucketOffset() {
        return spec.keySize() - BUCKET;
    }

    boolean perCpuHash() {
        return spec.type().perCpu();
    }

    static int powerOfTwo(int atLeast) {
        return atLeast <= 1 ? 1 : Integer.highestOneBit(atLeast - 1) << 1;
    }

    private static MapType type(ScriptMap map) {
        if (map.declared().isPresent()) {
            return switch (map.declared().get()) {
                case HASH -> MapType.HASH;
                case LRU_HASH -> MapType.LRU_HASH;
                case PERCPU_HASH -> MapType.PERCPU_HASH;
                case PERCPU_LRU_HASH -> MapType.LRU_PERCPU_HASH;
            };
        }
        return map.value() instanceof Aggregation ? MapType.PERCPU_HASH : MapType.HASH;
    }
}
