package dev.rawtap.ir;

import dev.rawtap.isa.Condition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Says what a module means, in the plainest way: walks its steps. The kernel around it is made up of a seed, the same for the same seed:
 * memory, arguments, helpers' answers, which reads fail. A value is a {@link Long}, an {@link Address} or the name of a map or function.
 */
final class Interpreter {
    /** A place in memory. */
    record Address(Memory memory, long offset) {
        Address plus(long bytes) {
            return new Address(memory, offset + bytes);
        }
    }

    /** What can be seen of a run from outside. */
    record Outcome(long result, List<String> effects, Map<String, String> memory) {}

    static final int KEY = 8;
    static final int VALUE = 16;
    private static final int BUDGET = 200_000;

    private final Module module;
    private final long seed;
    private final List<String> effects = new ArrayList<>();
    private final Map<String, TreeMap<String, Memory>> maps = new TreeMap<>();
    private final Map<String, Memory> globals = new TreeMap<>();
    private final Map<Long, Memory> objects = new HashMap<>();
    private int steps;

    private Interpreter(Module module, long seed) {
        this.module = module;
        this.seed = seed;
    }

    /** Runs a function on a context of 96 bytes made of the seed, or on numbers. */
    static Outcome run(Module module, String function, long seed) {
        var interpreter = new Interpreter(module, seed);
        interpreter.global("globals");
        interpreter.map("m");
        var arguments = new ArrayList<Object>();
        for (Value parameter : module.function(function).parameters()) {
            arguments.add(
                    parameter.type() instanceof Type.Scalar
                            ? (Object) interpreter.noise(parameter.number(), 1)
                            : new Address(Memory.of("context", interpreter.noiseBytes(7, 96)), 0));
        }
        long result = (Long) interpreter.call(module.function(function), arguments);
        var memory = new TreeMap<String, String>();
        interpreter.maps.forEach((name, values) -> memory.put(name, values.toString()));
        interpreter.globals.forEach((name, value) -> memory.put(name, value.toString()));
        return new Outcome(result, interpreter.effects, memory);
    }

    private Object call(Function function, List<Object> arguments) {
        var frame = new Frame(function);
        for (int i = 0; i < arguments.size(); i++) {
            frame.values.put(function.parameters().get(i).number(), arguments.get(i));
        }
        Map<String, Block> blocks = new HashMap<>();
        function.blocks().forEach(block -> blocks.put(block.label(), block));
        Block block = function.blocks().getFirst();
        while (true) {
            for (Step step : block.steps()) {
                if (steps++ > BUDGET) {
                    throw new AssertionError("runs for ever");
                }
                Object result = frame.evaluate(step);
                Value value = step.result();
                if (value != null) {
                    frame.values.put(value.number(), result);
                }
            }
            if (block.end() instanceof Terminator.Return(var value)) {
                return frame.get(value);
            }
            if (steps++ > BUDGET) {
                throw new AssertionError("runs for ever");
            }
            Edge edge = frame.choose(block.end());
            List<Object> given = edge.arguments().stream().map(frame::get).toList();
            block = blocks.get(edge.label());
            for (int i = 0; i < given.size(); i++) {
                frame.values.put(block.parameters().get(i).number(), given.get(i));
            }
        }
    }

    private final class Frame {
        final Map<Integer, Object> values = new HashMap<>();
        private final Map<Slot, Memory> slots = new HashMap<>();

        Frame(Function function) {
            function.slots().forEach(slot -> slots.put(slot, new Memory(slot.toString(), slot.bytes())));
        }

        Object get(Value value) {
            Object held = values.get(value.number());
            if (held == null) {
                throw new AssertionError(value + " has no value");
            }
            return held;
        }

        long number(Value value) {
            return (Long) get(value);
        }

        Address address(Value value) {
            return get(value) instanceof Address address ? address : fail(value + " is NULL");
        }

        Edge choose(Terminator end) {
            return switch (end) {
                case Terminator.Jump(var target) -> target;
                case Terminator.Branch(var condition, var left, var right, var whenTrue, var whenFalse) ->
                    holds(condition, get(left), get(right)) ? whenTrue : whenFalse;
                case Terminator.Switch(var value, var cases, var otherwise) -> {
                    long number = number(value);
                    for (Terminator.Case one : cases) {
                        if (one.number() == number) {
                            yield one.target();
                        }
                    }
                    yield otherwise;
                }
                case Terminator.MayGoto(var next, var _) -> next;
                case Terminator.Return _ -> throw new AssertionError();
            };
        }

