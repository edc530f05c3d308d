package dev.rawtap.script.lower;

import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.FunctionBuilder;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Size;
import dev.rawtap.script.program.CompiledMap.Storage;
import dev.rawtap.script.type.ScriptType.Aggregation;
import dev.rawtap.script.typed.TypedExpression;
import dev.rawtap.script.typed.TypedStatement;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes aggregations: each CPU has its own values, which the run time adds up. */
final class Aggregates {
    private static final int SECOND = 8;

    private final FunctionWriter w;

    Aggregates(FunctionWriter writer) {
        w = writer;
    }

    void add(TypedStatement.Aggregate statement) {
        MapPlan plan = w.module.plan(statement.map());
        Aggregation aggregation = statement.aggregation();
        Optional<Value> value = statement.value().map(w.values::of);
        switch (plan.compiled().storage()) {
            case Storage.PerCpu storage -> addByCpu(plan, storage, statement, value);
            case Storage.Hash _ -> {
                Value key = key(plan, statement.key(), aggregation, value);
                w.maps.entryOr(
                        plan,
                        key,
                        entry -> take(aggregation, new Place.Known(entry, 0), value),
                        () -> w.maps.update(plan, key, first(aggregation, value)));
            }
            case Storage.Single _ -> throw new IllegalStateException(plan.map().name() + " holds no aggregation");
        }
    }

    private void addByCpu(
            MapPlan plan, Storage.PerCpu storage, TypedStatement.Aggregate statement, Optional<Value> value) {
        Aggregation aggregation = statement.aggregation();
        Optional<Value> key = statement.key().map(w.values::of);
        Optional<Value> bucket = MapPlan.bucketed(aggregation)
                ? Optional.of(bucket(aggregation, value.orElseThrow()))
                : Optional.empty();
        if (plan.beyond().isEmpty()) {
            take(aggregation, slot(plan, storage, key, bucket), value);
            return;
        }
        MapPlan beyond = plan.beyond().get();
        var entry = w.b.variable(w.maps.pointer(plan, false));
        var table = w.b.block("table");
        var rest = w.b.block("beyond");
        var found = w.b.block("found");
        var absent = w.b.block("absent");
        var there = w.b.block("there");
        var end = w.b.block("end");
        w.b.branch(Condition.LT, key.orElseThrow(), w.b.constant(storage.keys()), table, rest);
        w.b.enter(table);
        w.b.set(entry, slot(plan, storage, key, bucket).pointer());
        w.b.jump(there);
        w.b.enter(rest);
        Value place = keyOf(beyond, key.orElseThrow(), bucket);
        // Values of both maps are the same to what follows.
        Value known = w.maps.lookup(beyond, place, w.maps.pointer(plan, true));
        w.b.branch(Condition.EQ, known, w.b.constant(0), absent, found);
        w.b.enter(found);
        w.b.set(entry, known);
        w.b.jump(there);
        w.b.enter(absent);
        w.maps.update(beyond, place, first(aggregation, value));
        w.b.jump(end);
        w.b.enter(there);
        take(aggregation, new Place.Known(w.b.get(entry), 0), value);
        w.b.jump(end);
        w.b.enter(end);
    }

    /** This CPU's slot of a key and a bucket, marked as taken. The masks tell the verifier what is known of both. */
    private Place.Known slot(MapPlan plan, Storage.PerCpu storage, Optional<Value> key, Optional<Value> bucket) {
        Value slot = piece(plan, storage);
        if (key.isPresent()) {
            Value place = w.b.binary(BinaryOperator.AND, key.get(), storage.keys() - 1);
            slot = w.b.binary(BinaryOperator.ADD, slot, w.b.binary(BinaryOperator.MULTIPLY, place, storage.keyBytes()));
        }
        if (bucket.isPresent()) {
            Value place = w.b.binary(BinaryOperator.AND, bucket.get(), storage.slots() - 1);
            slot = w.b.binary(
                    BinaryOperator.ADD, slot, w.b.binary(BinaryOperator.MULTIPLY, place, storage.slotBytes()));
        }
        if (storage.presence() >= 0) {
            w.b.store(Size.DOUBLE, slot, storage.presence(), w.b.constant(1));
        }
        return new Place.Known(slot, 0);
    }

