package dev.rawtap.isa;

/** What compact constructors reject with. */
final class Checks {
    private Checks() {}

    static void that(boolean holds, String problem, Object value) {
        if (!holds) {
            throw new IllegalArgumentException("cannot be encoded: " + problem.formatted(value));
        }
    }
}
