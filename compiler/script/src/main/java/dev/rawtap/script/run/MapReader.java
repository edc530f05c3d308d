package dev.rawtap.script.run;

import dev.rawtap.contract.BpfMap;
import dev.rawtap.contract.Host;
import dev.rawtap.contract.Loaded;
import dev.rawtap.script.output.ScriptMap;
import dev.rawtap.script.output.ScriptValue;
import dev.rawtap.script.program.CompiledMap;
import dev.rawtap.script.program.CompiledMap.Storage;
import dev.rawtap.script.type.Layout;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.type.ScriptType.Aggregation;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads the script's maps from the engine, and clears them. For one thread. */
final class MapReader {
    private static final byte[] ONLY = new byte[4];

    private final Loaded loaded;
    private final Host host;
    private final ValueDecoder decoder;
    private final Map<String, CompiledMap> maps = new LinkedHashMap<>();

    /** Keys of aggregations per CPU that {@code zero} left at 0: they are shown although nothing was taken in since. */
    private final Map<String, Set<Integer>> zeroed = new HashMap<>();

    MapReader(Loaded loaded, Host host, ValueDecoder decoder, List<CompiledMap> compiled) {
        this.loaded = loaded;
        this.host = host;
        this.decoder = decoder;
        compiled.forEach(map -> maps.put(map.name(), map));
    }

    /** All maps by name, without the empty ones that no form of output shows. */
    List<ScriptMap> all() {
        return maps.keySet().stream()
                .sorted()
                .map(this::read)
                .filter(map -> !map.entries().isEmpty() || map.averages())
                .toList();
    }

    /** One map; a scalar that was never written has its zero when {@code shown}. */
    ScriptMap read(String name, boolean shown) {
        ScriptMap map = read(name);
        CompiledMap compiled = compiled(name);
        if (!shown || !map.entries().isEmpty() || compiled.key().isPresent()) {
            return map;
        }
        return ScriptMap.scalar(name, empty(compiled.value()));
    }

    /** One value of a map of {@code stats}, of which a program can give the average alone; none for other maps. */
    Optional<ScriptValue> statistics(String name, ScriptValue key) {
        return compiled(name).value() instanceof Aggregation aggregation
                        && aggregation.kind() == Aggregation.AggregationKind.STATS
                ? read(name).entries().stream()
                        .filter(entry -> entry.key().equals(key))
                        .map(ScriptMap.Entry::value)
                        .findFirst()
                : Optional.empty();
    }

    /** The script's name of a map of the object, if it is one. */
    Optional<String> nameOf(String object) {
        return maps.values().stream()
                .filter(map -> objects(map).anyMatch(object::equals))
                .map(CompiledMap::name)
                .findFirst();
    }

    private static Stream<String> objects(CompiledMap map) {
        return map.storage() instanceof Storage.PerCpu storage
                ? Stream.concat(Stream.of(map.object()), storage.beyond().stream())
                : Stream.of(map.object());
    }

    private ScriptValue empty(ScriptType type) {
        if (type instanceof Aggregation aggregation) {
            return new Total(aggregation).value(host);
        }
        return decoder.decode(type, MemorySegment.ofArray(new byte[Math.max(8, Layout.size(type))]), 0, false);
    }

    private CompiledMap compiled(String name) {
        CompiledMap map = maps.get(name);
        if (map == null) {
            throw new IllegalArgumentException("no map " + name);
        }
        return map;
    }

    private ScriptMap read(String name) {
        CompiledMap map = compiled(name);
        BpfMap entries = loaded.map(map.object());
        return switch (map.storage()) {
            case Storage.Single(int presence) -> single(map, entries, presence);
            case Storage.PerCpu storage -> perCpu(map, entries, storage);
            case Storage.Hash _ -> hash(map, entries);
        };
    }

    private ScriptMap single(CompiledMap map, BpfMap entries, int presence) {
        byte[] value = entries.lookup(ONLY).orElseThrow();
        MemorySegment bytes = MemorySegment.ofArray(value);
        return ValueDecoder.integer(64, false, bytes, presence) == 0
                ? new ScriptMap(map.name(), List.of())
                : ScriptMap.scalar(map.name(), decoder.decode(map.value(), bytes, 0, false));
    }

    private ScriptMap perCpu(CompiledMap map, BpfMap entries, Storage.PerCpu storage) {
        var aggregation = (Aggregation) map.value();
        var read = new ArrayList<ScriptMap.Entry>();
        totals(map, aggregation, entries, storage)
                .forEach((key, total) -> read.add(new ScriptMap.Entry(number(map.key(), key), total.value(host))));
        storage.beyond()
                .ifPresent(beyond -> read.addAll(hash(map, loaded.map(beyond)).entries()));
        return new ScriptMap(map.name(), read, averages(aggregation));
    }

    /** What was taken in, by keys; a scalar's is 0. */
    private Map<Integer, Total> totals(
            CompiledMap map, Aggregation aggregation, BpfMap entries, Storage.PerCpu storage) {
        MemorySegment bytes = MemorySegment.ofArray(entries.lookup(ONLY).orElseThrow());
        var totals = new TreeMap<Integer, Total>();
        zeroed.getOrDefault(map.name(), Set.of()).forEach(key -> totals.put(key, new Total(aggregation)));
        for (long piece = 0; piece < bytes.byteSize(); piece += storage.stride()) {
            for (int slot = 0; slot < storage.keys() * storage.slots(); slot++) {
                long offset = piece + (long) slot * storage.slotBytes();
                if (isThere(bytes, offset, storage)) {
                    totals.computeIfAbsent(slot / storage.slots(), ignored -> new Total(aggregation))
                            .add(slot % storage.slots(), bytes, offset);
                }
            }
        }
        return totals;
    }

