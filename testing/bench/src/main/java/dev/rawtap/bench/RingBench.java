package dev.rawtap.bench;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import com.sun.management.ThreadMXBean;
import dev.rawtap.contract.EventHandler;
import dev.rawtap.contract.EventReader;
import dev.rawtap.contract.EventSource;
import dev.rawtap.linux.LinuxKernel;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Our ring buffer reader in the same tasks as {@code c/ring_bench.c} gives to libbpf's: {@code concurrent [SECONDS]},
 * {@code drain [ROUNDS]}, {@code stalls [SECONDS]}, after the path of {@code ring_bench.bpf.o}. What the compiler needs to
 * get warm comes before what is measured.
 */
public final class RingBench {
    private static final int READER_CPU = 0;
    private static final int RING_BYTES = 32 << 20;
    private static final int RECORD_BYTES = 72;
    private static final long FULL = (RING_BYTES - 1) / RECORD_BYTES;
    private static final int WARM_ROUNDS = 3_000;
    private static final int WARM_RECORDS = 2_000;
    private static final int WARM_SECONDS = 1;
    private static final long STALL_NANOSECONDS = 100_000_000;
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final RingProducer producer;
    private final Seen seen;
    private final EventReader reader;
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private RingBench(RingProducer producer, boolean timed) {
        this.producer = producer;
        this.seen = new Seen(timed);
        this.reader = producer.loaded().read(List.of(new EventSource.Buffer(producer.events(), seen)));
    }

    /** What the reader saw: the same as the callback in C does. */
    private static final class Seen implements EventHandler {
        private final boolean timed;
        private long received;
        private long gaps;
        private long backwards;
        private long next;
        private long stalls;
        private long oldest;

        Seen(boolean timed) {
            this.timed = timed;
        }

        /** What was before the measured part. */
        void forget() {
            gaps = 0;
            stalls = 0;
            oldest = 0;
        }

        @Override
        public void event(MemorySegment memory, long offset, int length) {
            long sequence = memory.get(JAVA_LONG_UNALIGNED, offset);
            if (sequence != next) {
                if (sequence < next) {
                    backwards++;
                } else {
                    gaps += sequence - next;
                }
            }
            next = sequence + 1;
            received++;
            if (timed) {
                long age = System.nanoTime() - memory.get(JAVA_LONG_UNALIGNED, offset + 8);
                stalls += age > STALL_NANOSECONDS ? 1 : 0;
                oldest = Math.max(oldest, age);
            }
        }
    }

    /** Runs one task. */
    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length < 2) {
            System.err.println("usage: RingBench OBJECT concurrent [SECONDS] | drain [ROUNDS] | stalls [SECONDS]");
            System.exit(1);
        }
        String task = arguments[1];
        int number = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
        try (var producer = new RingProducer(Path.of(arguments[0]), RING_BYTES)) {
            new LinuxKernel().bindToCpu(0, READER_CPU);
            var bench = new RingBench(producer, task.equals("stalls"));
            bench.warmUp();
            switch (task) {
                case "drain" -> bench.drain(number);
                case "concurrent", "stalls" -> bench.concurrent(task, number);
                default -> throw new IllegalArgumentException("no task '" + task + "'");
            }
        }
    }

    private void warmUp() {
        for (int round = 0; round < WARM_ROUNDS; round++) {
            producer.produce(WARM_RECORDS, seen.timed);
            reader.poll(Duration.ZERO);
        }
    }

    private long fill() {
        producer.produce(FULL, false);
        return FULL;
    }

    private void drain(int rounds) {
        double[] each = new double[rounds];
        long lost = 0;
        long allocated = 0;
        for (int round = 0; round < rounds; round++) {
            long records = fill();
            long bytes = allocated();
            long start = System.nanoTime();
            long got = reader.poll(Duration.ZERO);
            each[round] = (double) (System.nanoTime() - start) / records;
            allocated += allocated() - bytes;
            lost += records - got;
        }
        Arrays.sort(each);
        System.out.printf(
                "mode=drain reader=rawtap rounds=%d drain_ns=%.2f drain_ns_best=%.2f bytes_per_record=%.4f lost=%d%n",
                rounds, each[rounds / 2], each[0], (double) allocated / rounds / FULL, lost);
    }

    /** Seconds that it took. */
    private double readFor(int seconds) {
        long start = System.nanoTime();
        long end = start + Duration.ofSeconds(seconds).toNanos();
        while (System.nanoTime() < end) {
            reader.poll(WAIT);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private void concurrent(String task, int seconds) throws InterruptedException {
        Thread thread = producer.start(seen.timed);
        readFor(WARM_SECONDS);
        seen.forget();
        long[] before = producer.totals();
        long received = seen.received;
        long bytes = allocated();
        double took = readFor(seconds);
        long inTime = seen.received - received;
        long allocated = allocated() - bytes;
        producer.stop(thread);
        reader.poll(Duration.ZERO);
        long[] after = producer.totals();
        System.out.printf(
                "mode=%s reader=rawtap seconds=%.2f rate=%.0f received=%d sent=%d lost=%d gaps=%d backwards=%d"
                        + " bytes_per_record=%.4f stalls=%d oldest_us=%.1f%n",
                task,
                took,
                inTime / took,
                seen.received - received,
                after[0] - before[0],
                after[1] - before[1],
                seen.gaps,
                seen.backwards,
                (double) allocated / inTime,
                seen.stalls,
                seen.oldest / 1e3);
    }

    private long allocated() {
        return threads.getThreadAllocatedBytes(Thread.currentThread().threadId());
    }
}
