package dev.rawtap.script.lower;

import dev.rawtap.ir.Function;
import dev.rawtap.ir.FunctionBuilder.Label;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Size;
import dev.rawtap.script.program.CompiledMap.Storage;
import dev.rawtap.script.type.Layout;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.Local;
import dev.rawtap.script.typed.TypedExpression;
import dev.rawtap.script.typed.TypedStatement;
import dev.rawtap.script.typed.TypedWalk;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A loop over a map's entries: the body becomes a function that {@code for_each_map_elem} calls back. What the body shares with the code
 * around it lies in a frame on the stack: variables are copied in before and out after, arguments of the probe are copied in.
 */
final class MapLoop {
    private static final int FLAG = 8;

    private final FunctionWriter outer;
    private final TypedStatement.ForMap loop;
    private final MapPlan plan;
    private final List<Local> captured = new ArrayList<>();
    private final Map<Integer, ScriptType> arguments = new LinkedHashMap<>();

    MapLoop(FunctionWriter outer, TypedStatement.ForMap loop) {
        this.outer = outer;
        this.loop = loop;
        plan = outer.module.plan(loop.map());
        TypedWalk.locals(loop.body()).stream().filter(outer::known).forEach(captured::add);
        TypedWalk.expressions(loop.body()).forEach(expression -> {
            if (expression instanceof TypedExpression.Argument(int index, var type, var at)) {
                arguments.put(index, type);
            }
        });
    }

    void write() {
        List<ScriptType> types = new ArrayList<>();
        captured.forEach(local -> types.add(local.type()));
        types.addAll(arguments.values());
        Layout layout = Layout.of(FLAG, types);
        Place.Known frame = outer.slot("frame", Math.max(FLAG, layout.bytes()), 8);
        outer.b.store(Size.DOUBLE, frame.pointer(), 0, outer.b.constant(0));
        for (int i = 0; i < captured.size(); i++) {
            copyIn(captured.get(i), (Place.Known) frame.plus(layout.offsets().get(i)));
        }
        int place = captured.size();
        for (var argument : arguments.entrySet()) {
            outer.places.store(
                    (Place.Known) frame.plus(layout.offsets().get(place++)),
                    argument.getValue(),
                    outer.arguments().argument(argument.getKey(), argument.getValue()));
        }
        Function callback = callback(layout);
        outer.module.function(callback);
        outer.call(
                "for_each_map_elem",
                outer.b.map(plan.spec().name()),
                function(outer, callback),
                frame.pointer(),
                outer.b.constant(0));
        for (int i = 0; i < captured.size(); i++) {
            copyOut(captured.get(i), (Place.Known) frame.plus(layout.offsets().get(i)));
        }
        leaveIfReturned(frame);
    }

    private void leaveIfReturned(Place.Known frame) {
        Label leave = outer.leave;
        if (leave == null || TypedWalk.statements(loop.body()).noneMatch(Statements::leaves)) {
            return;
        }
        Label on = outer.b.block("on");
        Value flag = outer.b.load(Size.DOUBLE, false, frame.pointer(), 0);
        outer.b.branch(Condition.NE, flag, outer.b.constant(0), leave, on);
        outer.b.enter(on);
    }

    private void copyIn(Local local, Place.Known place) {
        if (Values.scalar(local.type()) && !outer.shared(local)) {
            outer.places.store(place, local.type(), outer.b.get(outer.variable(local)));
        } else {
            outer.places.copy(place, outer.memory(local), local.type(), Layout.size(local.type()), false);
        }
    }

    private void copyOut(Local local, Place.Known place) {
        if (Values.scalar(local.type()) && !outer.shared(local)) {
            outer.b.set(outer.variable(local), outer.places.load(place, local.type()));
        } else {
            outer.places.copy(outer.memory(local), place, local.type(), Layout.size(local.type()), false);
        }
    }

    private static Value function(FunctionWriter writer, Function callback) {
        return writer.b.define(
                new Type.FunctionHandle(callback.name()), new Operation.FunctionAddress(callback.name()));
    }