    /** A key that is its place in a table. */
    private ScriptValue number(Optional<ScriptType> type, int key) {
        MemorySegment bytes = MemorySegment.ofArray(new byte[Long.BYTES]);
        bytes.set(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0, key);
        return key(type, bytes);
    }

    private static boolean isThere(MemorySegment bytes, long offset, Storage.PerCpu storage) {
        if (storage.presence() >= 0) {
            return ValueDecoder.integer(64, false, bytes, offset + storage.presence()) != 0;
        }
        for (int i = 0; i < storage.slotBytes(); i += 8) {
            if (ValueDecoder.integer(64, false, bytes, offset + i) != 0) {
                return true;
            }
        }
        return false;
    }

    private ScriptMap hash(CompiledMap map, BpfMap entries) {
        if (!(map.value() instanceof Aggregation aggregation)) {
            return plain(map, entries);
        }
        boolean bucketed = switch (aggregation.kind()) {
            case HIST, LHIST, TSERIES -> true;
            case COUNT, SUM, MIN, MAX, AVG, STATS -> false;
        };
        var totals = new LinkedHashMap<ScriptValue, Total>();
        int cpus = entries.spec().type().perCpu() ? host.possibleCpus() : 1;
        int size = Layout.align(entries.spec().valueSize(), 8);
        entries.forEach((key, value) -> {
            MemorySegment keyBytes = MemorySegment.ofArray(key);
            long bucket = bucketed ? ValueDecoder.integer(64, true, keyBytes, key.length - 8L) : 0;
            Total total = totals.computeIfAbsent(key(map.key(), keyBytes), ignored -> new Total(aggregation));
            MemorySegment bytes = MemorySegment.ofArray(value);
            for (int cpu = 0; cpu < cpus; cpu++) {
                total.add(bucket, bytes, (long) cpu * size);
            }
        });
        var read = new ArrayList<ScriptMap.Entry>();
        totals.forEach((key, total) -> read.add(new ScriptMap.Entry(key, total.value(host))));
        return new ScriptMap(map.name(), read, averages(aggregation));
    }

    private ScriptMap plain(CompiledMap map, BpfMap entries) {
        var read = new ArrayList<ScriptMap.Entry>();
        boolean perCpu = entries.spec().type().perCpu();
        int size = Layout.align(entries.spec().valueSize(), 8);
        entries.forEach((key, value) -> {
            MemorySegment bytes = MemorySegment.ofArray(value);
            ScriptValue decoded = perCpu && isNumber(map.value())
                    ? sum(map.value(), bytes, size)
                    : decoder.decode(map.value(), bytes, 0, false);
            read.add(new ScriptMap.Entry(key(map.key(), MemorySegment.ofArray(key)), decoded));
        });
        return new ScriptMap(map.name(), read);
    }

    private static boolean averages(Aggregation aggregation) {
        return switch (aggregation.kind()) {
            case AVG, STATS -> true;
            case COUNT, SUM, MIN, MAX, HIST, LHIST, TSERIES -> false;
        };
    }

    private static boolean isNumber(ScriptType type) {
        return type instanceof ScriptType.Int;
    }

    private ScriptValue sum(ScriptType type, MemorySegment bytes, int size) {
        ScriptType.Int number = (ScriptType.Int) type;
        long sum = 0;
        for (int cpu = 0; cpu < host.possibleCpus(); cpu++) {
            sum += ValueDecoder.integer(number.bits(), number.signed(), bytes, (long) cpu * size);
        }
        return number.signed() ? new ScriptValue.Signed(sum) : new ScriptValue.Unsigned(sum);
    }

    private ScriptValue key(Optional<ScriptType> type, MemorySegment key) {
        return type.map(one -> decoder.decode(one, key, 0, false)).orElse(ScriptValue.Nothing.NOTHING);
    }

    /** {@code clear}. */
    void clear(String name) {
        zeroed.remove(name);
        objects(compiled(name)).forEach(object -> loaded.map(object).clear());
    }

    /** {@code zero}: entries stay. */
    void zero(String name) {
        CompiledMap map = compiled(name);
        BpfMap entries = loaded.map(map.object());
        switch (map.storage()) {
            case Storage.Hash _ -> entries.zero();
            case Storage.PerCpu storage -> {
                zeroed.computeIfAbsent(name, ignored -> new HashSet<>())
                        .addAll(totals(map, (Aggregation) map.value(), entries, storage)
                                .keySet());
                entries.zero();
                storage.beyond().ifPresent(beyond -> loaded.map(beyond).zero());
            }
            case Storage.Single(int presence) -> {
                byte[] value = entries.lookup(ONLY).orElseThrow();
                Arrays.fill(value, 0, presence, (byte) 0);
                entries.update(ONLY, value, BpfMap.UpdateMode.ANY);
            }
        }
    }
}
