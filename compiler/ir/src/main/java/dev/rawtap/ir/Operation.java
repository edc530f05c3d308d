package dev.rawtap.ir;

import dev.rawtap.isa.AtomicOperation;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Helper;
import dev.rawtap.isa.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a step does. Operands are values of the same function that are defined before. */
public sealed interface Operation {
    /** A number. */
    record Constant(long value) implements Operation {}

    /** Arithmetic. With a pointer on the left, {@code ADD} and {@code SUBTRACT} give a pointer into the same region. */
    record Binary(BinaryOperator operator, Value left, Value right) implements Operation {}

    /** 1 if the condition holds, else 0. */
    record Compare(Condition condition, Value left, Value right) implements Operation {}

    /** The left value if {@code condition} is not 0, else the right one, without a branch in the graph. */
    record Select(Value condition, Value whenTrue, Value whenFalse) implements Operation {}

    /** The low 8, 16 or 32 bits, extended to 64 by the sign or by zeros. */
    record Extend(int bits, boolean signed, Value value) implements Operation {
        /** Rejects other widths. */
        public Extend {
            if (bits != 8 && bits != 16 && bits != 32) {
                throw new IllegalArgumentException("extension from %d bits".formatted(bits));
            }
        }
    }

    /** The low 16, 32 or 64 bits with their bytes reversed, extended by zeros. */
    record ByteSwap(int bits, Value value) implements Operation {}

    /**
     * Memory that the verifier knows: stack, context, map value, kernel object.
     *
     * @param size how many bytes
     * @param signed whether the sign is extended to 64 bits
     * @param base a pointer that is not nullable
     * @param offset bytes from it
     */
    record Load(Size size, boolean signed, Value base, int offset) implements Operation {}

    /** Writes the low bytes of a value. No result. */
    record Store(Size size, Value base, int offset, Value value) implements Operation {}

    /**
     * An atomic read-modify-write of 4 or 8 bytes.
     *
     * @param fetch whether the old value is the result
     */
    record Atomic(AtomicOperation operation, boolean fetch, Size size, Value base, int offset, Value value)
            implements Operation {}

    /**
     * Memory behind an address that nothing vouches for. A failed read gives 0. The pass that lowers it makes a helper call and a load
     * from the stack of it.
     *
     * @param space whose memory
     * @param address the address, an integer
     */
    record Read(AddressSpace space, Size size, boolean signed, Value address, int offset) implements Operation {}

    /** Writes {@code bytes} bytes of 0. No result. */
    record Fill(Value base, int offset, int bytes) implements Operation {}