        Object evaluate(Step step) {
            return switch (step.operation()) {
                case Operation.Constant(long value) -> value;
                case Operation.Binary(var operator, var left, var right) -> {
                    long second = number(right);
                    yield get(left) instanceof Address address
                            ? address.plus(operator == BinaryOperator.ADD ? second : -second)
                            : (Object) operator.apply(number(left), second);
                }
                case Operation.Compare(var condition, var left, var right) ->
                    holds(condition, get(left), get(right)) ? 1L : 0L;
                case Operation.Select(var condition, var whenTrue, var whenFalse) ->
                    number(condition) != 0 ? get(whenTrue) : get(whenFalse);
                case Operation.Extend(int bits, boolean signed, var value) -> extend(bits, signed, number(value));
                case Operation.ByteSwap(int bits, var value) -> Long.reverseBytes(number(value)) >>> 64 - bits;
                case Operation.SlotAddress(var slot, int offset) -> new Address(slots.get(slot), offset);
                case Operation.MapReference(var map) -> map;
                case Operation.MapValueAddress(var map, int offset) -> new Address(global(map), offset);
                case Operation.FunctionAddress(var function) -> function;
                case Operation.CallHelper(var helper, var arguments) ->
                    helper(
                            step,
                            helper.name(),
                            arguments.stream().map(this::get).toList());
                case Operation.CallFunction(var function, var arguments) ->
                    call(
                            module.function(function),
                            arguments.stream().map(this::get).toList());
                case Operation.CallKernelFunction(var function, var arguments) -> {
                    effects.add(function + arguments.stream().map(this::get).toList());
                    yield 0L;
                }
                case Operation.Load load -> load(load, step.result().type());
                case Operation.Read(var space, var size, boolean signed, var address, int offset) -> {
                    byte[] read = read(space.name(), number(address) + offset, size.bytes());
                    yield Memory.of("read", read).number(0, size.bytes(), signed);
                }
                case Operation.Store _,
                        Operation.Fill _,
                        Operation.StoreBytes _,
                        Operation.Copy _,
                        Operation.Atomic _ -> write(step.operation());
            };
        }

        private Object load(Operation.Load load, Type type) {
            Address from = address(load.base()).plus(load.offset());
            if (type instanceof Type.Pointer(var region, boolean nullable)) {
                long number = from.memory.number(from.offset, 8, false);
                return nullable && number % 3 == 0 ? (Object) 0L : object(region, number);
            }
            return from.memory.number(from.offset, load.size().bytes(), load.signed());
        }

        private Object write(Operation operation) {
            return switch (operation) {
                case Operation.Store(var size, var base, int offset, var value) -> {
                    Address to = address(base).plus(offset);
                    to.memory.number(to.offset, size.bytes(), number(value));
                    yield 0L;
                }
                case Operation.Fill(var base, int offset, int bytes) -> {
                    Address to = address(base).plus(offset);
                    to.memory.write(to.offset, new byte[bytes]);
                    yield 0L;
                }
                case Operation.StoreBytes(var base, int offset, var bytes) -> {
                    Address to = address(base).plus(offset);
                    to.memory.write(to.offset, bytes);
                    yield 0L;
                }
                case Operation.Copy(var target, int targetOffset, var source, int sourceOffset, int bytes) -> {
                    Address from = address(source).plus(sourceOffset);
                    Address to = address(target).plus(targetOffset);
                    to.memory.write(to.offset, from.memory.read(from.offset, bytes));
                    yield 0L;
                }
                case Operation.Atomic(var kind, boolean _, var size, var base, int offset, var value) -> {
                    Address at = address(base).plus(offset);
                    long old = at.memory.number(at.offset, size.bytes(), false);
                    long operand = number(value);
                    at.memory.number(
                            at.offset,
                            size.bytes(),
                            switch (kind) {
                                case ADD -> old + operand;
                                case OR -> old | operand;
                                case AND -> old & operand;
                                case XOR -> old ^ operand;
                                case EXCHANGE -> operand;
                                case COMPARE_EXCHANGE -> throw new AssertionError("no operand to compare with");
                            });
                    yield old;
                }
                default -> throw new AssertionError(operation);
            };
        }
    }

