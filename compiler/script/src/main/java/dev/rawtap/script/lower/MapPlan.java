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
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How a map of the script lies in a map of the kernel.
 *
 * <p>A scalar aggregation is an array's only value, cut by CPU: its address needs no lookup, and counting costs less than the call of a
 * helper. One with a key that is a small number is the same with a place for each number; where a key may be greater after all, such
 * keys are in a hash beside it. Everything else with a key is a hash.
 *
 * @param map of the script
 * @param compiled what the run time gets to know
 * @param spec the kernel's map
 * @param beyond how keys lie that the array has no place for
 */
record MapPlan(ScriptMap map, CompiledMap compiled, MapSpec spec, Optional<MapPlan> beyond) {
    /** Bytes of a bucket's number at the end of a key. */
    static final int BUCKET = 8;

    private static final int CACHE_LINE = 64;

    /** A piece per CPU greater than this is not worth its memory. */
    private static final int MAX_STRIDE = 32 << 10;

    /** What kernels before 5.11 allow for an array's value (KMALLOC_MAX_SIZE in kernel/bpf/arraymap.c). */
    private static final int MAX_VALUE = 4 << 20;

    /** A plan for a map whose keys have this bound, if they have one. */
    static MapPlan of(ScriptMap map, KeyBounds.@Nullable Bound bound, int possibleCpus) {
        String name = "AT_" + map.name().substring(1);
        boolean scalar = map.key().isEmpty() && map.declared().isEmpty();
        if (scalar && !(map.value() instanceof Aggregation)) {
            return single(map, name);
        }
        if (map.value() instanceof Aggregation aggregation) {
            Optional<MapPlan> plan = scalar
                    ? pieces(map, name, aggregation, 1, Optional.empty(), possibleCpus)
                    : bound == null ? Optional.empty() : table(map, name, aggregation, bound, possibleCpus);
            if (plan.isPresent()) {
                return plan.get();
            }
        }
        return hash(map, name, entries(map));
    }

    /** A place for each key. The script's limit holds for the array and the hash beside it together. */
    private static Optional<MapPlan> table(
            ScriptMap map, String name, Aggregation aggregation, KeyBounds.Bound bound, int possibleCpus) {
        int keys = powerOfTwo(bound.limit());
        int rest = map.maxEntries() - keys;
        if (rest < (bound.sure() ? 0 : 1)) {
            return Optional.empty();
        }
        Optional<MapPlan> beyond = bound.sure() ? Optional.empty() : Optional.of(hash(map, name + "_beyond", rest));
        return pieces(map, name, aggregation, keys, beyond, possibleCpus);
    }

    private static Optional<MapPlan> pieces(
            ScriptMap map, String name, Aggregation aggregation, int keys, Optional<MapPlan> beyond, int possibleCpus) {
        OptionalInt slots = slots(aggregation);
        int cpus = powerOfTwo(possibleCpus);
        if (slots.isEmpty()) {
            return Optional.empty();
        }
        int presence = switch (aggregation.kind()) {
            case SUM -> 8;
            case COUNT, MIN, MAX, AVG, STATS, HIST, LHIST, TSERIES -> -1;
        };
        int bytes = Layout.size(aggregation) + (presence < 0 ? 0 : BUCKET);
        long all = (long) keys * slots.getAsInt() * bytes;
        if (all > MAX_STRIDE || powerOfTwo(Math.toIntExact(all)) * (long) cpus > MAX_VALUE) {
            return Optional.empty();
        }
        int stride = powerOfTwo(Math.max(CACHE_LINE, Math.toIntExact(all)));
        var storage = new Storage.PerCpu(
                stride,
                keys,
                slots.getAsInt(),
                bytes,
                presence,
                beyond.map(plan -> plan.spec().name()));
        var spec = MapSpec.of(name, MapType.ARRAY, 4, cpus * stride, 1);
        return Optional.of(new MapPlan(map, compiled(map, name, storage), spec, beyond));
    }

    private static MapPlan hash(ScriptMap map, String name, int entries) {
        int key = map.key().map(Layout::size).orElse(0);
        int kernelKey = bucketed(map.value())
                ? Layout.align(key, BUCKET) + BUCKET
                : map.key().isEmpty() ? BUCKET : key;
        var spec = MapSpec.of(name, type(map), kernelKey, Math.max(1, Layout.size(map.value())), entries);
        return new MapPlan(map, compiled(map, name, new Storage.Hash()), spec, Optional.empty());
    }

    private static MapPlan single(ScriptMap map, String name) {
        int presence = Layout.align(Layout.size(map.value()), BUCKET);
        var spec = MapSpec.of(name, MapType.ARRAY, 4, presence + BUCKET, 1);
        return new MapPlan(map, compiled(map, name, new Storage.Single(presence)), spec, Optional.empty());
    }

    /** How many slots a key needs on one CPU, if that is known. */
    private static OptionalInt slots(Aggregation aggregation) {
        return switch (aggregation.kind()) {
            case COUNT, SUM, MIN, MAX, AVG, STATS -> OptionalInt.of(1);
            case HIST ->
                // A mask shows the verifier that a bucket's number is one of them.
                OptionalInt.of(powerOfTwo(
                        LogBuckets.count(aggregation.parameters().getFirst().intValue())));
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
