package dev.rawtap.script.lower;

import dev.rawtap.base.Span;
import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.FunctionBuilder.Label;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Size;
import dev.rawtap.object.Feature;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import dev.rawtap.script.program.CompiledAction;
import dev.rawtap.script.program.ScriptAction;
import dev.rawtap.script.type.Layout;
import dev.rawtap.script.typed.Local;
import dev.rawtap.script.typed.TypedExpression;
import dev.rawtap.script.typed.TypedStatement;
import dev.rawtap.script.typed.TypedWalk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Writes statements. */
final class Statements {
    /** A loop of at most so many rounds the verifier walks through on its own. */
    private static final int COUNTED_ROUNDS = 128;

    private final FunctionWriter w;

    Statements(FunctionWriter writer) {
        w = writer;
    }

    void write(TypedStatement.Block block) {
        for (TypedStatement statement : block.statements()) {
            if (w.b.ended()) {
                return;
            }
            write(statement);
        }
    }

    private void write(TypedStatement statement) {
        w.b.at(statement.at());
        switch (statement) {
            case TypedStatement.Block block -> write(block);
            case TypedStatement.Evaluate evaluate -> evaluate(evaluate.expression());
            case TypedStatement.AssignVariable assign -> assign(assign);
            case TypedStatement.AssignMap assign -> w.maps.assign(assign.map(), assign.key(), assign.value());
            case TypedStatement.Aggregate aggregate -> w.aggregates.add(aggregate);
            case TypedStatement.Emit emit -> emit(emit);
            case TypedStatement.If choice -> choose(choice);
            case TypedStatement.While loop -> loop(loop);
            case TypedStatement.ForRange loop -> range(loop);
            case TypedStatement.ForMap loop -> new MapLoop(w, loop).write();
            case TypedStatement.Break _ -> w.b.jump(w.loops.getFirst().end());
            case TypedStatement.Continue _ -> w.b.jump(w.loops.getFirst().next());
            case TypedStatement.Return end -> leave(end.value());
        }
    }

    private void evaluate(TypedExpression expression) {
        if (Values.scalar(expression.type())) {
            w.values.of(expression);
        } else if (!(expression instanceof TypedExpression.ReadLocal)) {
            w.values.placed(expression);
        }
    }

    private void assign(TypedStatement.AssignVariable assign) {
        Local local = assign.local();
        if (Values.scalar(local.type())) {
            assign(local, w.values.of(assign.value()));
            return;
        }
        boolean again = w.shared(local);
        if (again && !(assign.value() instanceof TypedExpression.TextConstant)) {
            // The new value may be made of the old one.
            Place.Known copy = w.values.placed(assign.value());
            w.places.copy(w.memory(local), copy, local.type(), Layout.size(local.type()), false);
            return;
        }
        Place.Known target = w.newMemory(local);
        if (Values.hasPadding(local.type())) {
            w.clear(target, Layout.size(local.type()));
        }
        w.values.into(assign.value(), target, true);
    }

    /** Gives a scalar variable a value. */
    void assign(Local local, Value value) {
        if (w.shared(local)) {
            w.places.store(w.memory(local), local.type(), value);
        } else {
            w.b.set(w.variable(local), value);
        }
    }

    private void choose(TypedStatement.If choice) {
        Label yes = w.b.block("if");
        Label end = w.b.block("end");
        Label no = choice.whenFalse().isPresent() ? w.b.block("else") : end;
        w.values.branch(choice.condition(), yes, no);
        w.b.enter(yes);
        write(choice.whenTrue());
        if (!w.b.ended()) {
            w.b.jump(end);
        }
        choice.whenFalse().ifPresent(block -> {
            w.b.enter(no);
            write(block);
            if (!w.b.ended()) {
                w.b.jump(end);
            }
        });
        enterIfReached(end);
    }

    /** Goes on in a block, unless nothing leads there. */
    private void enterIfReached(Label end) {
        if (end.reached()) {
            w.b.enter(end);
        }
    }

