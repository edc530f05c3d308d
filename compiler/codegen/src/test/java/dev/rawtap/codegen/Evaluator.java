package dev.rawtap.codegen;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.Edge;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Module;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Slot;
import dev.rawtap.ir.Step;
import dev.rawtap.ir.Terminator;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.AtomicOperation;
import dev.rawtap.isa.Condition;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs functions in plain Java: what a program must compute, whatever the code generator makes of it. Knows nothing of registers. */
final class Evaluator {
    private static final int REGION = 1 << 20;

    private final Module module;
    private final Map<String, byte[]> maps;
    private final List<byte[]> memory = new ArrayList<>();
    private final Map<String, Long> mapAddresses = new HashMap<>();

    /**
     * Array maps by name: the bytes of all their values, which programs change.
     *
     * @param valueSizes bytes of one value
     */
    private final Map<String, Integer> valueSizes;

    Evaluator(Module module, Map<String, byte[]> maps, Map<String, Integer> valueSizes) {
        this.module = module;
        this.maps = maps;
        this.valueSizes = valueSizes;
        memory.add(new byte[0]);
    }

    /** The result of a program with these arguments in its context. */
    long run(String program, long... context) {
        maps.forEach((name, bytes) -> mapAddresses.put(name, allocate(bytes)));
        ByteBuffer buffer = ByteBuffer.allocate(context.length * 8).order(ByteOrder.LITTLE_ENDIAN);
        for (long argument : context) {
            buffer.putLong(argument);
        }
        return call(module.function(program), List.of(allocate(buffer.array())));
    }

    private long allocate(byte[] bytes) {
        memory.add(bytes);
        return (long) (memory.size() - 1) * REGION;
    }

    private ByteBuffer at(long address) {
        ByteBuffer buffer =
                ByteBuffer.wrap(memory.get((int) (address / REGION))).order(ByteOrder.LITTLE_ENDIAN);
        return buffer.position((int) (address % REGION));
    }

    private long call(Function function, List<Long> arguments) {
        return new Frame(function).run(arguments);
    }

    private final class Frame {
        private final Function function;
        private final Map<String, Block> blocks = new HashMap<>();
        private final Map<Integer, Long> values = new HashMap<>();
        private final Map<Slot, Long> slots = new HashMap<>();

        Frame(Function function) {
            this.function = function;
            function.blocks().forEach(block -> blocks.put(block.label(), block));
            function.slots().forEach(slot -> slots.put(slot, allocate(new byte[slot.bytes()])));
        }

        long run(List<Long> arguments) {
            assign(function.parameters(), arguments);
            Block block = function.blocks().getFirst();
            while (true) {
                block.steps().forEach(this::step);
                if (block.end() instanceof Terminator.Return(var value)) {
                    return get(value);
                }
                Edge edge = next(block.end());
                List<Long> given = edge.arguments().stream().map(this::get).toList();
                block = blocks.get(edge.label());
                assign(block.parameters(), given);
            }
        }

        private void assign(List<Value> parameters, List<Long> given) {
            for (int i = 0; i < parameters.size(); i++) {
                values.put(parameters.get(i).number(), given.get(i));
            }
        }

        private long get(Value value) {
            return values.get(value.number());
        }

        private Edge next(Terminator end) {
            return switch (end) {
                case Terminator.Jump(var target) -> target;
                case Terminator.Branch branch ->
                    holds(branch.condition(), get(branch.left()), get(branch.right()))
                            ? branch.whenTrue()
                            : branch.whenFalse();
                case Terminator.Switch(var value, var cases, var otherwise) ->
                    cases.stream()
                            .filter(one -> one.number() == get(value))
                            .map(Terminator.Case::target)
                            .findFirst()
                            .orElse(otherwise);
                case Terminator.MayGoto(var next, var exhausted) -> next;
                case Terminator.Return _ -> throw new IllegalStateException();
            };
        }

        private void step(Step step) {
            Long result = perform(step.operation());
            if (step.result() != null && result != null) {
                values.put(step.result().number(), result);
            }
        }