    /** This CPU's piece. The mask is what tells the verifier that it is one of them. */
    private Value piece(MapPlan plan, Storage.PerCpu storage) {
        int cpus = plan.spec().valueSize() / storage.stride();
        Value cpu = w.b.binary(BinaryOperator.AND, w.call("get_smp_processor_id"), cpus - 1);
        Value distance = w.b.binary(BinaryOperator.SHIFT_LEFT, cpu, Integer.numberOfTrailingZeros(storage.stride()));
        return w.b.binary(BinaryOperator.ADD, w.maps.single(plan), distance);
    }

    private Value key(MapPlan plan, Optional<TypedExpression> key, Aggregation aggregation, Optional<Value> value) {
        if (!MapPlan.bucketed(aggregation)) {
            return w.maps.key(plan, key);
        }
        Place.Known place = w.slot("key", plan.spec().keySize(), 8);
        if (key.isPresent()) {
            w.maps.write(place, plan, key.get());
        }
        w.b.store(Size.DOUBLE, place.pointer(), plan.bucketOffset(), bucket(aggregation, value.orElseThrow()));
        return place.pointer();
    }

    /** The same for a key that is a number and was evaluated already. */
    private Value keyOf(MapPlan plan, Value key, Optional<Value> bucket) {
        Place.Known place = w.slot("key", plan.spec().keySize(), 8);
        if (bucket.isPresent()) {
            w.clear(place, plan.spec().keySize());
            w.b.store(Size.DOUBLE, place.pointer(), plan.bucketOffset(), bucket.get());
        }
        w.places.store(place, plan.map().key().orElseThrow(), key);
        return place.pointer();
    }

    /** Takes a value into an entry that is there. */
    private void take(Aggregation aggregation, Place.Known entry, Optional<Value> value) {
        switch (aggregation.kind()) {
            case COUNT, HIST, LHIST -> increase(entry, w.b.constant(1));
            case SUM -> increase(entry, value.orElseThrow());
            case AVG, STATS -> {
                increase(entry, value.orElseThrow());
                increase((Place.Known) entry.plus(SECOND), w.b.constant(1));
            }
            case MIN, MAX -> extreme(aggregation.kind(), aggregation.signed(), entry, value.orElseThrow());
            case TSERIES -> series(aggregation, entry, value.orElseThrow());
        }
    }

    private void increase(Place.Known entry, Value by) {
        Value now = w.b.load(Size.DOUBLE, false, entry.pointer(), entry.offset());
        w.b.store(Size.DOUBLE, entry.pointer(), entry.offset(), w.b.binary(BinaryOperator.ADD, now, by));
    }

    private void extreme(Aggregation.AggregationKind kind, boolean signed, Place.Known entry, Value value) {
        boolean least = kind == Aggregation.AggregationKind.MIN;
        Condition better = least ? (signed ? Condition.SLT : Condition.LT) : (signed ? Condition.SGT : Condition.GT);
        var store = w.b.block("better");
        var compare = w.b.block("compare");
        var end = w.b.block("end");
        Value seen = w.b.load(Size.DOUBLE, false, entry.pointer(), entry.offset() + SECOND);
        w.b.branch(Condition.EQ, seen, w.b.constant(0), store, compare);
        w.b.enter(compare);
        Value now = w.b.load(Size.DOUBLE, false, entry.pointer(), entry.offset());
        w.b.branch(better, value, now, store, end);
        w.b.enter(store);
        w.b.store(Size.DOUBLE, entry.pointer(), entry.offset(), value);
        w.b.store(Size.DOUBLE, entry.pointer(), entry.offset() + SECOND, w.b.constant(1));
        w.b.jump(end);
        w.b.enter(end);
    }

    private void series(Aggregation aggregation, Place.Known entry, Value value) {
        switch (aggregation.joining()) {
            case MIN, MAX -> extreme(aggregation.joining(), aggregation.signed(), entry, value);
            case SUM, AVG, STATS, COUNT, HIST, LHIST -> {
                increase(entry, value);
                increase((Place.Known) entry.plus(SECOND), w.b.constant(1));
            }
            case TSERIES -> {
                w.b.store(Size.DOUBLE, entry.pointer(), entry.offset(), value);
                w.b.store(Size.DOUBLE, entry.pointer(), entry.offset() + SECOND, w.b.constant(1));
            }
        }
    }

