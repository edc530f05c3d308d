package dev.rawtap.script.lower;

import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.FunctionBuilder;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Size;
import dev.rawtap.script.program.CompiledMap.Storage;
import dev.rawtap.script.type.Layout;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.ScriptMap;
import dev.rawtap.script.typed.TypedExpression;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads and writes maps. */
final class MapAccess {
    private static final String LOOKUP = "map_lookup_elem";

    private final FunctionWriter w;

    MapAccess(FunctionWriter writer) {
        w = writer;
    }

    /** A pointer to the key's bytes; numbers as constant keys lie in read-only memory. */
    Value key(MapPlan plan, Optional<TypedExpression> key) {
        int bytes = plan.spec().keySize();
        if (key.isEmpty()) {
            return w.constantPointer(new byte[bytes]);
        }
        if (key.get() instanceof TypedExpression.Constant constant && Layout.size(constant.type()) <= 8) {
            byte[] constantKey = new byte[bytes];
            for (int i = 0; i < Layout.size(constant.type()); i++) {
                constantKey[i] = (byte) (constant.value() >> (8 * i));
            }
            return w.constantPointer(constantKey);
        }
        Place.Known place = w.slot("key", bytes, 8);
        write(place, plan, key.get());
        return place.pointer();
    }

    /** A key's bytes. */
    void write(Place.Known place, MapPlan plan, TypedExpression key) {
        int bytes = Layout.size(key.type());
        if (bytes < plan.spec().keySize() || Values.hasPadding(key.type())) {
            w.clear(place, plan.spec().keySize());
        }
        w.values.into(key, place, true);
    }

    Type pointer(MapPlan plan, boolean nullable) {
        return new Type.Pointer(new Type.Region.MapValue(plan.spec().name()), nullable);
    }

    /** The address of a single value, which is always there. */
    Value single(MapPlan plan) {
        return w.b.define(
                pointer(plan, false), new Operation.MapValueAddress(plan.spec().name(), 0));
    }

    Value lookup(MapPlan plan, Value key) {
        return lookup(plan, key, pointer(plan, true));
    }

    Value lookup(MapPlan plan, Value key, Type pointer) {
        return w.b.call(
                pointer, FunctionWriter.helper(LOOKUP), w.b.map(plan.spec().name()), key);
    }

    /** A pointer to an entry's value, NULL when there is none. */
    Value address(ScriptMap map, Optional<TypedExpression> key) {
        MapPlan plan = w.module.plan(map);
        return plan.compiled().storage() instanceof Storage.Hash ? lookup(plan, key(plan, key)) : single(plan);
    }

    Value read(TypedExpression.ReadMap read) {
        MapPlan plan = w.module.plan(read.map());
        if (read.map().value() instanceof ScriptType.Aggregation aggregation) {
            return w.aggregates.total(plan, aggregation, read.key());
        }
        if (plan.compiled().storage() instanceof Storage.Single storage) {
            reportAbsent(plan, storage);
            return w.places.load(new Place.Known(single(plan), 0), read.type());
        }
        Value entry = lookup(plan, key(plan, read.key()));
        return w.choose(
                Condition.EQ,
                entry,
                w.b.constant(0),
                () -> {
                    w.reports.absent(LOOKUP);
                    return w.b.constant(0);
                },
                () -> w.places.load(new Place.Known(entry, 0), read.type()));
    }

    /** Under {@code -k}: tells of a value that was never set. */
    private void reportAbsent(MapPlan plan, Storage.Single storage) {
        if (w.reports.all()) {
            Value there = w.b.load(Size.DOUBLE, false, single(plan), storage.presence());
            w.when(Condition.EQ, there, w.b.constant(0), () -> w.reports.absent(LOOKUP));
        }
    }

    void readInto(TypedExpression.ReadMap read, Place.Known target) {
        MapPlan plan = w.module.plan(read.map());
        int bytes = Layout.size(read.type());
        if (plan.compiled().storage() instanceof Storage.Single storage) {
            reportAbsent(plan, storage);
            w.b.perform(new Operation.Copy(target.pointer(), target.offset(), single(plan), 0, bytes));
            return;
        }
        Value entry = lookup(plan, key(plan, read.key()));
        var some = w.b.block("there");
        var none = w.b.block("absent");
        var end = w.b.block("end");
        w.b.branch(Condition.EQ, entry, w.b.constant(0), none, some);
        w.b.enter(some);
        w.places.copy(target, new Place.Known(entry, 0), read.type(), bytes, false);
        w.b.jump(end);
        w.b.enter(none);
        w.reports.absent(LOOKUP);
        w.clear(target, bytes);
        w.b.jump(end);
        w.b.enter(end);
    }

    Value hasKey(TypedExpression.HasKey has) {
        MapPlan plan = w.module.plan(has.map());
        return w.b.compare(Condition.NE, lookup(plan, key(plan, Optional.of(has.key()))), w.b.constant(0));
    }

