package dev.rawtap.codegen;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Moves that happen all at once, written one after the other. */
final class ParallelMove {
    /**
     * A place: a machine register, or on the stack.
     *
     * @param number the register's number, or the virtual register's that stands for the place on the stack
     */
    record Location(boolean stack, int number) {
        static Location register(int number) {
            return new Location(false, number);
        }

        static Location stack(int number) {
            return new Location(true, number);
        }
    }

    /** Writes one move. */
    interface Writer {
        /** From a place to a place, at most one of them on the stack. */
        void move(Location to, Location from);

        /** Something that is made where it is wanted. */
        void make(Location to, Source source);
    }

    private record Pending(Location to, Location from) {}

    private record Made(Location to, Source source) {}

    private final List<Pending> pending = new ArrayList<>();
    private final List<Made> made = new ArrayList<>();

    void add(Location to, Location from) {
        if (!to.equals(from)) {
            pending.add(new Pending(to, from));
        }
    }

    void add(Location to, Source source) {
        made.add(new Made(to, source));
    }

    boolean isEmpty() {
        return pending.isEmpty() && made.isEmpty();
    }

    /**
     * Writes the moves in an order in which none overwrites what another still reads.
     *
     * @param spare a place that nothing uses now, for moves in a circle, given the registers that take part as a mask
     */
    void write(Writer writer, IntFunction<Location> spare) {
        int taking = 0;
        for (Pending move : pending) {
            taking |= mask(move.to) | mask(move.from);
        }
        for (Made one : made) {
            taking |= mask(one.to);
        }
        while (!pending.isEmpty()) {
            Pending next = pending.stream()
                    .filter(move -> pending.stream().noneMatch(other -> other.from.equals(move.to)))
                    .findFirst()
                    .orElse(null);
            if (next != null) {
                pending.remove(next);
                writer.move(next.to, next.from);
                continue;
            }
            // A circle has a register in it: what goes to the stack comes from one.
            Location saved = pending.stream()
                    .map(Pending::to)
                    .filter(to -> !to.stack)
                    .findFirst()
                    .orElseThrow();
            Location place = spare.apply(taking);
            writer.move(place, saved);
            pending.replaceAll(move -> move.from.equals(saved) ? new Pending(move.to, place) : move);
        }
        made.forEach(one -> writer.make(one.to, one.source));
    }

    private static int mask(Location location) {
        return location.stack ? 0 : 1 << location.number;
    }
}