    /** The bytes of a new entry. */
    private Value first(Aggregation aggregation, Optional<Value> value) {
        return switch (aggregation.kind()) {
            case COUNT, HIST, LHIST ->
                w.constantPointer(ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(1)
                        .array());
            case SUM -> {
                Place.Known bytes = w.slot("value", 8, 8);
                w.b.store(Size.DOUBLE, bytes.pointer(), 0, value.orElseThrow());
                yield bytes.pointer();
            }
            case MIN, MAX, AVG, STATS, TSERIES -> {
                Place.Known bytes = w.slot("value", 16, 8);
                w.b.store(Size.DOUBLE, bytes.pointer(), 0, value.orElseThrow());
                w.b.store(Size.DOUBLE, bytes.pointer(), SECOND, w.b.constant(1));
                yield bytes.pointer();
            }
        };
    }

    private Value bucket(Aggregation aggregation, Value value) {
        return switch (aggregation.kind()) {
            case HIST -> logarithmic(value, aggregation.parameters().getFirst().intValue());
            case LHIST ->
                linear(
                        value,
                        aggregation.parameters().get(0),
                        aggregation.parameters().get(1),
                        aggregation.parameters().get(2));
            case TSERIES ->
                w.b.binary(
                        BinaryOperator.DIVIDE,
                        w.call("ktime_get_boot_ns"),
                        aggregation.parameters().getFirst());
            case COUNT, SUM, MIN, MAX, AVG, STATS -> throw new IllegalStateException("no buckets: " + aggregation);
        };
    }

    /** The numbering is that of {@link dev.rawtap.script.output.LogBuckets}. */
    private Value logarithmic(Value value, int bits) {
        return w.choose(
                Condition.SLT,
                value,
                w.b.constant(0),
                () -> w.b.constant(0),
                () -> w.choose(
                        Condition.LT,
                        value,
                        w.b.constant(1L << bits),
                        () -> w.b.binary(BinaryOperator.ADD, value, 1),
                        () -> power(value, bits)));
    }

    private Value power(Value value, int bits) {
        var rest = w.b.variable(Type.SCALAR);
        var power = w.b.variable(Type.SCALAR);
        w.b.set(rest, value);
        w.b.set(power, w.b.constant(bits == 0 ? 2 : 0));
        for (int step = 32; step >= 2; step /= 2) {
            int by = step;
            w.when(Condition.GE, w.b.get(rest), w.b.constant(1L << step), () -> {
                w.b.set(rest, w.b.binary(BinaryOperator.SHIFT_RIGHT, w.b.get(rest), by));
                w.b.set(power, w.b.binary(BinaryOperator.ADD, w.b.get(power), by));
            });
        }
        Value last = w.b.binary(BinaryOperator.SHIFT_RIGHT, w.b.get(rest), 1);
        Value sum = w.b.binary(BinaryOperator.ADD, w.b.get(power), last);
        if (bits == 0) {
            return sum;
        }
        Value above = w.b.binary(BinaryOperator.SUBTRACT, sum, bits);
        Value head = w.b.define(Type.SCALAR, new Operation.Binary(BinaryOperator.SHIFT_RIGHT, value, above));
        Value within = w.b.binary(BinaryOperator.AND, head, (1L << bits) - 1);
        Value group = w.b.binary(BinaryOperator.SHIFT_LEFT, w.b.binary(BinaryOperator.ADD, above, 1), bits);
        return w.b.binary(
                BinaryOperator.ADD,
                w.b.define(Type.SCALAR, new Operation.Binary(BinaryOperator.ADD, group, within)),
                1);
    }

    private Value linear(Value value, long min, long max, long step) {
        return w.choose(
                Condition.SLT,
                value,
                w.b.constant(min),
                () -> w.b.constant(0),
                () -> w.choose(
                        Condition.SGT,
                        value,
                        w.b.constant(max),
                        () -> w.b.constant((max - min) / step + 1),
                        () -> w.b.binary(
                                BinaryOperator.ADD,
                                w.b.binary(
                                        BinaryOperator.DIVIDE, w.b.binary(BinaryOperator.SUBTRACT, value, min), step),
                                1)));
    }

