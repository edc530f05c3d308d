package dev.rawtap.bench.code;

import dev.rawtap.bench.code.Producer.Attached;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kernel.KernelObjects.ProgramEntry;
import dev.rawtap.kernel.RunStatistics;
import dev.rawtap.linux.LinuxKernel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;

/**
 * Prints sizes and times of the reference programs of all producers: {@code sizes} or {@code times ROUNDS EVENTS}, or
 * writes bpftrace's sizes down for the gate ({@code store}); after the folder of the references, the oracle's {@code run} (left out if there is none) and the program that makes events.
 */
public final class CodeBench {
    private static final int QUIET_CPU = 0;

    private final Path maker;
    private final Producer empty;
    private final List<Producer> producers;

    private CodeBench(Path maker, Producer empty, List<Producer> producers) {
        this.maker = maker;
        this.empty = empty;
        this.producers = List.copyOf(producers);
    }

    /** See the class. */
    public static void main(String[] arguments) {
        if (arguments.length < 4) {
            System.err.println(
                    "usage: CodeBench REFERENCES ORACLE_RUN EVENTS_PROGRAM sizes | store | times ROUNDS EVENTS");
            System.exit(1);
        }
        Path folder = Path.of(arguments[0]);
        Path run = Path.of(arguments[1]);
        new LinuxKernel().bindToCpu(0, QUIET_CPU);
        try (var engine = KernelEngine.open();
                RunStatistics _ = engine.keepStatistics()) {
            var clang = new ObjectFiles("clang", engine, folder.resolve("plain"));
            var producers = new ArrayList<Producer>();
            producers.add(clang);
            producers.add(new ScriptCode(engine, folder));
            if (arguments[3].equals("sizes")) {
                producers.add(new ObjectFiles("clang+losses", engine, folder.resolve("losses")));
            }
            if (Files.isExecutable(run)) {
                producers.add(new Bpftrace("bpftrace", engine, run, folder));
            } else {
                System.out.println("no bpftrace: testing/oracle/fetch gets it");
            }
            var bench = new CodeBench(Path.of(arguments[2]), clang.empty(), producers);
            switch (arguments[3]) {
                case "sizes" -> bench.sizes();
                case "store" -> store(engine, run, folder);
                case "times" -> bench.times(Integer.parseInt(arguments[4]), Long.parseLong(arguments[5]));
                default -> throw new IllegalArgumentException("no task '" + arguments[3] + "'");
            }
        }
    }

    private void sizes() {
        System.out.printf("%-12s %-14s %8s %10s %8s%n", "", "", "emitted", "translated", "machine");
        for (Reference reference : Reference.values()) {
            for (Producer producer : producers) {
                CodeSize size = size(producer, reference);
                System.out.printf(
                        "%-12s %-14s %8d %10d %8d%n",
                        reference.file(), producer.name(), size.emitted(), size.translated(), size.machine());
            }
        }
    }

    private static CodeSize size(Producer producer, Reference reference) {
        try (Attached attached = producer.attach(reference)) {
            return attached.size();
        }
    }

    private static void store(KernelEngine engine, Path run, Path folder) {
        var bpftrace = new Bpftrace("bpftrace", engine, run, folder);
        var sizes = new EnumMap<Reference, CodeSize>(Reference.class);
        for (Reference reference : Reference.values()) {
            sizes.put(reference, size(bpftrace, reference));
        }
        String from = bpftrace.version() + " on Linux " + engine.target().version();
        new StoredSizes(from, sizes).write(folder.resolve(StoredSizes.FILE));
    }

    private void times(int rounds, long events) {
        Producer first = producers.getFirst();
        System.out.printf("%-12s %-14s %10s %24s%n", "", "", "ns", "ratio to " + first.name());
        for (Reference reference : Reference.values()) {
            double[][] costs = measure(reference, rounds, events);
            for (int i = 0; i < costs.length; i++) {
                System.out.printf(
                        Locale.ROOT,
                        "%-12s %-14s %10.1f %24s%n",
                        reference.file(),
                        producers.get(i).name(),
                        median(costs[i]),
                        i == 0 ? "" : Ratio.of(costs[i], costs[0]));
            }
        }
    }

    /** Nanoseconds for an event above the empty program, by producer and round. */
    private double[][] measure(Reference reference, int rounds, long events) {
        double[][] costs = new double[producers.size()][rounds];
        for (int round = 0; round < rounds; round++) {
            double nothing = run(empty, reference, events).perRun();
            for (int i = 0; i < costs.length; i++) {
                Work work = run(producers.get(i), reference, events);
                costs[i][round] = (reference.filters() ? work.perEvent(events, nothing) : work.perRun()) - nothing;
            }
        }
        return costs;
    }

    /** What programs did in some time. */
    private record Work(long runs, long nanoseconds) {
        static Work of(List<ProgramEntry> programs) {
            return new Work(
                    programs.stream().mapToLong(ProgramEntry::runs).sum(),
                    programs.stream().mapToLong(ProgramEntry::nanoseconds).sum());
        }

        Work since(Work earlier) {
            return new Work(runs - earlier.runs, nanoseconds - earlier.nanoseconds);
        }

        double perRun() {
            return (double) nanoseconds / runs;
        }

        /** For one of {@code events}, where each other run took {@code nothing} nanoseconds. */
        double perEvent(long events, double nothing) {
            return (nanoseconds - (runs - events) * nothing) / events;
        }
    }

    private Work run(Producer producer, Reference reference, long events) {
        try (Attached attached = producer.attach(reference)) {
            Work before = Work.of(attached.programs());
            reference.events().make(maker, events);
            return Work.of(attached.programs()).since(before);
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
