package dev.rawtap.kernel.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.Errno;
import dev.rawtap.base.KernelException;
import dev.rawtap.contract.BpfMap;
import dev.rawtap.contract.EventSource;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.ProcessFilter;
import dev.rawtap.contract.TestInput;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kernel.KernelLoaded;
import dev.rawtap.kernel.Samples;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.linux.LinuxHost;
import dev.rawtap.linux.Machine;
import dev.rawtap.linux.SystemFiles;
import dev.rawtap.object.KernelVersion;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.testkit.FaultyKernel;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Closing: from any thread, at any moment, twice; and what is said to those who come later. */
@KernelTest
@Timeout(120)
class ClosingTest {
    private static final int ROUNDS = Integer.getInteger("rawtap.faults.rounds", 25);
    private static final String CLOSED = "(?i).*\\bclosed";

    private final long seed = Long.getLong("rawtap.faults.seed", System.nanoTime());
    private final KernelIds ids = new KernelIds();
    private final FaultyKernel kernel = new FaultyKernel(ids.door());
    private final ObjectSpec object = Samples.example("unlinkat");
    private final LoadOptions own = LoadOptions.DEFAULT.withProcesses(
            new ProcessFilter.Only(Math.toIntExact(ProcessHandle.current().pid())));

    private KernelEngine engine() {
        return KernelEngine.open(kernel, new LinuxHost(kernel));
    }

    private void assertNothingLeft() {
        assertThat(kernel.open()).isEmpty();
        assertThat(Resources.kernelMappings()).isEmpty();
        assertThat(KernelIds.left(ids.made())).as("left in the kernel").isEmpty();
    }

    private static List<EventSource> events(KernelLoaded loaded, AtomicLong seen) {
        return List.of(new EventSource.Buffer(
                loaded.map("events"),
                (memory, offset, _) -> seen.addAndGet(memory.get(ValueLayout.JAVA_INT_UNALIGNED, offset) & 1)));
    }

    /** Reader, object and engine in turn, while another thread waits in a poll or is about to. */
    @Test
    void closeEndsAPollOfAnotherThread() throws Exception {
        System.out.println("reproduce: -Drawtap.faults.seed=" + seed);
        var random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            var failures = new ConcurrentLinkedQueue<Throwable>();
            try (var engine = engine();
                    var loaded = engine.load(object, own);
                    var links = loaded.attach();
                    var reader = loaded.read(events(loaded, new AtomicLong()))) {
                assertThat(links.links()).hasSize(1);
                Thread poller = Thread.ofPlatform().start(() -> {
                    try {
                        while (!Thread.interrupted()) {
                            reader.poll(Duration.ofSeconds(60));
                        }
                    } catch (Throwable ended) {
                        failures.add(ended);
                    }
                });
                LockSupport.parkNanos(random.nextInt(2_000_000));
                List<AutoCloseable> closers = List.of(reader, loaded, engine);
                closers.get(random.nextInt(closers.size())).close();
                poller.join(Duration.ofSeconds(20));
                assertThat(poller.isAlive()).as("round %d: poll goes on", round).isFalse();
            }
            assertThat(failures)
                    .singleElement()
                    .satisfies(ended -> assertThat(ended)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessage("the reader is closed"));
        }
        assertNothingLeft();
    }

    /** Four threads use one object in every way while it is closed: they finish their call, or are told that it is closed. */
    @Test
    void useRacesWithClose() throws Exception {
        System.out.println("reproduce: -Drawtap.faults.seed=" + seed);
        var random = new Random(seed);
        var done = new AtomicLong();
        for (int round = 0; round < ROUNDS; round++) {
            var failures = new ConcurrentLinkedQueue<Throwable>();
            try (var engine = engine();
                    var loaded = engine.load(object, own)) {
                var ready = new CountDownLatch(4);
                List<Thread> users = new ArrayList<>();
                for (int user = 0; user < 4; user++) {
                    var choice = new Random(random.nextLong());
                    users.add(Thread.ofPlatform().start(() -> use(loaded, choice, ready, done, failures)));
                }
                ready.await();
                LockSupport.parkNanos(random.nextInt(5_000_000));
                (random.nextBoolean() ? loaded : (AutoCloseable) engine).close();
                for (Thread user : users) {
                    user.join(Duration.ofSeconds(20));
                    assertThat(user.isAlive())
                            .as("round %d: a user goes on", round)
                            .isFalse();
                }
            }
            assertThat(failures)
                    .hasSize(4)
                    .allSatisfy(ended -> assertThat(ended)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageMatching(CLOSED));
        }
        System.out.println(done + " uses in " + ROUNDS + " rounds");
        assertNothingLeft();
    }

    private void use(
            KernelLoaded loaded,
            Random choice,
            CountDownLatch ready,
            AtomicLong done,
            ConcurrentLinkedQueue<Throwable> failures) {
        List<ThrowingCallable> uses = new ArrayList<>(uses(loaded).values());
        ready.countDown();
        try {
            while (true) {
                uses.get(choice.nextInt(uses.size())).call();
                done.incrementAndGet();
            }
        } catch (Throwable ended) {
            failures.add(ended);
        }
    }

    /** Every way to use an object that needs it open. */
    private Map<String, ThrowingCallable> uses(KernelLoaded loaded) {
        var all = new LinkedHashMap<String, ThrowingCallable>();
        var program = loaded.program("unlinkat");
        BpfMap calls = loaded.map("calls");
        byte[] key = Samples.u32(7);
        all.put("attach", () -> attached(loaded::attach));
        all.put("attach one", () -> attached(program::attach));
        all.put("test run", () -> program.testRun(TestInput.ofArguments(0, 0)));
        all.put("statistics", program::statistics);
        all.put("look up", () -> calls.lookup(key));
        all.put("update", () -> calls.update(key, new byte[calls.valueBytes()], BpfMap.UpdateMode.ANY));
        all.put("delete", () -> calls.delete(key));
        all.put("go through", () -> calls.forEach((_, _) -> {}));
        all.put("variable", () -> loaded.variable("syscall_number").number());
        all.put("losses", loaded::losses);
        all.put("read", () -> {
            try (var reader = loaded.read(events(loaded, new AtomicLong()))) {
                reader.poll(Duration.ZERO);
            }
        });
        return all;
    }

    /** Before Linux 6.10 a program attaches to a tracepoint once, and another thread may have it attached. */
    private static void attached(Supplier<AutoCloseable> attach) throws Exception {
        try {
            attach.get().close();
        } catch (KernelException failure) {
            assertThat(failure.errno()).isEqualTo(Errno.EEXIST);
            assertThat(new Machine(SystemFiles.HOST).kernelVersion()).isLessThan(new KernelVersion(6, 10));
            assertThat(failure.hint().orElseThrow())
                    .contains("Linux before 6.10 attaches a program to a tracepoint once");
        }
    }

    @Test
    void useAfterCloseIsRefusedByName() {
        var engine = engine();
        var loaded = engine.load(object, own);
        var links = loaded.attach();
        var uses = uses(loaded);
        links.close();
        links.close();
        loaded.close();
        loaded.close();
        uses.forEach((name, use) -> assertThatThrownBy(use)
                .as(name)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching(CLOSED)
                .hasMessageMatching(".*(unlinkat|calls|\\.rodata|events|losses).*"));
        engine.close();
        engine.close();
        assertThatThrownBy(() -> engine.load(object, own))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the kernel engine is closed");
        assertNothingLeft();
    }
}
