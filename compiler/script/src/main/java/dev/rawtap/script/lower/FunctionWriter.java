package dev.rawtap.script.lower;

import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.FunctionBuilder;
import dev.rawtap.ir.FunctionBuilder.Label;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Slot;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Helper;
import dev.rawtap.isa.Helpers;
import dev.rawtap.script.type.Layout;
import dev.rawtap.script.typed.Local;
import dev.rawtap.script.typed.TypedExpression;
import dev.rawtap.script.typed.TypedStatement;
import dev.rawtap.script.typed.TypedWalk;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One function being written: its builder, where it runs, its variables, and the parts that write each kind of thing. */
final class FunctionWriter {
    /** A probe's context: a pointer to what the kernel passes. */
    static final Type CONTEXT = new Type.Pointer(new Type.Region.Context(), false);

    /** A pointer into the stack. */
    static final Type STACK = new Type.Pointer(new Type.Region.Stack(), false);

    /** Above this many bytes it takes fewer instructions to have a helper clear memory. */
    private static final int FILL_BY_HELPER = 128;

    /** Where {@code break} and {@code continue} lead. */
    record Loop(Label next, Label end) {}

    final FunctionBuilder b;
    final ModuleWriter module;
    final Values values;
    final Places places;
    final Texts texts;
    final MapAccess maps;
    final Aggregates aggregates;
    final Calls calls;
    final Statements statements;
    final Reports reports;
    final Deque<Loop> loops = new ArrayDeque<>();

    private final String name;
    private final Map<Integer, FunctionBuilder.Variable> variables = new HashMap<>();
    private final Map<Integer, Supplier<Place.Known>> memory = new HashMap<>();
    private @Nullable Arguments arguments;

    /** Where {@code return} leads. */
    @Nullable
    Label leave;

    /** Whether no tracer is there when it runs: only the kernel takes what it prints. */
    boolean pinned;

    /** What {@code return} gives in a subprogram. */
    FunctionBuilder.@Nullable Variable result;

    FunctionWriter(ModuleWriter module, String name, Function.Kind kind) {
        this.module = module;
        this.name = name;
        b = new FunctionBuilder(name, kind);
        values = new Values(this);
        places = new Places(this);
        texts = new Texts(this);
        maps = new MapAccess(this);
        aggregates = new Aggregates(this);
        calls = new Calls(this);
        statements = new Statements(this);
        reports = new Reports(this);
    }

    /** The function's name. */
    String name() {
        return name;
    }

    /** What the probe being written can ask of its event. */
    Arguments arguments() {
        Arguments now = arguments;
        if (now == null) {
            throw new IllegalStateException("no probe, no arguments");
        }
        return now;
    }

    void arguments(Arguments now) {
        arguments = now;
    }

    boolean hasArguments() {
        return arguments != null;
    }

    /** The variable of a scalar local. */
    FunctionBuilder.Variable variable(Local local) {
        return variables.computeIfAbsent(local.number(), ignored -> b.variable(Type.SCALAR));
    }

    /** Whether a local has been seen in this function. */
    boolean known(Local local) {
        return variables.containsKey(local.number()) || memory.containsKey(local.number());
    }

    /** Puts those variables into memory whose address is taken. */
    void shareAddressed(TypedStatement.Block body) {
        TypedWalk.expressions(body).forEach(expression -> {
            if (expression instanceof TypedExpression.AddressOfLocal(var local, var type, var at) && !known(local)) {
                memory(local);
            }
        });
    }

    /** Puts a local into memory. */
    void bind(Local local, Supplier<Place.Known> place) {
        memory.put(local.number(), place);
    }

    /** Whether a local lies in memory though a register would do, because a function that a loop calls back shares it. */
    boolean shared(Local local) {
        return memory.containsKey(local.number());
    }

    /** The memory of a local, which is 0 when it is new. */
    Place.Known memory(Local local) {
        Supplier<Place.Known> known = memory.get(local.number());
        if (known == null) {
            int bytes = Layout.size(local.type());
            Slot slot = b.slot(local.name().substring(1), Math.max(1, bytes), 8);
            known = () -> new Place.Known(b.address(slot), 0);
            memory.put(local.number(), known);
            clear(known.get(), bytes);
        }
        return known.get();
    }

    /** Memory for a local that is about to be written whole. */
    Place.Known newMemory(Local local) {
        if (!memory.containsKey(local.number())) {
            Slot slot = b.slot(local.name().substring(1), Math.max(1, Layout.size(local.type())), 8);
            memory.put(local.number(), () -> new Place.Known(b.address(slot), 0));
        }
        return memory(local);
    }

    /** Fresh memory on the stack; what was there before is undefined. */
    Place.Known slot(String name, int bytes, int alignment) {
        Slot slot = b.slot(name, Math.max(1, bytes), alignment);
        return new Place.Known(b.address(slot), 0);
    }

    /** A pointer to a place that the verifier knows. */
    Value pointer(Place.Known place) {
        return place.offset() == 0 ? place.pointer() : b.binary(BinaryOperator.ADD, place.pointer(), place.offset());
    }

    /** Memory made 0. */
    void clear(Place.Known place, int bytes) {
        if (bytes <= FILL_BY_HELPER) {
            b.perform(new Operation.Fill(place.pointer(), place.offset(), bytes));
        } else {
            // A read of address 0 fails, and the helper then clears what it was to fill.
            call("probe_read_kernel", pointer(place), b.constant(bytes), b.constant(0));
        }
    }

    /** Constant bytes in read-only memory. */
    Value constantPointer(byte[] bytes) {
        return b.define(
                new Type.Pointer(new Type.Region.MapValue(ModuleWriter.CONSTANTS), false),
                new Operation.MapValueAddress(ModuleWriter.CONSTANTS, module.constant(bytes)));
    }

    Value call(String helper, Value... operands) {
        return b.call(helper(helper), operands);
    }

    static Helper helper(String name) {
        return Helpers.named(name);
    }

    /** Does something if a value is not 0. */
    void when(Value value, Runnable body) {
        when(Condition.NE, value, b.constant(0), body);
    }

    void when(Condition condition, Value left, Value right, Runnable body) {
        Label then = b.block("then");
        Label end = b.block("end");
        b.branch(condition, left, right, then, end);
        b.enter(then);
        body.run();
        if (!b.ended()) {
            b.jump(end);
        }
        b.enter(end);
    }

    /** One of two numbers. */
    Value choose(Condition condition, Value left, Value right, Supplier<Value> whenTrue, Supplier<Value> whenFalse) {
        var chosen = b.variable(Type.SCALAR);
        Label yes = b.block("yes");
        Label no = b.block("no");
        Label end = b.block("end");
        b.branch(condition, left, right, yes, no);
        b.enter(yes);
        b.set(chosen, whenTrue.get());
        b.jump(end);
        b.enter(no);
        b.set(chosen, whenFalse.get());
        b.jump(end);
        b.enter(end);
        return b.get(chosen);
    }
}