    /** Writes constant bytes. No result. */
    record StoreBytes(Value base, int offset, byte[] bytes) implements Operation {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof StoreBytes that
                    && base.equals(that.base)
                    && offset == that.offset
                    && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * base.hashCode() + offset) + Arrays.hashCode(bytes);
        }
    }

    /** Copies {@code bytes} bytes between two places that the verifier knows and that do not overlap. No result. */
    record Copy(Value target, int targetOffset, Value source, int sourceOffset, int bytes) implements Operation {}

    /** The address of a slot. */
    record SlotAddress(Slot slot, int offset) implements Operation {}

    /** A map, as helpers take it. */
    record MapReference(String map) implements Operation {}

    /** The address of the only value of an array map of one entry: a global variable. */
    record MapValueAddress(String map, int offset) implements Operation {}

    /** A function of this module, as helpers take it. */
    record FunctionAddress(String function) implements Operation {}

    /** A call of a kernel helper. */
    record CallHelper(Helper helper, List<Value> arguments) implements Operation {
        /** At most five arguments go in registers. */
        public CallHelper {
            arguments = List.copyOf(arguments);
        }
    }

    /** A call of a function of this module. */
    record CallFunction(String function, List<Value> arguments) implements Operation {
        /** Copies the arguments. */
        public CallFunction {
            arguments = List.copyOf(arguments);
        }
    }

    /** A call of a kernel function by its name in the target's BTF. */
    record CallKernelFunction(String function, List<Value> arguments) implements Operation {
        /** Copies the arguments. */
        public CallKernelFunction {
            arguments = List.copyOf(arguments);
        }
    }

    /** Whose memory an address means. */
    enum AddressSpace {
        /** The kernel's: {@code probe_read_kernel}. */
        KERNEL,
        /** The current process's: {@code probe_read_user}. */
        USER,
        /** One or the other, by the address: {@code probe_read}. */
        EITHER
    }

    /** The operands, in order. */
    default List<Value> operands() {
        return switch (this) {
            case Constant _, SlotAddress _, MapReference _, MapValueAddress _, FunctionAddress _ -> List.of();
            case Binary(var operator, var left, var right) -> List.of(left, right);
            case Compare(var condition, var left, var right) -> List.of(left, right);
            case Select(var condition, var whenTrue, var whenFalse) -> List.of(condition, whenTrue, whenFalse);
            case Extend(int bits, boolean signed, var value) -> List.of(value);
            case ByteSwap(int bits, var value) -> List.of(value);
            case Load load -> List.of(load.base());
            case Store store -> List.of(store.base(), store.value());
            case Atomic atomic -> List.of(atomic.base(), atomic.value());
            case Read read -> List.of(read.address());
            case Fill fill -> List.of(fill.base());
            case StoreBytes store -> List.of(store.base());
            case Copy copy -> List.of(copy.target(), copy.source());
            case CallHelper call -> call.arguments();
            case CallFunction call -> call.arguments();
            case CallKernelFunction call -> call.arguments();
        };
    }

    /** The same operation on other operands. */
    default Operation map(UnaryOperator<Value> change) {
        return switch (this) {
            case Constant _, SlotAddress _, MapReference _, MapValueAddress _, FunctionAddress _ -> this;
            case Binary(var operator, var left, var right) ->
                new Binary(operator, change.apply(left), change.apply(right));
            case Compare(var condition, var left, var right) ->
                new Compare(condition, change.apply(left), change.apply(right));
            case Select(var condition, var whenTrue, var whenFalse) ->
                new Select(change.apply(condition), change.apply(whenTrue), change.apply(whenFalse));
            case Extend(int bits, boolean signed, var value) -> new Extend(bits, signed, change.apply(value));
            case ByteSwap(int bits, var value) -> new ByteSwap(bits, change.apply(value));
            case Load(var size, boolean signed, var base, int offset) ->
                new Load(size, signed, change.apply(base), offset);
            case Store(var size, var base, int offset, var value) ->
                new Store(size, change.apply(base), offset, change.apply(value));
            case Atomic(var operation, boolean fetch, var size, var base, int offset, var value) ->
                new Atomic(operation, fetch, size, change.apply(base), offset, change.apply(value));
            case Read(var space, var size, boolean signed, var address, int offset) ->
                new Read(space, size, signed, change.apply(address), offset);
            case Fill(var base, int offset, int bytes) -> new Fill(change.apply(base), offset, bytes);
            case StoreBytes(var base, int offset, var bytes) -> new StoreBytes(change.apply(base), offset, bytes);
            case Copy(var target, int targetOffset, var source, int sourceOffset, int bytes) ->
                new Copy(change.apply(target), targetOffset, change.apply(source), sourceOffset, bytes);
            case CallHelper(var helper, var arguments) -> new CallHelper(helper, mapped(arguments, change));
            case CallFunction(var function, var arguments) -> new CallFunction(function, mapped(arguments, change));
            case CallKernelFunction(var function, var arguments) ->
                new CallKernelFunction(function, mapped(arguments, change));
        };
    }

    /** Whether it does nothing but compute its result, so that it may go when nobody uses that, or be computed once for twice. */
    default boolean pure() {
        return switch (this) {
            case Constant _,
                    Binary _,
                    Compare _,
                    Select _,
                    Extend _,
                    ByteSwap _,
                    SlotAddress _,
                    MapReference _,
                    MapValueAddress _,
                    FunctionAddress _ -> true;
            case Load _,
                    Store _,
                    Atomic _,
                    Read _,
                    Fill _,
                    StoreBytes _,
                    Copy _,
                    CallHelper _,
                    CallFunction _,
                    CallKernelFunction _ -> false;
        };
    }

    /** Whether it may go when nobody uses its result: what is pure, and reads of memory. */
    default boolean removable() {
        return pure() || this instanceof Load || this instanceof Read;
    }

    private static List<Value> mapped(List<Value> values, UnaryOperator<Value> change) {
        var mapped = new ArrayList<Value>(values.size());
        values.forEach(value -> mapped.add(change.apply(value)));
        return mapped;
    }
}
