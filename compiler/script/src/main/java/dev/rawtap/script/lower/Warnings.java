package dev.rawtap.script.lower;

/** What programs report when a script asks for something that has no result. */
final class Warnings {
    /** A division whose divisor is 0 gives 1. */
    static final String DIVISION_BY_ZERO =
            "Divide or modulo by 0 detected. This can lead to unexpected results. 1 is being used as the result.";

    /** What to do when a map has no room. */
    static final String MAP_FULL =
            "Map full; can't update element. Try increasing max_map_keys config or manually setting the max entries"
                    + " in a map declaration e.g. `let @a = hash(5000)`";

    private Warnings() {}
}
