package dev.rawtap.cli;

import dev.rawtap.contract.Engine;
import dev.rawtap.contract.LossLedger;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.linux.BpfCommand;
import dev.rawtap.linux.EpollEvents;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.linux.Kernel;
import dev.rawtap.linux.LinuxHost;
import dev.rawtap.linux.LinuxKernel;
import dev.rawtap.linux.struct.RawTracepointOpenAttribute;
import dev.rawtap.object.KernelVersion;
import dev.rawtap.object.Target;
import dev.rawtap.syscall.Architecture;
import dev.rawtap.testkit.FakeKernel;
import dev.rawtap.testkit.MemoryEngine;
import dev.rawtap.testkit.MemoryHost;
import dev.rawtap.testkit.Replay;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the build trains the ahead-of-time cache with: the classes and lambdas that runs of an object and of scripts touch,
 * without privileges; scripts are run by the kernel as well where it lets us. The kernel's engine runs on a door with nothing behind it but with this machine's processes, the in-memory
 * engine replays events; and the real door is used for what everybody may do.
 */
final class Training {
    /** The hidden first argument; the build passes it, with the object to run. */
    static final String ARGUMENT = "--train";

    /** Something of each kind that scripts are made of. */
    private static final String SCRIPT = """
            struct pair { int first; char second[8]; }
            begin { printf("%s %d\\n", "begin", pid); $i = 1; while ($i < 3) { @x[$i, "a"] = $i; $i++; } }
            rawtracepoint:sys_enter /args.id != 0 && cpu < 64/ {
              @calls[comm] = count(); @h = hist(args.id); @l = lhist(args.id, 0, 100, 10);
              printf("%-16s %d %s\\n", comm, args.id, str(uptr(args.regs.si)));
            }
            rawtracepoint:task_rename {
              printf("%d %s -> %s\\n", args.task.pid, args.task.comm, str(args.comm));
              @[args.task.real_parent.tgid] = sum(1);
            }
            tracepoint:syscalls:sys_enter_openat { @start[tid] = nsecs; }
            tracepoint:syscalls:sys_exit_openat /@start[tid]/ { @us = stats((nsecs - @start[tid]) / 1000); delete(@start, tid); }
            interval:s:1 { print(@calls, 5); time("%H:%M:%S\\n"); }
            end { clear(@x); printf("%s\\n", kstack(3)); exit(); }
            """;

    private static final String SIMPLE = "begin { printf(\"x\\n\"); exit(); }";

    private static final int EVENTS = 2000;
    private static final int PAGE = 4096;

    private Training() {}

    /** Runs {@code object} in every way that a user would; nothing is printed. */
    static int run(String object, Session session) {
        Supplier<Engine> fake = () -> KernelEngine.open(new FakeKernel(), new LinuxHost(new LinuxKernel()));
        Supplier<Engine> memory = Training::memoryEngine;
        for (Supplier<Engine> engine : List.of(fake, memory)) {
            for (String format : List.of("text", "json")) {
                run(engine, session, "run", object, "-f", format, "--for", "50ms");
            }
        }
        runScripts(fake, session);
        run(memory, session, "run", object, "--", "true");
        run(fake, session, "run", object, "--", "true");
        useDoor(new LinuxKernel());
        run(session.engine(), session, "list", "rawtracepoint:sys_*");
        run(fake, session, "describe", "unlinkat");
        run(fake, session, "describe", "sched_switch");
        run(fake, session, "doctor");
        run(fake, session, "list", "rawtracepoint:sys_*");
        run(fake, session, "list", "--json", "syscall:*at");
        run(fake, session, "object", object);
        run(session.engine(), session, "prog", "list");
        run(session.engine(), session, "prog", "list", "--json");
        run(fake, session, "run", object + ".absent");
        return 0;
    }

    /** Maps that hold something are the real kernel's alone; where it lets us run nothing, these classes stay cold. */
    private static void runScripts(Supplier<Engine> fake, Session session) {
        Target target = fake.get().target();
        run(fake, session, "-e", SIMPLE);
        for (String format : List.of("text", "json")) {
            run(() -> scriptEngine(target), session, "-f", format, "-e", SIMPLE);
            run(session.engine(), session, "-f", format, "-e", SIMPLE);
            run(session.engine(), session, "-f", format, "-c", "true", "-e", SCRIPT);
        }
    }

    /** The calls that reading events takes, on a file in memory. */
    private static void useDoor(Kernel kernel) {
        try (var file = FileDescriptor.of(kernel, kernel.memoryFile("rawtap-training"), "make a file");
                var epoll = FileDescriptor.of(kernel, kernel.epollCreate(), "make an epoll instance");
                var event = FileDescriptor.of(kernel, kernel.eventfd(), "make an eventfd");
                Arena arena = Arena.ofShared()) {
            MemorySegment bytes = arena.allocate(PAGE);
            kernel.write(file.number(), bytes);
            kernel.mmap(arena, file.number(), 0, PAGE, Kernel.Mapping.SHARED_WRITE);
            kernel.epollAdd(epoll.number(), event.number(), Kernel.EPOLL_READABLE, 0);
            kernel.epollWait(epoll.number(), new EpollEvents(arena, 1), 0);
            // Refused, whatever the privileges: there is no such program.
            kernel.bpf(BpfCommand.RAW_TRACEPOINT_OPEN, RawTracepointOpenAttribute.of(arena, "sys_enter", -1, 0));
        }
    }

    private static void run(Supplier<Engine> engine, Session session, String... arguments) {
        var nothing = new Output("nothing", OutputStream.nullOutputStream());
        var silence = new Errors(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        int status = Main.run(arguments, new Session(nothing, silence, engine, session.interruption()));
        if (status == Main.EXIT_BUG) {
            session.errors().note("training of '%s' failed".formatted(String.join(" ", arguments)));
        }
    }

    /** What a script's first action prints. */
    private static MemoryEngine scriptEngine(Target target) {
        byte[][] records = new byte[EVENTS][2 * PAGE];
        for (byte[] record : records) {
            Arrays.fill(record, 0, Integer.BYTES, (byte) ~0);
        }
        return new MemoryEngine(
                target, new MemoryHost(Map.of("true", 0)), Replay.NOTHING.withRecords("events", records));
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
