package dev.rawtap.kerneltest;

import org.junit.jupiter.api.Assumptions;

/** How fast the machine is. */
public final class Pace {
    private Pace() {}

    /** Leaves out a test that takes long where {@code -Drawtap.slow=true} says that the processor is emulated. */
    public static void assumeFast(String what) {
        Assumptions.assumeFalse(
                Boolean.getBoolean("rawtap.slow"), what + " takes too long on an emulated processor (rawtap.slow)");
    }
}