    /** What all CPUs' values come to, as one number. */
    Value total(MapPlan plan, Aggregation aggregation, Optional<TypedExpression> key) {
        return switch (plan.compiled().storage()) {
            case Storage.PerCpu storage -> {
                int cpus = plan.spec().valueSize() / storage.stride();
                Value all = w.maps.single(plan);
                yield overCpus(aggregation, cpus, (cpu, into) -> {
                    Value distance =
                            w.b.binary(BinaryOperator.SHIFT_LEFT, cpu, Integer.numberOfTrailingZeros(storage.stride()));
                    into.accept(w.b.binary(BinaryOperator.ADD, all, distance));
                });
            }
            case Storage.Hash _ -> totalOfKey(plan, aggregation, w.maps.key(plan, key));
            case Storage.Single _ -> throw new IllegalStateException(plan.map().name() + " holds no aggregation");
        };
    }

    /** The same for the entry whose key lies at a pointer. */
    Value totalOfKey(MapPlan plan, Aggregation aggregation, Value keyPointer) {
        return overCpus(aggregation, w.module.options().possibleCpus(), (cpu, into) -> {
            Value entry = w.b.call(
                    new Type.Pointer(new Type.Region.MapValue(plan.spec().name()), true),
                    FunctionWriter.helper("map_lookup_percpu_elem"),
                    w.b.map(plan.spec().name()),
                    keyPointer,
                    cpu);
            w.places.whenThere(entry, () -> into.accept(entry));
        });
    }

    private interface Visit {
        void cpu(Value cpu, Consumer<Value> into);
    }

    private Value overCpus(Aggregation aggregation, int cpus, Visit visit) {
        var first = w.b.variable(Type.SCALAR);
        var second = w.b.variable(Type.SCALAR);
        w.b.set(first, w.b.constant(0));
        w.b.set(second, w.b.constant(0));
        w.statements.times(
                cpus,
                cpu -> visit.cpu(cpu, entry -> {
                    Value value = w.b.load(Size.DOUBLE, false, entry, 0);
                    switch (aggregation.kind()) {
                        case COUNT, SUM, HIST, LHIST, TSERIES ->
                            w.b.set(first, w.b.binary(BinaryOperator.ADD, w.b.get(first), value));
                        case AVG, STATS -> {
                            w.b.set(first, w.b.binary(BinaryOperator.ADD, w.b.get(first), value));
                            Value count = w.b.load(Size.DOUBLE, false, entry, SECOND);
                            w.b.set(second, w.b.binary(BinaryOperator.ADD, w.b.get(second), count));
                        }
                        case MIN, MAX -> join(aggregation, first, second, entry, value);
                    }
                }));
        return switch (aggregation.kind()) {
            case COUNT, SUM, MIN, MAX, HIST, LHIST, TSERIES -> w.b.get(first);
            case AVG, STATS ->
                w.b.binary(
                        aggregation.signed() ? BinaryOperator.SIGNED_DIVIDE : BinaryOperator.DIVIDE,
                        w.b.get(first),
                        w.b.get(second));
        };
    }

    private void join(
            Aggregation aggregation,
            FunctionBuilder.Variable best,
            FunctionBuilder.Variable any,
            Value entry,
            Value value) {
        boolean least = aggregation.kind() == Aggregation.AggregationKind.MIN;
        Condition better = least
                ? (aggregation.signed() ? Condition.SLT : Condition.LT)
                : (aggregation.signed() ? Condition.SGT : Condition.GT);
        w.when(w.b.load(Size.DOUBLE, false, entry, SECOND), () -> {
            var take = w.b.block("take");
            var compare = w.b.block("compare");
            var end = w.b.block("end");
            w.b.branch(Condition.EQ, w.b.get(any), w.b.constant(0), take, compare);
            w.b.enter(compare);
            w.b.branch(better, value, w.b.get(best), take, end);
            w.b.enter(take);
            w.b.set(best, value);
            w.b.set(any, w.b.constant(1));
            w.b.jump(end);
            w.b.enter(end);
        });
    }
}