    private Object helper(Step step, String name, List<Object> arguments) {
        return switch (name) {
            case "map_lookup_elem" -> {
                Memory value = map(arguments.get(0)).get(hex(arguments.get(1), KEY));
                yield value == null ? (Object) 0L : new Address(value, 0);
            }
            case "map_update_elem" -> {
                Memory value = map(arguments.get(0))
                        .computeIfAbsent(hex(arguments.get(1), KEY), key -> new Memory("value", VALUE));
                value.write(0, bytes(arguments.get(2), VALUE));
                effects.add("update");
                yield 0L;
            }
            case "map_delete_elem" -> {
                map(arguments.get(0)).remove(hex(arguments.get(1), KEY));
                effects.add("delete");
                yield 0L;
            }
            case "probe_read_kernel", "probe_read_user", "probe_read" -> {
                Address to = (Address) arguments.get(0);
                int size = Math.toIntExact((Long) arguments.get(1));
                String space = name.equals("probe_read")
                        ? Operation.AddressSpace.EITHER.name()
                        : name.substring("probe_read_".length()).toUpperCase(java.util.Locale.ROOT);
                to.memory.write(to.offset, read(space, (Long) arguments.get(2), size));
                yield fails(space, (Long) arguments.get(2)) ? -14L : 0L;
            }
            case "get_current_comm" -> {
                Address to = (Address) arguments.get(0);
                to.memory.write(to.offset, noiseBytes(9, Math.toIntExact((Long) arguments.get(1))));
                yield 0L;
            }
            case "ringbuf_output" -> {
                effects.add("output " + hex(arguments.get(1), Math.toIntExact((Long) arguments.get(2))));
                yield 0L;
            }
            case "ktime_get_ns" -> noise(name.hashCode(), effects.size());
            case "get_prandom_u32" -> noise(name.hashCode(), effects.size()) & 0xffffffffL;
            case "get_smp_processor_id" -> noise(name.hashCode(), 0) & 0xf;
            case "get_current_pid_tgid", "get_current_uid_gid" -> noise(name.hashCode(), 0);
            default -> throw new AssertionError("no helper " + step);
        };
    }

    private TreeMap<String, Memory> map(Object name) {
        return maps.computeIfAbsent((String) name, key -> new TreeMap<>());
    }

    private Memory global(String name) {
        return globals.computeIfAbsent(name, key -> Memory.of(key, noiseBytes(key.hashCode(), 64)));
    }

    private Address object(Type.Region region, long number) {
        return new Address(
                objects.computeIfAbsent(number, key -> Memory.of(region.toString(), noiseBytes(number, 256))), 0);
    }

    private static byte[] bytes(Object address, int size) {
        Address from = (Address) address;
        return from.memory.read(from.offset, size);
    }

    private static String hex(Object address, int size) {
        return HexFormat.of().formatHex(bytes(address, size));
    }

    private byte[] read(String space, long address, int size) {
        var read = new byte[size];
        if (fails(space, address)) {
            return read;
        }
        for (int i = 0; i < size; i++) {
            read[i] = (byte) noise(space.hashCode(), address + i);
        }
        return read;
    }

    /** Whole stretches of 64 KiB fail, so that fields of one object fail together. */
    private boolean fails(String space, long address) {
        return Math.floorMod(noise(space.hashCode() + 1, (address + 0x8000) >> 16), 4) == 0;
    }

    private long noise(long kind, long number) {
        return new SplittableRandom(seed * 31 + kind * 1_000_003 + number * 7919).nextLong();
    }

    private byte[] noiseBytes(long kind, int size) {
        var bytes = new byte[size];
        new SplittableRandom(seed * 17 + kind).nextBytes(bytes);
        return bytes;
    }

    static long extend(int bits, boolean signed, long value) {
        int unused = 64 - bits;
        return signed ? value << unused >> unused : value << unused >>> unused;
    }

    private static boolean holds(Condition condition, Object left, Object right) {
        if (left instanceof Address || right instanceof Address) {
            return (condition == Condition.EQ) == left.equals(right);
        }
        long one = (Long) left;
        long other = (Long) right;
        return switch (condition) {
            case EQ -> one == other;
            case NE -> one != other;
            case SET -> (one & other) != 0;
            case GT -> Long.compareUnsigned(one, other) > 0;
            case GE -> Long.compareUnsigned(one, other) >= 0;
            case LT -> Long.compareUnsigned(one, other) < 0;
            case LE -> Long.compareUnsigned(one, other) <= 0;
            case SGT -> one > other;
            case SGE -> one >= other;
            case SLT -> one < other;
            case SLE -> one <= other;
        };
    }

    private static <T> T fail(String problem) {
        throw new AssertionError(problem);
    }
}
