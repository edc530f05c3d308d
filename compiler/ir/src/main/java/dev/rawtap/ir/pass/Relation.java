package dev.rawtap.ir.pass;

import dev.rawtap.isa.Condition;
import org.jspecify.annotations.Nullable;

/**
 * How two numbers can stand to each other: equal, or one of four orders of them without and with signs.
 *
 * @param orders bits of {@link #EQUAL} and the others that are possible
 * @param bits what is known of common bits: whether there are any; null when nothing is
 */
record Relation(int orders, @Nullable Boolean bits) {
    private static final int EQUAL = 1;
    private static final int BELOW_BELOW = 2;
    private static final int BELOW_ABOVE = 4;
    private static final int ABOVE_BELOW = 8;
    private static final int ABOVE_ABOVE = 16;
    private static final int ALL = 31;

    static final Relation ANY = new Relation(ALL, null);

    /** The orders in which a condition holds; the first word of a name is the unsigned order. */
    private static int orders(Condition condition) {
        return switch (condition) {
            case EQ -> EQUAL;
            case NE -> ALL & ~EQUAL;
            case LT -> BELOW_BELOW | BELOW_ABOVE;
            case LE -> BELOW_BELOW | BELOW_ABOVE | EQUAL;
            case GT -> ABOVE_BELOW | ABOVE_ABOVE;
            case GE -> ABOVE_BELOW | ABOVE_ABOVE | EQUAL;
            case SLT -> BELOW_BELOW | ABOVE_BELOW;
            case SLE -> BELOW_BELOW | ABOVE_BELOW | EQUAL;
            case SGT -> BELOW_ABOVE | ABOVE_ABOVE;
            case SGE -> BELOW_ABOVE | ABOVE_ABOVE | EQUAL;
            case SET -> ALL;
        };
    }

    /** What is known after a condition held, or did not. */
    Relation with(Condition condition, boolean held) {
        if (condition == Condition.SET) {
            return new Relation(orders, held);
        }
        return new Relation(orders & (held ? orders(condition) : ~orders(condition)), bits);
    }

    /** Whether a condition holds, or null when that is not known. */
    @Nullable
    Boolean decide(Condition condition) {
        if (condition == Condition.SET) {
            return bits;
        }
        int holding = orders(condition);
        if ((orders & ~holding) == 0) {
            return Boolean.TRUE;
        }
        return (orders & holding) == 0 ? Boolean.FALSE : null;
    }
}