    private void loop(TypedStatement.While loop) {
        hide(loop.body());
        Label head = w.b.block("while");
        Label body = w.b.block("body");
        Label end = w.b.block("end");
        w.b.jump(head);
        w.b.open(head);
        boundedByKernel(true, end);
        w.values.branch(loop.condition(), body, end);
        w.b.enter(body);
        w.loops.push(new FunctionWriter.Loop(head, end));
        write(loop.body());
        w.loops.pop();
        if (!w.b.ended()) {
            w.b.jump(head);
        }
        w.b.seal(head);
        w.b.enter(end);
    }

    /**
     * Makes unknown to the verifier what it knows of the variables that a loop changes: as long as it knows their numbers it walks through
     * every round, a hundred thousand if need be.
     */
    private void hide(TypedStatement.Block body) {
        if (!w.module.target().has(Feature.MAY_GOTO)) {
            return;
        }
        for (Local local : TypedWalk.locals(body)) {
            if (w.known(local) && Values.scalar(local.type()) && !w.shared(local)) {
                w.b.set(w.variable(local), hidden(w.b.get(w.variable(local))));
            }
        }
    }

    /** The same number, as far as the verifier can tell any number: 0 from a map that could be written is added. */
    private Value hidden(Value value) {
        if (!w.module.target().has(Feature.MAY_GOTO)) {
            return value;
        }
        String map = w.module.map(MapSpec.of("zero", MapType.ARRAY, 4, 8, 1));
        Type pointer = new Type.Pointer(new Type.Region.MapValue(map), false);
        Value zero = w.b.load(Size.DOUBLE, false, w.b.define(pointer, new Operation.MapValueAddress(map, 0)), 0);
        return w.b.define(Type.SCALAR, new Operation.Binary(BinaryOperator.ADD, value, zero));
    }

    /** At the head of a loop that the verifier cannot count: the kernel ends it after some million rounds. */
    private void boundedByKernel(boolean needed, Label end) {
        if (needed && w.module.target().has(Feature.MAY_GOTO)) {
            Label next = w.b.block("round");
            w.b.mayGoto(next, end);
            w.b.enter(next);
        }
    }

    private void range(TypedStatement.ForRange loop) {
        Value from = w.values.of(loop.from());
        Value to = w.values.of(loop.to());
        boolean counted = loop.from() instanceof TypedExpression.Constant(var first, var a, var b)
                && loop.to() instanceof TypedExpression.Constant(var last, var c, var d)
                && last - first <= COUNTED_ROUNDS;
        Label head = w.b.block("for");
        Label body = w.b.block("body");
        Label next = w.b.block("next");
        Label end = w.b.block("end");
        var index = w.b.variable(Type.SCALAR);
        w.b.set(index, from);
        if (!counted) {
            hide(loop.body());
            w.b.set(index, hidden(from));
        }
        w.b.jump(head);
        w.b.open(head);
        boundedByKernel(!counted, end);
        w.b.branch(Condition.SLT, w.b.get(index), to, body, end);
        w.b.enter(body);
        assign(loop.variable(), w.b.get(index));
        w.loops.push(new FunctionWriter.Loop(next, end));
        write(loop.body());
        w.loops.pop();
        if (!w.b.ended()) {
            w.b.jump(next);
        }
        if (next.reached()) {
            w.b.enter(next);
            w.b.set(index, w.b.binary(BinaryOperator.ADD, w.b.get(index), 1));
            w.b.jump(head);
        }
        w.b.seal(head);
        w.b.enter(end);
    }

    /** Does something for each number below a small constant. */
    void times(int count, Consumer<Value> body) {
        Label head = w.b.block("times");
        Label round = w.b.block("round");
        Label end = w.b.block("end");
        boolean counted = count <= COUNTED_ROUNDS;
        var index = w.b.variable(Type.SCALAR);
        w.b.set(index, counted ? w.b.constant(0) : hidden(w.b.constant(0)));
        w.b.jump(head);
        w.b.open(head);
        boundedByKernel(!counted, end);
        w.b.branch(Condition.LT, w.b.get(index), w.b.constant(count), round, end);
        w.b.enter(round);
        body.accept(w.b.get(index));
        w.b.set(index, w.b.binary(BinaryOperator.ADD, w.b.get(index), 1));
        w.b.jump(head);
        w.b.seal(head);
        w.b.enter(end);
    }

