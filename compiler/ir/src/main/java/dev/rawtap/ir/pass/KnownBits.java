package dev.rawtap.ir.pass;

import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.Operation;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Helper;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Bits of a number that are the same on every run: what its computation says, as the kernel's verifier also finds out.
 *
 * @param zeros bits that are 0
 * @param ones bits that are 1
 */
record KnownBits(long zeros, long ones) {
    static final KnownBits NOTHING = new KnownBits(0, 0);

    static KnownBits of(long number) {
        return new KnownBits(~number, number);
    }

    /** A number of so many bits. */
    static KnownBits width(int bits) {
        return bits == 64 ? NOTHING : new KnownBits(-1L << bits, 0);
    }

    boolean constant() {
        return (zeros | ones) == -1;
    }

    /** The largest unsigned number that it can be. */
    long largest() {
        return ~zeros;
    }

    /** The smallest unsigned number that it can be. */
    long smallest() {
        return ones;
    }

    boolean nonNegative() {
        return zeros < 0;
    }

    /** What is known of one of two numbers. */
    KnownBits either(KnownBits other) {
        return new KnownBits(zeros & other.zeros, ones & other.ones);
    }

    KnownBits extend(int bits, boolean signed) {
        int unused = 64 - bits;
        return signed
                ? new KnownBits(zeros << unused >> unused, ones << unused >> unused)
                : new KnownBits(zeros | -1L << bits, ones & ~(-1L << bits));
    }

    /** What is known of an operation's result. */
    static KnownBits of(Operation operation, Function<dev.rawtap.ir.Value, KnownBits> known) {
        return switch (operation) {
            case Operation.Constant(long value) -> of(value);
            case Operation.Binary(var operator, var left, var right) ->
                binary(operator, known.apply(left), known.apply(right));
            case Operation.Compare _ -> width(1);
            case Operation.Select(var _, var whenTrue, var whenFalse) ->
                known.apply(whenTrue).either(known.apply(whenFalse));
            case Operation.Extend(int bits, boolean signed, var value) ->
                known.apply(value).extend(bits, signed);
            case Operation.ByteSwap(int bits, var _) -> width(bits);
            case Operation.Load load ->
                load.signed() ? NOTHING : width(8 * load.size().bytes());
            case Operation.Read read ->
                read.signed() ? NOTHING : width(8 * read.size().bytes());
            case Operation.Atomic atomic -> width(8 * atomic.size().bytes());
            case Operation.CallHelper(var helper, var _) -> helper(helper);
            case Operation.Store _,
                    Operation.Fill _,
                    Operation.StoreBytes _,
                    Operation.Copy _,
                    Operation.SlotAddress _,
                    Operation.MapReference _,
                    Operation.MapValueAddress _,
                    Operation.FunctionAddress _,
                    Operation.CallFunction _,
                    Operation.CallKernelFunction _ -> NOTHING;
        };
    }

    private static KnownBits helper(Helper helper) {
        return switch (helper.name()) {
            case "get_smp_processor_id", "get_numa_node_id", "get_prandom_u32", "get_cgroup_classid" -> width(32);
            default -> NOTHING;
        };
    }

    private static KnownBits binary(BinaryOperator operator, KnownBits left, KnownBits right) {
        return switch (operator) {
            case AND -> new KnownBits(left.zeros | right.zeros, left.ones & right.ones);
            case OR -> new KnownBits(left.zeros & right.zeros, left.ones | right.ones);
            case XOR ->
                new KnownBits(
                        (left.zeros & right.zeros) | (left.ones & right.ones),
                        (left.zeros & right.ones) | (left.ones & right.zeros));
            case ADD -> add(left, right);
            case MULTIPLY -> multiply(left, right);
            case SHIFT_LEFT -> right.constant() ? left.shiftLeft((int) right.ones & 63) : NOTHING;
            case SHIFT_RIGHT -> right.constant() ? left.shiftRight((int) right.ones & 63) : NOTHING;
            case SIGNED_SHIFT_RIGHT ->
                right.constant()
                        ? new KnownBits(left.zeros >> (right.ones & 63), left.ones >> (right.ones & 63))
                        : NOTHING;
            // The verifier of 6.18 knows nothing of these, nor of shifts by a register: a mask behind them
            // bounds an index for it, and must stay.
            case DIVIDE, REMAINDER, SUBTRACT, SIGNED_DIVIDE, SIGNED_REMAINDER -> NOTHING;
        };
    }

