package dev.rawtap.script.program;

import dev.rawtap.object.Feature;
import dev.rawtap.object.Target;

/**
 * Settings of a script: from {@code config = {…}} and {@code BPFTRACE_…} variables, which win.
 *
 * @param maxMapKeys entries of a map that says nothing else
 * @param maxStrlen bytes of a text that says nothing else, with its NUL
 * @param maxProbes attach points at most
 * @param maxPrograms programs at most
 * @param maxCatBytes bytes that {@code cat} prints at most
 * @param onStackLimit bytes up to which a value may live on the stack
 * @param perfPages pages of the event buffer, and of that of packets for all CPUs together; 0: as we think
 * @param missingProbes what an attach point that matches nothing is
 * @param printMapsOnExit whether maps are printed at the end
 * @param stackMode {@code bpftrace}, {@code perf}, {@code raw} or {@code build_id}
 * @param truncationTrailer what ends a text that was cut
 * @param license of the programs
 * @param lazySymbolication whether symbols are looked up when printed
 * @param cacheUserSymbols {@code PER_PID}, {@code PER_PROGRAM} or {@code NONE}
 * @param demangleCpp whether C++ names are demangled
 * @param logSize bytes of the verifier's log at most
 */
public record ScriptConfig(
        int maxMapKeys,
        int maxStrlen,
        int maxProbes,
        int maxPrograms,
        int maxCatBytes,
        int onStackLimit,
        int perfPages,
        MissingProbes missingProbes,
        boolean printMapsOnExit,
        String stackMode,
        String truncationTrailer,
        String license,
        boolean lazySymbolication,
        String cacheUserSymbols,
        boolean demangleCpp,
        int logSize) {
    private static final int PAGE = 4096;
    private static final int EVENT_RING_BYTES = 4 << 20;

    /** Pages of a buffer at most: 1 GiB. */
    public static final int MOST_PAGES = 1 << 18;

    /** The size of the event ring: the power of two that holds the pages asked for, and one for each CPU at least. */
    public int eventRingBytes(int cpus) {
        return perfPages == 0
                ? EVENT_RING_BYTES
                : Integer.highestOneBit(Math.clamp(perfPages, cpus, MOST_PAGES) * PAGE - 1) << 1;
    }

    /** Pages of one CPU's buffer of packets, a power of two; 0: as the engine thinks. */
    public int packetPages(int cpus) {
        return perfPages == 0 ? 0 : Integer.highestOneBit(Math.max(1, perfPages / cpus));
    }

    /** What an attach point that matches nothing is. */
    public enum MissingProbes {
        /** A mistake. */
        ERROR,
        /** Worth a warning. */
        WARN,
        /** Nothing. */
        IGNORE
    }

    /** So that two texts, and 32 bytes of other things, fit into a key of 512 bytes. */
    private static final int SHORT_TEXT = 240;

    /** What holds when nobody says anything. Text is shorter where it would not fit into the keys of maps, before 5.11. */
    public static ScriptConfig of(Target target) {
        return new ScriptConfig(
                4096,
                target.has(Feature.LONG_KEYS) ? 1024 : SHORT_TEXT,
                1024,
                1024,
                10240,
                32,
                0,
                MissingProbes.ERROR,
                true,
                "bpftrace",
                "..",
                "GPL",
                true,
                "PER_PID",
                true,
                1_000_000);
    }
}
