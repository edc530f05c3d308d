package dev.rawtap.ir;

import dev.rawtap.isa.AtomicOperation;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Helpers;
import dev.rawtap.isa.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Makes modules at random, of all operations: whole, ending, and reading only what they have written. */
final class RandomModule {
    private static final Type CONTEXT = new Type.Pointer(new Type.Region.Context(), false);
    private static final long[] NUMBERS = {
        0,
        1,
        2,
        3,
        7,
        8,
        16,
        31,
        63,
        64,
        255,
        256,
        0xffff,
        0x7fffffffL,
        0x80000000L,
        0xffffffffL,
        -1,
        -2,
        -8,
        Long.MIN_VALUE,
        Long.MAX_VALUE
    };
    private static final int SLOT = 32;

    private final RandomGenerator random;
    private final FunctionBuilder builder;
    private final List<Value> numbers = new ArrayList<>();
    private final List<FunctionBuilder.Variable> variables = new ArrayList<>();
    private final List<Slot> slots = new ArrayList<>();
    private final List<String> callees;
    private int budget;

    private RandomModule(RandomGenerator random, FunctionBuilder builder, List<String> callees, int budget) {
        this.random = random;
        this.builder = builder;
        this.callees = callees;
        this.budget = budget;
    }

    /** A program {@code main} of about so many statements, and subprograms that it calls. */
    static Module make(RandomGenerator random, int statements) {
        var functions = new ArrayList<Function>();
        var callees = new ArrayList<String>();
        int count = random.nextInt(3);
        for (int i = 0; i < count; i++) {
            String name = "sub" + i;
            functions.add(function(random, name, Function.Kind.SUBPROGRAM, callees, 1 + random.nextInt(8)));
            callees.add(name);
        }
        functions.addFirst(function(random, "main", Function.Kind.PROGRAM, callees, statements));
        return new Module(functions);
    }

    private static Function function(
            RandomGenerator random, String name, Function.Kind kind, List<String> callees, int statements) {
        var builder = new FunctionBuilder(name, kind);
        var maker = new RandomModule(random, builder, List.copyOf(callees), statements);
        Value context = null;
        if (kind == Function.Kind.PROGRAM) {
            context = builder.parameter(CONTEXT);
        } else {
            maker.numbers.add(builder.parameter(Type.SCALAR));
            maker.numbers.add(builder.parameter(Type.SCALAR));
        }
        maker.body(context);
        return builder.build();
    }

    private void body(Value context) {
        if (context != null) {
            for (int i = 0; i < 4; i++) {
                Size size = Size.values()[random.nextInt(4)];
                numbers.add(builder.load(size, random.nextBoolean(), context, 8 * i));
            }
        }
        for (int i = 0; i < 3; i++) {
            Slot slot = builder.slot("s" + i, SLOT, 8);
            slots.add(slot);
            builder.perform(new Operation.Fill(builder.address(slot), 0, SLOT));
            var variable = builder.variable(Type.SCALAR);
            variables.add(variable);
            builder.set(variable, number());
        }
        statements(0, context);
        Value result = number();
        for (var variable : variables) {
            result = builder.binary(BinaryOperator.XOR, result, builder.get(variable));
        }
        builder.returns(result);
    }

    private void statements(int depth, Value context) {
        int count = 1 + random.nextInt(depth == 0 ? 40 : 5);
        for (int i = 0; i < count && budget-- > 0; i++) {
            switch (random.nextInt(depth < 4 ? 22 : 17)) {
                case 0, 1, 2 -> add(arithmetic());
                case 3 -> add(builder.compare(condition(), number(), number()));
                case 4 -> add(builder.extend(8 << random.nextInt(3), random.nextBoolean(), number()));
                case 5 ->
                    add(builder.define(
                            Type.SCALAR,
                            random.nextBoolean()
                                    ? new Operation.ByteSwap(16 << random.nextInt(3), number())
                                    : new Operation.Select(number(), number(), number())));
                case 6, 7 -> slotAccess();
                case 8 -> global();
                case 9 -> reads();
                case 10 -> lookup();
                case 11 -> change();
                case 12 -> helper();
                case 13 ->
                    variables.forEach(variable -> {
                        if (random.nextInt(3) == 0) {
                            builder.set(variable, number());
                        }
                    });
                case 14 -> add(builder.get(variables.get(random.nextInt(variables.size()))));
                case 15 -> object(context);
                case 16 -> callFunction();
                case 17, 18 -> choice(depth, context);
                case 19 -> switchTo(depth, context);
                case 20 -> loop(depth, context);
                default -> shortCircuit(depth, context);
            }
        }
    }

    private void add(Value value) {
        numbers.add(value);
    }