    private static int leading(KnownBits bits) {
        return Long.numberOfLeadingZeros(bits.largest());
    }

    /** A number with so many leading zeros. */
    private static KnownBits below(int leading) {
        return width(64 - leading);
    }

    private static KnownBits add(KnownBits left, KnownBits right) {
        int leading = Math.min(leading(left), leading(right)) - 1;
        int trailing =
                Math.min(Long.numberOfTrailingZeros(left.largest()), Long.numberOfTrailingZeros(right.largest()));
        long low = trailing == 64 ? -1 : (1L << trailing) - 1;
        return new KnownBits((leading > 0 ? below(leading).zeros : 0) | low, 0);
    }

    private static KnownBits multiply(KnownBits left, KnownBits right) {
        int bits = 128 - leading(left) - leading(right);
        int trailing = Long.numberOfTrailingZeros(left.largest()) + Long.numberOfTrailingZeros(right.largest());
        long low = trailing >= 64 ? -1 : (1L << trailing) - 1;
        return new KnownBits((bits < 64 ? width(bits).zeros : 0) | low, 0);
    }

    private KnownBits shiftLeft(int count) {
        return new KnownBits(zeros << count | ((1L << count) - 1), ones << count);
    }

    private KnownBits shiftRight(int count) {
        return count == 0 ? this : new KnownBits((zeros >>> count) | -1L << (64 - count), ones >>> count);
    }

    /** Whether a condition holds of two numbers, or null when that depends on the run. */
    static @Nullable Boolean decide(Condition condition, KnownBits left, KnownBits right) {
        return switch (condition) {
            case EQ -> differ(left, right) ? Boolean.FALSE : same(left, right) ? Boolean.TRUE : null;
            case NE -> differ(left, right) ? Boolean.TRUE : same(left, right) ? Boolean.FALSE : null;
            case SET ->
                (left.ones & right.ones) != 0 ? Boolean.TRUE : (left.zeros | right.zeros) == -1 ? Boolean.FALSE : null;
            case LT -> below(left, right);
            case GE -> not(below(left, right));
            case GT -> below(right, left);
            case LE -> not(below(right, left));
            case SLT -> (left.nonNegative() && right.nonNegative()) ? below(left, right) : signs(left, right);
            case SGE -> not(decide(Condition.SLT, left, right));
            case SGT -> decide(Condition.SLT, right, left);
            case SLE -> not(decide(Condition.SLT, right, left));
        };
    }

    private static boolean differ(KnownBits left, KnownBits right) {
        return ((left.ones & right.zeros) | (left.zeros & right.ones)) != 0;
    }

    private static boolean same(KnownBits left, KnownBits right) {
        return left.constant() && right.constant() && left.ones == right.ones;
    }

    private static @Nullable Boolean below(KnownBits left, KnownBits right) {
        if (Long.compareUnsigned(left.largest(), right.smallest()) < 0) {
            return Boolean.TRUE;
        }
        return Long.compareUnsigned(left.smallest(), right.largest()) >= 0 ? Boolean.FALSE : null;
    }

    /** Whether the left number is smaller because their signs are known; two constants too. */
    private static @Nullable Boolean signs(KnownBits left, KnownBits right) {
        if (left.constant() && right.constant()) {
            return left.ones < right.ones;
        }
        if (left.ones < 0 && right.nonNegative()) {
            return Boolean.TRUE;
        }
        return (left.nonNegative() && right.ones < 0) ? Boolean.FALSE : null;
    }

    private static @Nullable Boolean not(@Nullable Boolean value) {
        return value == null ? null : !value;
    }
}
