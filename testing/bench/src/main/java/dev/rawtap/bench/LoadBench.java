package dev.rawtap.bench;

import dev.rawtap.contract.LoadOptions;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.object.elf.ElfObject;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Our side of the load comparison: reads, relocates, loads and closes an object as often as it is told, with one engine, as
 * {@code c/load_bench.c} does with libbpf. Prints the milliseconds of the first round and the median of the second half, in which the
 * JVM is warm.
 */
public final class LoadBench {
    private static final double NANOSECONDS = 1e6;

    private LoadBench() {}

    /** The path of the object, and how many rounds. */
    public static void main(String[] arguments) {
        Path object = Path.of(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        var milliseconds = new double[rounds];
        try (var engine = KernelEngine.open()) {
            for (int round = 0; round < rounds; round++) {
                long begin = System.nanoTime();
                engine.load(ElfObject.read(object).spec(), LoadOptions.DEFAULT.withLedger(false))
                        .close();
                milliseconds[round] = (System.nanoTime() - begin) / NANOSECONDS;
            }
        }
        double[] warm = Arrays.copyOfRange(milliseconds, rounds / 2, rounds);
        Arrays.sort(warm);
        System.out.printf(
                "side=rawtap rounds=%d first=%.2f median=%.2f%n", rounds, milliseconds[0], warm[warm.length / 2]);
    }
}
