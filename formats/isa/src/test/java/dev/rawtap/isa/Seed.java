package dev.rawtap.isa;

import java.util.Random;

/** The seed of this run's random tests: {@code -Dseed=N} repeats one. */
final class Seed {
    static final long VALUE = Long.getLong("seed", System.nanoTime());

    private Seed() {}

    static Random random() {
        return new Random(VALUE);
    }

    static String reproduce() {
        return "reproduce: -Dseed=" + VALUE;
    }
}
