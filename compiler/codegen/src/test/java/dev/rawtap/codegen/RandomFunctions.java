package dev.rawtap.codegen;

import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.FunctionBuilder;
import dev.rawtap.ir.FunctionBuilder.Variable;
import dev.rawtap.ir.Module;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Slot;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.AtomicOperation;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Helpers;
import dev.rawtap.isa.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Programs that the verifier accepts and that end, made of a seed: arithmetic, branches, loops, slots, maps, many values alive at once. */
final class RandomFunctions {
    static final String STATE = "state";
    static final int STATE_BYTES = 256;
    static final String TABLE = "table";
    static final int TABLE_ENTRIES = 16;

    private static final Type TABLE_VALUE = new Type.Pointer(new Type.Region.MapValue(TABLE), true);
    private static final long[] NUMBERS = {
        0,
        1,
        -1,
        2,
        7,
        8,
        255,
        256,
        0x7fffffffL,
        0x80000000L,
        0xffffffffL,
        0x100000000L,
        -0x80000000L,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        0x123456789abcdefL
    };

    private final SplittableRandom random;
    private final FunctionBuilder b;
    private final Value context;
    private final List<Variable> variables = new ArrayList<>();
    private final List<Slot> slots = new ArrayList<>();
    private final boolean fetches;
    private int budget;
    private int depth;
    private int branches;

    private RandomFunctions(SplittableRandom random, boolean fetches) {
        this.random = random;
        this.fetches = fetches;
        this.b = new FunctionBuilder("random", Function.Kind.PROGRAM);
        this.context = b.parameter(new Type.Pointer(new Type.Region.Context(), false));
    }

    /** A module of one program, {@code random}. */
    static Module make(long seed, boolean fetches) {
        var random = new SplittableRandom(seed);
        var made = new RandomFunctions(random, fetches);
        made.write();
        return new Module(List.of(made.b.build(), mix()));
    }