    private Value number() {
        if (random.nextInt(3) == 0) {
            return builder.constant(NUMBERS[random.nextInt(NUMBERS.length)]);
        }
        int back = Math.min(numbers.size(), 6);
        return random.nextInt(4) == 0
                ? numbers.get(random.nextInt(numbers.size()))
                : numbers.get(numbers.size() - 1 - random.nextInt(back));
    }

    private Value arithmetic() {
        BinaryOperator[] operators = BinaryOperator.values();
        return builder.binary(operators[random.nextInt(operators.length)], number(), number());
    }

    private Condition condition() {
        Condition[] conditions = Condition.values();
        return conditions[random.nextInt(conditions.length)];
    }

    private Value slotAddress(int room) {
        Slot slot = slots.get(random.nextInt(slots.size()));
        int offset = random.nextInt(SLOT - room + 1) & -room;
        Value address = builder.address(slot, 0);
        return switch (random.nextInt(3)) {
            case 0 -> builder.address(slot, offset);
            case 1 -> builder.binary(BinaryOperator.ADD, address, offset);
            default -> address;
        };
    }

    private void slotAccess() {
        Size size = Size.values()[random.nextInt(4)];
        Value base = slotAddress(size.bytes());
        switch (random.nextInt(6)) {
            case 0, 1 -> add(builder.load(size, random.nextBoolean(), base, 0));
            case 2, 3 -> builder.store(size, base, 0, number());
            case 4 -> builder.perform(new Operation.StoreBytes(base, 0, new byte[] {(byte) random.nextInt()}));
            default ->
                builder.perform(new Operation.Copy(
                        builder.address(slots.get(0)), 8, builder.address(slots.get(1)), random.nextInt(8), 11));
        }
    }

    private void global() {
        Value base = builder.define(
                new Type.Pointer(new Type.Region.MapValue("globals"), false),
                new Operation.MapValueAddress("globals", 8 * random.nextInt(3)));
        switch (random.nextInt(4)) {
            case 0 -> add(builder.load(Size.DOUBLE, false, base, 8));
            case 1 -> builder.store(Size.WORD, base, 8 * random.nextInt(3), number());
            case 2 ->
                add(builder.define(
                        Type.SCALAR, new Operation.Atomic(AtomicOperation.ADD, true, Size.DOUBLE, base, 0, number())));
            default -> {
                Value index = builder.binary(BinaryOperator.AND, number(), 15);
                Value place = builder.binary(BinaryOperator.ADD, base, index);
                add(builder.load(Size.BYTE, true, place, random.nextInt(16)));
            }
        }
    }

    private void reads() {
        Value address = number();
        var space = Operation.AddressSpace.values()[random.nextInt(Operation.AddressSpace.values().length)];
        for (int i = random.nextInt(3); i >= 0; i--) {
            Size size = Size.values()[random.nextInt(4)];
            add(builder.define(
                    Type.SCALAR,
                    new Operation.Read(space, size, random.nextBoolean(), address, 4 * random.nextInt(10))));
        }
    }

    /** Looks up the same key more than once, from one slot or another, with or without a change in between. */
    private void lookup() {
        Value number = builder.binary(BinaryOperator.AND, number(), 3);
        for (int i = random.nextInt(3); i >= 0; i--) {
            lookup(number);
            if (random.nextInt(4) == 0) {
                change();
            }
        }
    }

    private void lookup(Value number) {
        Value key = builder.address(slots.get(random.nextInt(2)));
        if (random.nextInt(4) == 0) {
            builder.perform(new Operation.Fill(key, 0, SLOT));
        }
        builder.store(Size.DOUBLE, key, 0, number);
        Value found = builder.call(
                new Type.Pointer(new Type.Region.MapValue("m"), true),
                Helpers.named("map_lookup_elem"),
                builder.map("m"),
                key);
        var present = builder.block("present");
        var absent = builder.block("absent");
        var end = builder.block("looked");
        builder.branch(Condition.EQ, found, builder.constant(0), absent, present);
        builder.enter(present);
        Value count = builder.load(Size.DOUBLE, false, found, 0);
        builder.store(Size.DOUBLE, found, 0, builder.binary(BinaryOperator.ADD, count, number()));
        builder.set(variables.get(0), builder.load(Size.DOUBLE, false, found, 0));
        builder.jump(end);
        builder.enter(absent);
        builder.call(
                Helpers.named("map_update_elem"),
                builder.map("m"),
                key,
                builder.address(slots.get(1)),
                builder.constant(0));
        builder.jump(end);
        builder.enter(end);
    }

    private void change() {
        Value key = builder.address(slots.get(1));
        if (random.nextBoolean()) {
            builder.call(Helpers.named("map_delete_elem"), builder.map("m"), key);
        } else {
            builder.call(
                    Helpers.named("ringbuf_output"),
                    builder.map("ring"),
                    key,
                    builder.constant(16),
                    builder.constant(0));
        }
    }