        private @Nullable Long perform(Operation operation) {
            return switch (operation) {
                case Operation.Constant(long value) -> value;
                case Operation.Binary(var operator, var left, var right) -> operator.apply(get(left), get(right));
                case Operation.Compare(var condition, var left, var right) ->
                    holds(condition, get(left), get(right)) ? 1L : 0L;
                case Operation.Select(var condition, var whenTrue, var whenFalse) ->
                    get(condition) != 0 ? get(whenTrue) : get(whenFalse);
                case Operation.Extend(int bits, boolean signed, var value) -> extended(get(value), bits, signed);
                case Operation.ByteSwap(int bits, var value) -> Long.reverseBytes(get(value)) >>> (64 - bits);
                case Operation.Load(var size, boolean signed, var base, int offset) ->
                    load(get(base) + offset, size.bytes(), signed);
                case Operation.Store(var size, var base, int offset, var value) ->
                    store(get(base) + offset, size.bytes(), get(value));
                case Operation.Atomic atomic -> atomic(atomic);
                case Operation.Fill(var base, int offset, int bytes) -> {
                    at(get(base) + offset).put(new byte[bytes]);
                    yield null;
                }
                case Operation.StoreBytes(var base, int offset, var bytes) -> {
                    at(get(base) + offset).put(bytes);
                    yield null;
                }
                case Operation.Copy(var target, int targetOffset, var source, int sourceOffset, int bytes) -> {
                    byte[] copied = new byte[bytes];
                    at(get(source) + sourceOffset).get(copied);
                    at(get(target) + targetOffset).put(copied);
                    yield null;
                }
                case Operation.SlotAddress(var slot, int offset) -> slots.get(slot) + offset;
                case Operation.MapReference(var map) -> mapAddresses.get(map);
                case Operation.MapValueAddress(var map, int offset) -> mapAddresses.get(map) + offset;
                case Operation.CallFunction(var name, var arguments) ->
                    call(
                            module.function(name),
                            arguments.stream().map(this::get).toList());
                case Operation.CallHelper(var helper, var arguments) ->
                    helper(helper.name(), arguments.stream().map(this::get).toList());
                case Operation other -> throw new IllegalStateException("cannot evaluate " + other);
            };
        }

        private long helper(String name, List<Long> arguments) {
            String map = mapAddresses.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(arguments.getFirst()))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElseThrow();
            int size = valueSizes.get(map);
            long index = at(arguments.get(1)).getInt() & 0xffffffffL;
            boolean exists = index < maps.get(map).length / size;
            long place = mapAddresses.get(map) + index * size;
            return switch (name) {
                case "map_lookup_elem" -> exists ? place : 0;
                case "map_update_elem" -> {
                    if (exists) {
                        byte[] value = new byte[size];
                        at(arguments.get(2)).get(value);
                        at(place).put(value);
                    }
                    yield exists ? 0 : -7;
                }
                default -> throw new IllegalStateException("no helper " + name);
            };
        }

        private @Nullable Long atomic(Operation.Atomic atomic) {
            long place = get(atomic.base()) + atomic.offset();
            int bytes = atomic.size().bytes();
            long old = load(place, bytes, false);
            long value = get(atomic.value());
            AtomicOperation operation = atomic.operation();
            store(
                    place,
                    bytes,
                    switch (operation) {
                        case ADD -> old + value;
                        case OR -> old | value;
                        case AND -> old & value;
                        case XOR -> old ^ value;
                        case EXCHANGE -> value;
                        case COMPARE_EXCHANGE -> throw new IllegalStateException();
                    });
            return atomic.fetch() ? old : null;
        }
    }

    private long load(long address, int bytes, boolean signed) {
        ByteBuffer buffer = at(address);
        long value = switch (bytes) {
            case 1 -> buffer.get();
            case 2 -> buffer.getShort();
            case 4 -> buffer.getInt();
            default -> buffer.getLong();
        };
        return bytes == 8 ? value : extended(value, bytes * 8, signed);
    }

    private @Nullable Long store(long address, int bytes, long value) {
        ByteBuffer buffer = at(address);
        switch (bytes) {
            case 1 -> buffer.put((byte) value);
            case 2 -> buffer.putShort((short) value);
            case 4 -> buffer.putInt((int) value);
            default -> buffer.putLong(value);
        }
        return null;
    }

    private static long extended(long value, int bits, boolean signed) {
        long shifted = value << (64 - bits);
        return signed ? shifted >> (64 - bits) : shifted >>> (64 - bits);
    }

    private static boolean holds(Condition condition, long left, long right) {
        int unsigned = Long.compareUnsigned(left, right);
        return switch (condition) {
            case EQ -> left == right;
            case NE -> left != right;
            case SET -> (left & right) != 0;
            case GT -> unsigned > 0;
            case GE -> unsigned >= 0;
            case LT -> unsigned < 0;
            case LE -> unsigned <= 0;
            case SGT -> left > right;
            case SGE -> left >= right;
            case SLT -> left < right;
            case SLE -> left <= right;
        };
    }
}
