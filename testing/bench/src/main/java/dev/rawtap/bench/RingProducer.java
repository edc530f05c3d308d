package dev.rawtap.bench;

import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.TestInput;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kernel.KernelLoaded;
import dev.rawtap.kernel.KernelMap;
import dev.rawtap.linux.LinuxKernel;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.elf.ElfObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** The program of {@code ring_bench.bpf.o}, loaded as libbpf loads it: nothing is inserted. */
final class RingProducer implements AutoCloseable {
    private static final int CPU = 1;
    private static final int RECORDS = 50_000;

    private final KernelEngine engine = KernelEngine.open();
    private final KernelLoaded loaded;
    private volatile boolean stopping;

    RingProducer(Path object, int ringBytes) {
        ObjectSpec spec = ElfObject.read(object).spec();
        List<MapSpec> maps = spec.maps().stream()
                .map(map -> map.type() == MapType.RINGBUF ? map.withMaxEntries(ringBytes) : map)
                .toList();
        this.loaded = engine.load(spec.withMaps(maps), LoadOptions.DEFAULT.withLedger(false));
    }

    KernelLoaded loaded() {
        return loaded;
    }

    KernelMap events() {
        return loaded.map("events");
    }

    /** One run of the program. */
    void produce(long records, boolean stamped) {
        loaded.program("produce").testRun(TestInput.ofArguments(records, stamped ? 1 : 0));
    }

    /** A thread on a CPU of its own that runs the program until {@link #stop}. */
    Thread start(boolean inBursts) {
        return Thread.ofPlatform().name("producer").start(() -> {
            new LinuxKernel().bindToCpu(0, CPU);
            var random = new Random(1);
            while (!stopping) {
                if (inBursts) {
                    burst(random);
                } else {
                    produce(RECORDS, false);
                }
            }
        });
    }

    /** Small bursts with pauses around the time that falling asleep takes: the reader's last look races with a record. */
    private void burst(Random random) {
        produce(1 + random.nextInt(8), true);
        long end = System.nanoTime() + random.nextInt(60_000);
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    void stop(Thread producer) throws InterruptedException {
        stopping = true;
        producer.join();
        stopping = false;
    }

    /** Records sent and records lost, over all CPUs. */
    long[] totals() {
        byte[] each = loaded.map("totals").lookup(new byte[Integer.BYTES]).orElseThrow();
        ByteBuffer values = ByteBuffer.wrap(each).order(ByteOrder.nativeOrder());
        long[] sum = new long[2];
        while (values.hasRemaining()) {
            sum[0] += values.getLong();
            sum[1] += values.getLong();
        }
        return sum;
    }

    @Override
    public void close() {
        engine.close();
    }
}