    private void helper() {
        String[] names = {
            "ktime_get_ns", "get_prandom_u32", "get_smp_processor_id", "get_current_pid_tgid", "get_current_uid_gid"
        };
        if (random.nextInt(4) == 0) {
            builder.call(Helpers.named("get_current_comm"), builder.address(slots.get(2)), builder.constant(16));
        } else {
            add(builder.call(Helpers.named(names[random.nextInt(names.length)])));
        }
    }

    private void object(Value context) {
        if (context == null) {
            return;
        }
        var type = new Type.Pointer(new Type.Region.KernelObject(5), true);
        Value object = builder.loadPointer(type, context, 8 * random.nextInt(12));
        var inside = builder.block("inside");
        var end = builder.block("after");
        builder.branch(Condition.NE, object, builder.constant(0), inside, end);
        builder.enter(inside);
        Value first = builder.load(Size.WORD, random.nextBoolean(), object, 4 * random.nextInt(4));
        Value next = builder.loadPointer(
                new Type.Pointer(new Type.Region.KernelObject(6), false), object, 8 * random.nextInt(4));
        Value second = builder.load(Size.DOUBLE, false, next, 8);
        builder.set(variables.get(1), builder.binary(BinaryOperator.ADD, first, second));
        builder.jump(end);
        builder.enter(end);
    }

    private void callFunction() {
        if (!callees.isEmpty()) {
            String callee = callees.get(random.nextInt(callees.size()));
            add(builder.define(Type.SCALAR, new Operation.CallFunction(callee, List.of(number(), number()))));
        }
    }

    /** Runs something whose values are not to be used afterwards. */
    private void scope(Runnable body) {
        int before = numbers.size();
        body.run();
        numbers.subList(before, numbers.size()).clear();
    }

    private void choice(int depth, Value context) {
        var left = builder.block("left");
        var right = builder.block("right");
        var join = builder.block("join");
        if (random.nextBoolean()) {
            builder.branch(condition(), number(), number(), left, right);
        } else {
            builder.branch(builder.compare(condition(), number(), number()), left, right);
        }
        builder.enter(left);
        scope(() -> statements(depth + 1, context));
        builder.jump(join);
        builder.enter(right);
        if (random.nextBoolean()) {
            scope(() -> statements(depth + 1, context));
        }
        builder.jump(join);
        builder.enter(join);
    }

    private void switchTo(int depth, Value context) {
        var one = builder.block("one");
        var two = builder.block("two");
        var join = builder.block("switched");
        var cases = new TreeMap<Long, FunctionBuilder.Label>();
        for (int i = random.nextInt(5); i > 0; i--) {
            cases.put((long) random.nextInt(6), random.nextBoolean() ? one : random.nextBoolean() ? two : join);
        }
        cases.put(7L, one);
        Value number = random.nextBoolean() ? number() : builder.binary(BinaryOperator.AND, number(), 7);
        builder.switchTo(number, cases, two);
        builder.enter(one);
        scope(() -> statements(depth + 1, context));
        builder.jump(join);
        builder.enter(two);
        scope(() -> statements(depth + 1, context));
        builder.jump(join);
        builder.enter(join);
    }

    private void loop(int depth, Value context) {
        var counter = builder.variable(Type.SCALAR);
        builder.set(counter, builder.constant(0));
        var head = builder.block("head");
        var body = builder.block("body");
        var end = builder.block("done");
        builder.jump(head);
        builder.open(head);
        Value limit = builder.constant(random.nextInt(6));
        builder.branch(Condition.LT, builder.get(counter), limit, body, end);
        builder.enter(body);
        scope(() -> {
            add(builder.get(counter));
            statements(depth + 2, context);
            if (random.nextInt(3) == 0) {
                var on = builder.block("on");
                builder.branch(condition(), number(), number(), end, on);
                builder.enter(on);
            }
        });
        builder.set(counter, builder.binary(BinaryOperator.ADD, builder.get(counter), 1));
        builder.jump(head);
        builder.seal(head);
        builder.enter(end);
    }

    /** A condition of two parts as a number, then a branch on that number. */
    private void shortCircuit(int depth, Value context) {
        var result = builder.variable(Type.SCALAR);
        var second = builder.block("second");
        var decided = builder.block("decided");
        builder.set(result, builder.constant(0));
        builder.branch(condition(), number(), number(), second, decided);
        builder.enter(second);
        builder.set(result, builder.compare(condition(), number(), number()));
        builder.jump(decided);
        builder.enter(decided);
        var then = builder.block("then");
        var otherwise = builder.block("otherwise");
        builder.branch(builder.get(result), then, otherwise);
        builder.enter(then);
        scope(() -> statements(depth + 1, context));
        builder.jump(otherwise);
        builder.enter(otherwise);
    }
}