    /** A function that the program may call: five numbers, some of them on the stack meanwhile. */
    private static Function mix() {
        var b = new FunctionBuilder("mix", Function.Kind.SUBPROGRAM);
        List<Value> parameters = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            parameters.add(b.parameter(Type.SCALAR));
        }
        Slot slot = b.slot("saved", 8, 8);
        b.store(Size.DOUBLE, b.address(slot), 0, parameters.get(3));
        Value sum = parameters.get(4);
        for (int i = 0; i < 4; i++) {
            sum = b.binary(BinaryOperator.SUBTRACT, b.binary(BinaryOperator.MULTIPLY, sum, 7), parameters.get(3 - i));
        }
        var odd = b.block("odd");
        var end = b.block("end");
        Variable result = b.variable(Type.SCALAR);
        b.set(result, sum);
        b.branch(b.binary(BinaryOperator.AND, parameters.get(0), 1), odd, end);
        b.enter(odd);
        b.set(result, b.binary(BinaryOperator.XOR, sum, b.load(Size.DOUBLE, false, b.address(slot), 0)));
        b.jump(end);
        b.enter(end);
        b.returns(b.get(result));
        return b.build();
    }

    private void call() {
        List<Value> arguments = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            arguments.add(expression(random.nextInt(2)));
        }
        b.set(any(), b.define(Type.SCALAR, new Operation.CallFunction("mix", arguments)));
    }

    private void write() {
        int count = 2 + random.nextInt(12);
        for (int i = 0; i < count; i++) {
            Variable variable = b.variable(Type.SCALAR);
            b.set(variable, i < 4 ? b.load(Size.DOUBLE, false, context, 8 * i) : b.constant(number()));
            variables.add(variable);
        }
        for (int i = 0; i < 3; i++) {
            int bytes = random.nextInt(8) == 0 ? 600 : 8 + 8 * random.nextInt(4);
            Slot slot = b.slot("slot" + i, bytes, 8);
            slots.add(slot);
            b.perform(new Operation.Fill(b.address(slot), 0, slot.bytes()));
        }
        budget = 5 + random.nextInt(40);
        statements();
        Value hash = b.constant(17);
        for (Variable variable : variables) {
            hash = b.binary(BinaryOperator.ADD, b.binary(BinaryOperator.MULTIPLY, hash, 31), b.get(variable));
        }
        Value state = state();
        for (Slot slot : slots) {
            hash = b.binary(BinaryOperator.XOR, hash, b.load(Size.DOUBLE, false, b.address(slot), 0));
        }
        b.store(Size.DOUBLE, state, 0, hash);
        b.returns(b.binary(BinaryOperator.XOR, hash, b.binary(BinaryOperator.SHIFT_RIGHT, hash, 32)));
    }

    private void statements() {
        int here = 1 + random.nextInt(8);
        for (int i = 0; i < here && budget > 0; i++) {
            budget--;
            statement();
        }
        if (depth == 0 && budget > 0) {
            statements();
        }
    }

    private void statement() {
        switch (random.nextInt(17)) {
            case 0 -> branch();
            case 1 -> loop();
            case 2 -> choice();
            case 3, 4 -> memory();
            case 5 -> lookup();
            case 6 -> update();
            case 7 -> stateAtIndex();
            case 8 -> call();
            default -> b.set(any(), expression(2));
        }
    }

    private Variable any() {
        return variables.get(random.nextInt(variables.size()));
    }

    private Value value() {
        return random.nextInt(4) == 0 ? b.constant(number()) : b.get(any());
    }

    private long number() {
        return random.nextInt(3) == 0 ? random.nextLong() : NUMBERS[random.nextInt(NUMBERS.length)];
    }

    private Condition condition() {
        return Condition.values()[random.nextInt(Condition.values().length)];
    }

    private Value expression(int levels) {
        if (levels == 0) {
            return value();
        }
        Value left = expression(levels - 1);
        return switch (random.nextInt(12)) {
            case 0 -> b.compare(condition(), left, value());
            case 1 ->
                b.define(
                        Type.SCALAR,
                        new Operation.Select(b.compare(condition(), left, value()), value(), expression(levels - 1)));
            case 2, 3 -> b.extend(8 << random.nextInt(3), random.nextBoolean(), left);
            case 4 -> b.define(Type.SCALAR, new Operation.ByteSwap(16 << random.nextInt(3), left));
            case 5 ->
                b.define(Type.SCALAR, new Operation.Select(b.binary(BinaryOperator.AND, left, value()), left, value()));
            default -> {
                var operators = BinaryOperator.values();
                yield b.binary(operators[random.nextInt(operators.length)], left, expression(levels - 1));
            }
        };
    }

    private void branch() {
        if (++branches > 7) {
            return;
        }
        depth++;
        var yes = b.block("yes");
        var no = b.block("no");
        var end = b.block("end");
        if (random.nextBoolean()) {
            b.branch(condition(), value(), value(), yes, no);
        } else {
            b.branch(b.compare(condition(), expression(1), value()), yes, no);
        }
        b.enter(yes);
        statements();
        b.jump(end);
        b.enter(no);
        if (random.nextBoolean()) {
            statements();
        }
        b.jump(end);
        b.enter(end);
        depth--;
    }

    private void loop() {
        if (depth > 0 || ++branches > 7) {
            return;
        }
        depth++;
        Variable count = b.variable(Type.SCALAR);
        b.set(count, b.constant(0));
        var head = b.block("head");
        var body = b.block("body");
        var end = b.block("after");
        b.jump(head);
        b.open(head);
        b.branch(Condition.LT, b.get(count), b.constant(1 + random.nextInt(4)), body, end);
        b.enter(body);
        b.set(any(), expression(2));
        b.set(any(), expression(1));
        memory();
        b.set(count, b.binary(BinaryOperator.ADD, b.get(count), 1));
        b.jump(head);
        b.seal(head);
        b.enter(end);
        depth--;
    }

    private void choice() {
        if (branches > 3) {
            return;
        }
        branches += 3;
        depth++;
        Map<Long, FunctionBuilder.Label> cases = new HashMap<>();
        for (int i = random.nextInt(7); i >= 0; i--) {
            cases.put(number(), b.block("case"));
        }
        var otherwise = b.block("otherwise");
        var end = b.block("chosen");
        b.switchTo(value(), cases, otherwise);
        for (var label : cases.values()) {
            b.enter(label);
            b.set(any(), expression(1));
            b.jump(end);
        }
        b.enter(otherwise);
        b.jump(end);
        b.enter(end);
        depth--;
    }

    private Value state() {
        return b.define(
                new Type.Pointer(new Type.Region.MapValue(STATE), false), new Operation.MapValueAddress(STATE, 0));
    }

    private void memory() {
        Slot slot = slots.get(random.nextInt(slots.size()));
        Size size = Size.ofBytes(1 << random.nextInt(4));
        boolean onStack = random.nextBoolean();
        Value base = onStack ? b.address(slot) : state();
        int room = onStack ? slot.bytes() : STATE_BYTES;
        int offset = random.nextInt(room / size.bytes()) * size.bytes();
        switch (random.nextInt(7)) {
            case 0, 1 -> b.set(any(), b.load(size, random.nextBoolean(), base, offset));
            case 2, 3 -> b.store(size, base, offset, expression(1));
            case 4 -> {
                byte[] bytes = new byte[1 + random.nextInt(8)];
                random.nextBytes(bytes);
                b.perform(new Operation.StoreBytes(base, random.nextInt(room - 8 + 1), bytes));
            }
            case 5 -> b.perform(new Operation.Copy(state(), 128 + random.nextInt(64), base, 0, 1 + random.nextInt(8)));
            default -> atomic(base, random.nextInt(room / 8) * 8);
        }
    }

    private void atomic(Value base, int offset) {
        Size size = random.nextBoolean() ? Size.WORD : Size.DOUBLE;
        if (fetches && random.nextBoolean()) {
            AtomicOperation operation = AtomicOperation.values()[random.nextInt(5)];
            b.set(
                    any(),
                    b.define(Type.SCALAR, new Operation.Atomic(operation, true, size, base, offset, expression(1))));
        } else {
            b.perform(new Operation.Atomic(AtomicOperation.ADD, false, size, base, offset, expression(1)));
        }
    }

    private Value key(Value number) {
        Slot key = b.slot("key", 4, 4);
        b.store(Size.WORD, b.address(key), 0, number);
        return b.address(key);
    }

    private void lookup() {
        if (++branches > 7) {
            return;
        }
        Value found = b.call(
                TABLE_VALUE,
                Helpers.named("map_lookup_elem"),
                b.map(TABLE),
                key(b.binary(BinaryOperator.AND, expression(1), 31)));
        var hit = b.block("hit");
        var end = b.block("looked");
        b.branch(Condition.NE, found, b.constant(0), hit, end);
        b.enter(hit);
        b.store(
                Size.DOUBLE,
                found,
                0,
                b.binary(BinaryOperator.ADD, b.load(Size.DOUBLE, false, found, 0), expression(1)));
        b.set(any(), b.load(Size.WORD, true, found, 4));
        b.jump(end);
        b.enter(end);
    }

    private void update() {
        Slot value = b.slot("value", 8, 8);
        b.store(Size.DOUBLE, b.address(value), 0, expression(1));
        Value result = b.call(
                Helpers.named("map_update_elem"),
                b.map(TABLE),
                key(b.binary(BinaryOperator.AND, value(), 15)),
                b.address(value),
                b.constant(0));
        b.set(any(), b.binary(BinaryOperator.ADD, result, b.get(any())));
    }

    private void stateAtIndex() {
        Value index = b.binary(BinaryOperator.AND, expression(1), 0x78);
        Value place = b.binary(BinaryOperator.ADD, state(), index);
        if (random.nextBoolean()) {
            b.store(Size.DOUBLE, place, 8, expression(1));
        } else {
            b.set(any(), b.load(Size.DOUBLE, false, place, 16));
        }
    }
}