    Value find(TypedExpression.Find find) {
        MapPlan plan = w.module.plan(find.map());
        Value entry = lookup(plan, key(plan, Optional.of(find.key())));
        return w.choose(Condition.EQ, entry, w.b.constant(0), () -> w.b.constant(0), () -> {
            Place.Known value = new Place.Known(entry, 0);
            if (Values.scalar(find.into().type())) {
                w.statements.assign(
                        find.into(), w.places.load(value, find.into().type()));
            } else {
                w.places.copy(
                        w.newMemory(find.into()),
                        value,
                        find.into().type(),
                        Layout.size(find.into().type()),
                        false);
            }
            return w.b.constant(1);
        });
    }

    Value delete(TypedExpression.Delete delete) {
        MapPlan plan = w.module.plan(delete.map());
        return switch (plan.compiled().storage()) {
            case Storage.Hash _ -> {
                Value result = w.call("map_delete_elem", w.b.map(plan.spec().name()), key(plan, delete.key()));
                yield w.b.compare(Condition.EQ, result, w.b.constant(0));
            }
            case Storage.Single(int presence) -> {
                Value entry = single(plan);
                Value was = w.b.load(Size.DOUBLE, false, entry, presence);
                w.b.perform(new Operation.Fill(entry, 0, plan.spec().valueSize()));
                yield was;
            }
            case Storage.PerCpu _ -> {
                clearPieces(plan);
                yield w.b.constant(1);
            }
        };
    }

    /** All CPUs' pieces: by a helper, because they are many. */
    private void clearPieces(MapPlan plan) {
        w.clear(new Place.Known(single(plan), 0), plan.spec().valueSize());
    }

    /** Entries are counted one by one: no helper knows. */
    Value length(ScriptMap map) {
        return w.statements.countEntries(w.module.plan(map));
    }

    /** Gives an entry a value that the place writes. */
    void assign(ScriptMap map, Optional<TypedExpression> key, TypedExpression value) {
        MapPlan plan = w.module.plan(map);
        if (plan.compiled().storage() instanceof Storage.Single(int presence)) {
            Place.Known entry = new Place.Known(single(plan), 0);
            if (readsItself(value, map)) {
                Place.Known copy = w.values.placed(value);
                w.places.copy(entry, copy, value.type(), Layout.size(value.type()), false);
            } else {
                w.values.into(value, entry, true);
            }
            w.b.store(Size.DOUBLE, entry.pointer(), presence, w.b.constant(1));
            return;
        }
        Place.Known bytes = w.slot("value", plan.spec().valueSize(), 8);
        if (Values.hasPadding(map.value())) {
            w.clear(bytes, plan.spec().valueSize());
        }
        w.values.into(value, bytes, true);
        update(plan, key(plan, key), bytes.pointer());
    }

    private static boolean readsItself(TypedExpression value, ScriptMap map) {
        return !Values.scalar(value.type())
                && !(value instanceof TypedExpression.TextConstant)
                && map.key().isEmpty();
    }

    void update(MapPlan plan, Value key, Value value) {
        Value result = w.call("map_update_elem", w.b.map(plan.spec().name()), key, value, w.b.constant(0));
        w.reports.updated(plan, result);
    }

    Value increment(TypedExpression.IncrementMap increment) {
        MapPlan plan = w.module.plan(increment.map());
        ScriptType type = increment.map().value();
        var old = w.b.variable(Type.SCALAR);
        Consumer<Value> there = entry -> {
            Place.Known place = new Place.Known(entry, 0);
            w.b.set(old, w.places.load(place, type));
            w.values.add(place, type, increment.by());
        };
        if (plan.compiled().storage() instanceof Storage.Single storage) {
            int presence = storage.presence();
            reportAbsent(plan, storage);
            Value entry = single(plan);
            there.accept(entry);
            w.b.store(Size.DOUBLE, entry, presence, w.b.constant(1));
        } else {
            Value key = key(plan, increment.key());
            entryOr(plan, key, there, () -> {
                w.reports.absent(LOOKUP);
                w.b.set(old, w.b.constant(0));
                update(plan, key, initial(type, increment.by()));
            });
        }
        Value before = w.b.get(old);
        return increment.givesOld()
                ? before
                : w.values.fit(w.b.binary(BinaryOperator.ADD, before, increment.by()), type);
    }

    private Value initial(ScriptType type, long value) {
        byte[] bytes = new byte[Layout.size(type)];
        for (int i = 0; i < bytes.length && i < 8; i++) {
            bytes[i] = (byte) (value >> (8 * i));
        }
        return w.constantPointer(bytes);
    }

    /** Does one thing with the entry of a key, or another if there is none. */
    void entryOr(MapPlan plan, Value key, Consumer<Value> there, Runnable absent) {
        Value entry = lookup(plan, key);
        FunctionBuilder.Label some = w.b.block("there");
        FunctionBuilder.Label none = w.b.block("absent");
        FunctionBuilder.Label end = w.b.block("end");
        w.b.branch(Condition.EQ, entry, w.b.constant(0), none, some);
        w.b.enter(some);
        there.accept(entry);
        w.b.jump(end);
        w.b.enter(none);
        absent.run();
        w.b.jump(end);
        w.b.enter(end);
    }
}
