package dev.rawtap.codegen;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;

/**
 * Gives each virtual register a machine register or a place on the stack.
 *
 * <p>Intervals are taken in the order of their starts, each as a whole; holes of others are used. What a call lies within needs R6 to
 * R9. Where no register is free, what costs least to reload goes to the stack, and all is done again with the code that this takes.
 */
final class Allocation {
    private static final int REGISTERS = 10;
    private static final int FIRST_KEPT = 6;

    /** Free ones that nothing wishes for; the encodings of R5 and R7 to R9 are longer on x86-64. */
    private static final int[] PREFERENCE = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};

    private final Lifetimes lifetimes;
    private final Wishes wishes;
    private final BitSet temporaries;
    private final int[] assigned;
    private final RegisterFile[] files = new RegisterFile[REGISTERS];
    private final List<TreeMap<Integer, Interval>> wanted = new ArrayList<>();
    private final BitSet victims = new BitSet();

    private Allocation(Lifetimes lifetimes, Wishes wishes, BitSet temporaries) {
        this.lifetimes = lifetimes;
        this.wishes = wishes;
        this.temporaries = temporaries;
        this.assigned = new int[lifetimes.intervals.length];
        Arrays.fill(assigned, -1);
        Arrays.setAll(files, _ -> new RegisterFile());
        for (int i = 0; i < REGISTERS; i++) {
            wanted.add(new TreeMap<>());
        }
    }

    /** Changes the function where registers do not suffice. */
    static Allocated allocate(MachineFunction function, BlockOrder.Ordered order) {
        var spilled = new BitSet();
        var temporaries = new BitSet();
        var stacked = new Classes(function.registers());
        while (true) {
            Lifetimes lifetimes = Lifetimes.of(function, order);
            var classes = new Classes(function.registers());
            stacked.grow(function.registers());
            keepTogether(lifetimes, classes, stacked, spilled);
            Coalescing.run(function, order, lifetimes, classes, spilled);
            Wishes wishes = Wishes.of(function, order, lifetimes, classes);
            var attempt = new Allocation(lifetimes, wishes, temporaries);
            attempt.scan(classes, spilled, new Remakes(function, classes));
            if (attempt.victims.isEmpty()) {
                return new Allocated(lifetimes, classes, attempt.assigned, spilled);
            }
            Spilling.run(function, classes, attempt.victims, spilled, temporaries);
            stacked = classes;
        }
    }

    /** What shares a place on the stack goes on doing so. */
    private static void keepTogether(Lifetimes lifetimes, Classes classes, Classes stacked, BitSet spilled) {
        for (int i = 0; i < lifetimes.intervals.length; i++) {
            Interval member = lifetimes.intervals[i];
            int root = stacked.of(i);
            if (i == root || !spilled.get(root)) {
                continue;
            }
            classes.join(root, i);
            Interval whole = lifetimes.intervals[root];
            if (whole == null) {
                lifetimes.intervals[root] = member;
            } else if (member != null) {
                whole.absorb(member);
            }
        }
    }

    private void scan(Classes classes, BitSet spilled, Remakes remakes) {
        List<Interval> intervals = new ArrayList<>();
        List<Interval> remade = new ArrayList<>();
        for (int i = 0; i < lifetimes.intervals.length; i++) {
            Interval interval = lifetimes.intervals[i];
            if (interval != null && classes.of(i) == i && !spilled.get(i)) {
                (remakes.isShared(interval) ? remade : intervals).add(interval);
                int favourite = wishes.favourite(i);
                if (favourite >= 0) {
                    wanted.get(favourite).put(interval.start(), interval);
                }
            }
        }
        intervals.sort((one, other) -> Integer.compare(one.start(), other.start()));
        for (Interval interval : intervals) {
            if (!assign(interval)) {
                makeRoom(interval);
            }
        }
        // What can be made again takes what is left, where that is shorter.
        for (Interval interval : remade) {
            if (!assign(interval)) {
                spill(interval);
            } else if (remakes.gain(interval) <= price(interval)) {
                files[assigned[interval.register]].release(interval);
                assigned[interval.register] = -1;
                spill(interval);
            }
        }
    }

    /** Bytes of a push and a pop on x86-64 for a register that only this interval takes. */
    private int price(Interval interval) {
        int register = assigned[interval.register];
        boolean alone = register >= FIRST_KEPT && files[register].isOnly(interval);
        return !alone ? 0 : register == FIRST_KEPT ? 2 : 4;
    }

    private float weight(Interval interval) {
        return temporaries.get(interval.register)
                ? Float.POSITIVE_INFINITY
                : interval.weight / (interval.size() + 4 * Interval.STEP);
    }

    private boolean assign(Interval interval) {
        boolean kept = lifetimes.crossesCall(interval);
        float[] scores = wishes.scores(interval.register, assigned);
        int best = -1;
        float bestScore = 0;
        for (int register : PREFERENCE) {
            if (kept && register < FIRST_KEPT) {
                continue;
            }
            float score = scores[register] - wantedByOthers(register, interval) - firstUse(register);
            if ((best < 0 || score > bestScore) && files[register].isFree(interval)) {
                best = register;
                bestScore = score;
            }
        }
        if (best < 0) {
            return false;
        }
        put(interval, best);
        return true;
    }

    /** A kept register costs the function a push and a pop. */
    private float firstUse(int register) {
        return register < FIRST_KEPT ? 0 : files[register].isUsed() ? 0.125f : 2;
    }

    private void put(Interval interval, int register) {
        files[register].take(interval);
        assigned[interval.register] = register;
    }

    /** What it would cost others that start later and wish for the register. */
    private float wantedByOthers(int register, Interval interval) {
        float cost = 0;
        int seen = 0;
        for (Interval other : wanted.get(register)
                .subMap(interval.start(), true, interval.end(), false)
                .values()) {
            if (other.register != interval.register && assigned[other.register] < 0 && other.overlaps(interval)) {
                cost += 1;
            }
            if (++seen == 4) {
                break;
            }
        }
        return cost;
    }

    private void makeRoom(Interval interval) {
        boolean kept = lifetimes.crossesCall(interval);
        float least = weight(interval);
        int best = -1;
        for (int register = kept ? FIRST_KEPT : 0; register < REGISTERS; register++) {
            float cost = 0;
            for (Interval other : files[register].conflicts(interval)) {
                cost += weight(other);
            }
            if (cost < least) {
                least = cost;
                best = register;
            }
        }
        if (best < 0) {
            spill(interval);
            return;
        }
        Deque<Interval> evicted = new ArrayDeque<>(files[best].conflicts(interval));
        evicted.forEach(other -> {
            files[assigned[other.register]].release(other);
            assigned[other.register] = -1;
        });
        put(interval, best);
        evicted.forEach(other -> {
            if (!assign(other)) {
                spill(other);
            }
        });
    }

    private void spill(Interval interval) {
        if (temporaries.get(interval.register)) {
            throw new IllegalStateException("no register for one instruction's operand");
        }
        victims.set(interval.register);
    }
}
