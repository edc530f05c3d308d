package dev.rawtap.ir.pass;

import dev.rawtap.isa.Condition;
import org.jspecify.annotations.Nullable;

/**
 * Between which numbers a value lies, bounds included.
 *
 * @param least unsigned
 * @param most unsigned
 * @param signedLeast signed
 * @param signedMost signed
 */
record Range(long least, long most, long signedLeast, long signedMost) {
    static final Range ANY = new Range(0, -1, Long.MIN_VALUE, Long.MAX_VALUE);

    /** What is known after a comparison with a constant held, or did not. */
    Range with(Condition condition, boolean held, long number) {
        Condition met = held ? condition : Conditions.opposite(condition);
        if (met == null) {
            return this;
        }
        return switch (met) {
            case EQ -> new Range(number, number, number, number);
            case NE -> without(number);
            case LT -> number == 0 ? this : unsigned(least, min(most, number - 1));
            case LE -> unsigned(least, min(most, number));
            case GT -> number == -1 ? this : unsigned(max(least, number + 1), most);
            case GE -> unsigned(max(least, number), most);
            case SLT -> number == Long.MIN_VALUE ? this : signed(signedLeast, Math.min(signedMost, number - 1));
            case SLE -> signed(signedLeast, Math.min(signedMost, number));
            case SGT -> number == Long.MAX_VALUE ? this : signed(Math.max(signedLeast, number + 1), signedMost);
            case SGE -> signed(Math.max(signedLeast, number), signedMost);
            case SET -> this;
        };
    }

    private Range without(long number) {
        Range range = this;
        if (number == least && number != -1) {
            range = range.unsigned(least + 1, most);
        }
        if (number == most && number != 0) {
            range = range.unsigned(range.least, most - 1);
        }
        return range;
    }

    private Range unsigned(long from, long to) {
        return from >= 0 && to >= 0
                ? new Range(from, to, Math.max(signedLeast, from), Math.min(signedMost, to))
                : new Range(from, to, signedLeast, signedMost);
    }

    private Range signed(long from, long to) {
        return from >= 0 ? new Range(max(least, from), min(most, to), from, to) : new Range(least, most, from, to);
    }

    private boolean possible() {
        return Long.compareUnsigned(least, most) <= 0 && signedLeast <= signedMost;
    }

    /** Whether a comparison with a constant holds, or null when that is not known. Nothing is said of ways that nobody goes. */
    @Nullable
    Boolean decide(Condition condition, long number) {
        if (!possible()) {
            return null;
        }
        return switch (condition) {
            case EQ -> outside(number) ? Boolean.FALSE : (least == most && least == number) ? Boolean.TRUE : null;
            case NE -> outside(number) ? Boolean.TRUE : (least == most && least == number) ? Boolean.FALSE : null;
            case LT -> ordered(Long.compareUnsigned(most, number) < 0, Long.compareUnsigned(least, number) >= 0);
            case LE -> ordered(Long.compareUnsigned(most, number) <= 0, Long.compareUnsigned(least, number) > 0);
            case GT -> ordered(Long.compareUnsigned(least, number) > 0, Long.compareUnsigned(most, number) <= 0);
            case GE -> ordered(Long.compareUnsigned(least, number) >= 0, Long.compareUnsigned(most, number) < 0);
            case SLT -> ordered(signedMost < number, signedLeast >= number);
            case SLE -> ordered(signedMost <= number, signedLeast > number);
            case SGT -> ordered(signedLeast > number, signedMost <= number);
            case SGE -> ordered(signedLeast >= number, signedMost < number);
            case SET -> null;
        };
    }

    private boolean outside(long number) {
        return Long.compareUnsigned(number, least) < 0
                || Long.compareUnsigned(number, most) > 0
                || number < signedLeast
                || number > signedMost;
    }

    private static @Nullable Boolean ordered(boolean always, boolean never) {
        return always ? Boolean.TRUE : never ? Boolean.FALSE : null;
    }

    private static long min(long one, long other) {
        return Long.compareUnsigned(one, other) < 0 ? one : other;
    }

    private static long max(long one, long other) {
        return Long.compareUnsigned(one, other) > 0 ? one : other;
    }
}