    private void leave(Optional<TypedExpression> value) {
        var result = w.result;
        if (value.isPresent() && result != null) {
            w.b.set(result, w.values.of(value.get()));
        }
        leave();
    }

    private void leave() {
        Label leave = w.leave;
        if (leave == null) {
            throw new IllegalStateException("nowhere to return to");
        }
        w.b.jump(leave);
    }

    private void emit(TypedStatement.Emit emit) {
        send(emit.action(), emit.fields(), emit.at());
        if (emit.action() instanceof ScriptAction.Exit || emit.action() instanceof ScriptAction.AssertFailed) {
            send(new ScriptAction.Ended(), List.of(), emit.at());
            leave();
        }
    }

    /** Reserves a record, fills it and submits it. What cannot be reserved is counted by the ledger. */
    private void send(ScriptAction action, List<TypedExpression> fields, Span at) {
        if (w.pinned) {
            new KernelText(w).write(action, fields);
            return;
        }
        // Where each read is reported it need not tell by what it leaves.
        List<Integer> reads = IntStream.range(0, fields.size())
                .filter(i -> !w.reports.all() && Bytes.readsText(fields.get(i)))
                .boxed()
                .toList();
        CompiledAction compiled = w.module.actionReading(
                action, fields.stream().map(TypedExpression::type).toList(), reads, at);
        var scalars = new ArrayList<@Nullable Value>();
        var placed = new ArrayList<Place.@Nullable Known>();
        for (TypedExpression field : fields) {
            boolean scalar = Values.scalar(field.type());
            scalars.add(scalar ? w.values.of(field) : null);
            // What reads report comes before what is made of them.
            placed.add(scalar || !w.reports.all() ? null : w.values.placed(field));
        }
        record(compiled, record -> {
            for (int i = 0; i < fields.size(); i++) {
                Place.Known place = new Place.Known(record, compiled.offsets().get(i));
                Value scalar = scalars.get(i);
                Place.Known copy = placed.get(i);
                if (reads.contains(i)) {
                    w.module.tellRead(fields.get(i).at());
                    if (place.offset() > Integer.BYTES) {
                        // An empty text, but not one that a failed read leaves.
                        w.b.store(Size.HALF, record, place.offset(), w.b.constant(0xff00));
                    }
                }
                if (scalar != null) {
                    w.places.store(place, fields.get(i).type(), scalar);
                } else if (copy != null) {
                    w.places.copy(
                            place,
                            copy,
                            fields.get(i).type(),
                            Layout.size(fields.get(i).type()),
                            false);
                } else {
                    w.values.into(fields.get(i), place, false);
                }
            }
        });
    }

    private void record(CompiledAction action, Consumer<Value> fill) {
        record(w.module.ring(action.action()), action.bytes(), w.b.constant(~action.number()), fill);
    }

    /**
     * Reserves a record in a ring buffer, writes its head, fills the rest and submits it. The head is an action's number, inverted, so
     * that the other four bytes are not 0: see {@link CompiledAction#reads}.
     */
    void record(String ring, int bytes, Value head, Consumer<Value> fill) {
        Value reserved = w.b.call(
                new Type.Pointer(new Type.Region.Memory(bytes), true),
                FunctionWriter.helper("ringbuf_reserve"),
                w.b.map(ring),
                w.b.constant(bytes),
                w.b.constant(0));
        w.when(Condition.NE, reserved, w.b.constant(0), () -> {
            w.b.store(Size.DOUBLE, reserved, 0, head);
            fill.accept(reserved);
            w.call("ringbuf_submit", reserved, w.b.constant(0));
        });
    }

    /** Whether a statement ends the probe. */
    static boolean leaves(TypedStatement statement) {
        return statement instanceof TypedStatement.Return
                || (statement instanceof TypedStatement.Emit(var action, var fields, var at)
                        && (action instanceof ScriptAction.Exit || action instanceof ScriptAction.AssertFailed));
    }

    /** How many entries a map has now. */
    Value countEntries(MapPlan plan) {
        return new MapLoop.Counting(w, plan).write();
    }
}
