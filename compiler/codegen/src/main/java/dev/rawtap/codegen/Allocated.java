package dev.rawtap.codegen;

import java.util.BitSet;
import java.util.List;

/**
 * Where virtual registers are.
 *
 * @param lifetimes when they are alive
 * @param classes which of them are one
 * @param assigned the machine register of each class
 * @param spilled the classes that are on the stack
 */
record Allocated(Lifetimes lifetimes, Classes classes, int[] assigned, BitSet spilled) {
    boolean isOnStack(int virtual) {
        return spilled.get(classes.of(virtual));
    }

    /** The number of the machine register. */
    int register(int virtual) {
        int register = assigned[classes.of(virtual)];
        if (register < 0) {
            throw new IllegalStateException("value %%%d has no register".formatted(virtual));
        }
        return register;
    }

    /** Whether anything reads a virtual register, or one that is the same. */
    boolean isUsed(int virtual) {
        Interval interval = lifetimes.intervals[classes.of(virtual)];
        return interval != null && interval.uses > 1;
    }

    /** Classes on the stack, by the register that stands for them. */
    List<Integer> onStack() {
        return spilled.stream().boxed().toList();
    }

    /** Machine registers, as a mask, that hold something at a place. */
    int occupied(int place) {
        int mask = 0;
        for (int i = 0; i < assigned.length; i++) {
            Interval interval = lifetimes.intervals[i];
            if (assigned[i] >= 0 && interval != null && interval.covers(place)) {
                mask |= 1 << assigned[i];
            }
        }
        return mask;
    }
}
