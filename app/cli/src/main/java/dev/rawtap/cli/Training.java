package dev.rawtap.cli;

import dev.rawtap.contract.Engine;
import dev.rawtap.contract.LossLedger;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.object.KernelVersion;
import dev.rawtap.object.Target;
import dev.rawtap.syscall.Architecture;
import dev.rawtap.testkit.FakeKernel;
import dev.rawtap.testkit.MemoryEngine;
import dev.rawtap.testkit.MemoryHost;
import dev.rawtap.testkit.Replay;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the build trains the ahead-of-time cache with: the classes and profiles that a run of an object touches, without
 * privileges. The kernel's engine runs on a door with nothing behind it, the in-memory engine replays events.
 */
final class Training {
    /** The hidden first argument; the build passes it, with the object to run. */
    static final String ARGUMENT = "--train";

    private static final int EVENTS = 2000;

    private Training() {}

    /** Runs {@code object} in every way that a user would; nothing is printed. */
    static int run(String object, Session session) {
        Supplier<Engine> fake = () -> KernelEngine.open(new FakeKernel(), new MemoryHost());
        Supplier<Engine> memory = Training::memoryEngine;
        for (Supplier<Engine> engine : List.of(fake, memory)) {
            for (String format : List.of("text", "json")) {
                run(engine, session, "run", object, "-f", format, "--for", "50ms");
            }
        }
        run(memory, session, "run", object, "--", "true");
        run(fake, session, "describe", "unlinkat");
        run(fake, session, "describe", "sched_switch");
        run(fake, session, "list", "rawtracepoint:sys_*");
        run(fake, session, "run", object + ".absent");
        return 0;
    }

    private static void run(Supplier<Engine> engine, Session session, String... arguments) {
        var nothing = new Output("nothing", OutputStream.nullOutputStream());
        var silence = new Errors(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        int status = Main.run(arguments, new Session(nothing, silence, engine, session.interruption()));
        if (status == Main.EXIT_BUG) {
            session.errors().note("training of '%s' failed".formatted(String.join(" ", arguments)));
        }
    }

    private static MemoryEngine memoryEngine() {
        var target = new Target(Architecture.host(), new KernelVersion(6, 1), Set.of(), Optional.empty(), List.of());
        byte[][] records = new byte[EVENTS][276];
        for (byte[] record : records) {
            System.arraycopy("rm".getBytes(StandardCharsets.US_ASCII), 0, record, 4, 2);
        }
        Replay replay = Replay.NOTHING
                .withRecords("events", records)
                .withEntry("calls", new byte[4], new byte[16])
                .withPrinted("rm-1 [000] 1.0: bpf_trace_printk: hello")
                .withLosses(new LossLedger(List.of(new LossLedger.Loss(LossLedger.Kind.RING_FULL, "events", 1))));
        return new MemoryEngine(target, new MemoryHost(Map.of("true", 0)), replay);
    }
}
