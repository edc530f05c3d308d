package dev.rawtap.ir.pass;

import dev.rawtap.isa.Condition;
import org.jspecify.annotations.Nullable;

/** Conditions and their opposites. */
final class Conditions {
    private Conditions() {}

    /** The condition that holds when this one does not; null for {@code SET}, whose opposite no instruction tests. */
    static @Nullable Condition opposite(Condition condition) {
        return switch (condition) {
            case EQ -> Condition.NE;
            case NE -> Condition.EQ;
            case GT -> Condition.LE;
            case GE -> Condition.LT;
            case LT -> Condition.GE;
            case LE -> Condition.GT;
            case SGT -> Condition.SLE;
            case SGE -> Condition.SLT;
            case SLT -> Condition.SGE;
            case SLE -> Condition.SGT;
            case SET -> null;
        };
    }

    /** The condition for operands that change places. */
    static Condition turned(Condition condition) {
        return switch (condition) {
            case EQ, NE, SET -> condition;
            case GT -> Condition.LT;
            case GE -> Condition.LE;
            case LT -> Condition.GT;
            case LE -> Condition.GE;
            case SGT -> Condition.SLT;
            case SGE -> Condition.SLE;
            case SLT -> Condition.SGT;
            case SLE -> Condition.SGE;
        };
    }

    /** Whether it holds of a number and itself; null for {@code SET}. */
    static @Nullable Boolean ofEqual(Condition condition) {
        return switch (condition) {
            case EQ, GE, LE, SGE, SLE -> Boolean.TRUE;
            case NE, GT, LT, SGT, SLT -> Boolean.FALSE;
            case SET -> null;
        };
    }

    /** The same test of numbers that are not negative. */
    static Condition unsigned(Condition condition) {
        return switch (condition) {
            case SGT -> Condition.GT;
            case SGE -> Condition.GE;
            case SLT -> Condition.LT;
            case SLE -> Condition.LE;
            case EQ, NE, SET, GT, GE, LT, LE -> condition;
        };
    }
}