    private Function callback(Layout layout) {
        var inner = new FunctionWriter(outer.module, outer.module.name("each"), Function.Kind.CALLBACK);
        inner.b.at(loop.at());
        inner.b.parameter(new Type.MapHandle(plan.spec().name()));
        Value key = inner.b.parameter(
                new Type.Pointer(new Type.Region.Memory(plan.spec().keySize()), false));
        Value value = inner.b.parameter(
                new Type.Pointer(new Type.Region.MapValue(plan.spec().name()), false));
        Value frame = inner.b.parameter(FunctionWriter.STACK);
        for (int i = 0; i < captured.size(); i++) {
            int offset = layout.offsets().get(i);
            inner.bind(captured.get(i), () -> new Place.Known(frame, offset));
        }
        inner.arguments(new FrameArguments(
                inner,
                frame,
                List.copyOf(arguments.keySet()),
                layout.offsets().subList(captured.size(), layout.offsets().size())));
        Label next = inner.b.block("next");
        Label end = inner.b.block("end");
        Label leave = inner.b.block("leave");
        inner.loops.push(new FunctionWriter.Loop(next, end));
        inner.leave = leave;
        entry(inner, key, value);
        inner.statements.write(loop.body());
        if (!inner.b.ended()) {
            inner.b.jump(next);
        }
        if (leave.reached()) {
            inner.b.enter(leave);
            inner.b.store(Size.DOUBLE, frame, 0, inner.b.constant(1));
            inner.b.jump(end);
        }
        if (end.reached()) {
            inner.b.enter(end);
            inner.b.returns(inner.b.constant(1));
        }
        if (next.reached()) {
            inner.b.enter(next);
            inner.b.returns(inner.b.constant(0));
        }
        return inner.b.build();
    }

    /** Fills the loop's variable: key and value. */
    private void entry(FunctionWriter inner, Value key, Value value) {
        ScriptType.Tuple pair = (ScriptType.Tuple) loop.variable().type();
        Layout layout = Layout.of(pair.elements());
        Place.Known target = inner.newMemory(loop.variable());
        ScriptType keyType = pair.elements().get(0);
        ScriptType valueType = pair.elements().get(1);
        inner.clear(target, layout.bytes());
        inner.places.copy(
                (Place.Known) target.plus(layout.offsets().get(0)),
                new Place.Known(key, 0),
                keyType,
                Layout.size(keyType),
                false);
        Place.Known second = (Place.Known) target.plus(layout.offsets().get(1));
        if (loop.map().value() instanceof ScriptType.Aggregation aggregation) {
            inner.places.store(second, valueType, inner.aggregates.totalOfKey(plan, aggregation, key));
        } else {
            inner.places.copy(second, new Place.Known(value, 0), valueType, Layout.size(valueType), false);
        }
    }

    /** Arguments of the probe that were copied into the frame. */
    private record FrameArguments(FunctionWriter w, Value frame, List<Integer> places, List<Integer> offsets)
            implements Arguments {
        @Override
        public Value argument(int index, ScriptType type) {
            return w.places.load(new Place.Known(frame, offsets.get(places.indexOf(index))), type);
        }

        @Override
        public Value syscall(TypedExpression.SyscallValue.What what) {
            throw new IllegalStateException("%s in a loop over a map".formatted(what));
        }

        @Override
        public Value context() {
            throw new IllegalStateException("the context in a loop over a map");
        }
    }

    /** {@code len(@m)}: the helper gives the number of calls. */
    record Counting(FunctionWriter w, MapPlan plan) {
        Value write() {
            if (plan.compiled().storage() instanceof Storage.Single(int presence)) {
                return w.b.compare(
                        Condition.NE, w.b.load(Size.DOUBLE, false, w.maps.single(plan), presence), w.b.constant(0));
            }
            if (plan.compiled().storage() instanceof Storage.PerCpu) {
                return w.b.constant(1);
            }
            var inner = new FunctionWriter(w.module, w.module.name("count"), Function.Kind.CALLBACK);
            inner.b.parameter(new Type.MapHandle(plan.spec().name()));
            inner.b.parameter(
                    new Type.Pointer(new Type.Region.Memory(plan.spec().keySize()), false));
            inner.b.parameter(
                    new Type.Pointer(new Type.Region.MapValue(plan.spec().name()), false));
            inner.b.parameter(FunctionWriter.STACK);
            inner.b.at(w.b.source());
            inner.b.returns(inner.b.constant(0));
            Function callback = inner.b.build();
            w.module.function(callback);
            return w.call(
                    "for_each_map_elem",
                    w.b.map(plan.spec().name()),
                    function(w, callback),
                    w.b.constant(0),
                    w.b.constant(0));
        }
    }
}
