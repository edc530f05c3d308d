package dev.rawtap.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rawtap.base.RawtapException;
import dev.rawtap.cli.CommandLineRun;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kernel.Samples;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.linux.LinuxHost;
import dev.rawtap.linux.LinuxKernel;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.Feature;
import dev.rawtap.testkit.FaultyKernel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is done, or said, where a kernel does not have the better way. */
@KernelTest
class FallbacksTest {
    private final KernelEngine engine = KernelEngine.open();

    @AfterEach
    void close() {
        engine.close();
    }

    private static CommandLineRun script(String text) {
        return CommandLineRun.onKernel(Map.of(), "-q", "-e", text);
    }

    private static void fallback(String what, String how) {
        Facts.add("Fallbacks", what, how);
    }

    @Test
    void scriptsAreTypedProgramsWhereTheKernelHasTypes() {
        CommandLineRun run = CommandLineRun.onKernel(
                Map.of(), "-d", "codegen", "-e", "rawtracepoint:task_rename { @ = args.task.pid; }");
        assertThat(run.output().contains("kernel object"))
                .as(run.output() + run.errors())
                .isEqualTo(engine.target().has(Feature.BTF_TRACEPOINT));
        fallback(
                "raw tracepoints of scripts",
                engine.target().has(Feature.BTF_TRACEPOINT) ? "tp_btf, direct loads" : "raw_tp, probe_read_kernel");
    }

    @Test
    void links() {
        List<String> typed = callsOfAttaching(Samples.typed("task_rename"));
        // The better way is tried; what comes after it is the fallback.
        boolean link = !typed.contains("RAW_TRACEPOINT_OPEN");
        assertThat(typed).contains("LINK_CREATE");
        assertThat(link).as("%s", typed).isEqualTo(engine.target().has(Feature.TRACING_LINK));
        fallback("tp_btf programs are attached by", link ? "BPF_LINK_CREATE" : "BPF_RAW_TRACEPOINT_OPEN");

        List<String> classic = callsOfAttaching(Samples.classic("task", "task_rename"));
        // One enables the event; where links are refused, one before it attaches the program.
        long controls = classic.stream().filter("ioctl"::equals).count();
        assertThat(controls).as("%s", classic).isEqualTo(engine.target().has(Feature.PERF_EVENT_LINK) ? 1 : 2);
        fallback(
                "tracepoint and perf_event programs are attached by",
                controls == 1 ? "BPF_LINK_CREATE" : "PERF_EVENT_IOC_SET_BPF");
    }

    private static List<String> callsOfAttaching(AttachPoint point) {
        var kernel = new FaultyKernel(new LinuxKernel());
        try (var watched = KernelEngine.open(kernel, new LinuxHost(kernel));
                var loaded = watched.load(Samples.one(point, Samples.RETURN_ZERO), LoadOptions.DEFAULT)) {
            int before = kernel.calls().size();
            loaded.attach().close();
            return kernel.calls().subList(before, kernel.calls().size());
        }
    }

    @Test
    void cookies() {
        try (var loaded =
                engine.load(Samples.one(Samples.raw("task_rename"), Samples.RETURN_ZERO), LoadOptions.DEFAULT)) {
            var program = loaded.program("sample");
            if (engine.target().has(Feature.RAW_TRACEPOINT_COOKIE)) {
                program.attach(program.spec().attach(), 7).close();
                return;
            }
            assertThatThrownBy(() -> program.attach(program.spec().attach(), 7))
                    .isInstanceOf(RawtapException.class)
                    .hasMessageContaining("requires >= 6.10")
                    .isInstanceOfSatisfying(
                            RawtapException.class,
                            refused -> Facts.refusal("Refusals", "a cookie of a raw tracepoint", refused));
        }
    }

    /** Loops whose end the verifier can count, and those that it cannot. */
    @Test
    void loops() {
        assertThat(script("begin { $i = 0; while ($i < 100) { $i++; } printf(\"%d\\n\", $i); exit(); }")
                        .output())
                .startsWith("100\n");
        assertThat(script("begin { for ($i : 0..50) { @ = count(); } exit(); }")
                        .output()
                        .strip())
                .isEqualTo("@: 50");
        CommandLineRun endless =
                script("begin { $i = (uint64)0; while ($i < nsecs) { $i += 100000000; } @ = $i > 0; exit(); }");
        boolean bounded = engine.target().has(Feature.MAY_GOTO);
        if (bounded) {
            assertThat(endless.output().strip()).as(endless.errors()).isEqualTo("@: true");
        } else {
            assertThat(endless.status()).isEqualTo(1);
            assertThat(endless.errors()).contains("refused: ").contains("HINT");
            Facts.refusal("Refusals", "a loop that nobody can count", endless.errors());
        }
        fallback("loops that nobody can count", bounded ? "ended by the kernel (may_goto)" : "refused by the verifier");
    }

    @Test
    void goingThroughMaps() {
        CommandLineRun run = script(
                "begin { @a[1] = 2; @a[3] = 4; for ($kv : @a) { @sum += $kv.1; } print(@sum); clear(@a); exit(); }");
        if (engine.target().hasHelper("for_each_map_elem")) {
            assertThat(run.output()).as(run.errors()).startsWith("@sum: 6");
            return;
        }
        assertThat(run.status()).isEqualTo(1);
        Facts.refusal("Refusals", "for over a map", run.errors());
    }

    /** Text in keys: 5.10 takes keys of 512 bytes, so that text is shorter there unless the script says how long. */
    @Test
    void textInKeys() {
        CommandLineRun run =
                script("begin { @[\"%s\"] = 1; @two[str(nsecs), comm] = 2; exit(); }".formatted("x".repeat(100)));
        assertThat(run.status()).as(run.errors()).isZero();
        boolean longer = engine.target().has(Feature.LONG_KEYS);
        fallback("max_strlen, unless a script sets it", longer ? "1024" : "240");
        CommandLineRun asked = script("config = { max_strlen = 1000 } begin { @[str(nsecs)] = 1; exit(); }");
        if (longer) {
            assertThat(asked.status()).as(asked.errors()).isZero();
        } else {
            assertThat(asked.errors()).contains("keys have at most 512 bytes before Linux 5.11");
            Facts.refusal("Refusals", "a key of more than 512 bytes", asked.errors());
        }
    }

    /** Where memory of maps is charged to the process's limit, it is raised. */
    @Test
    void memoryOfMaps() {
        CommandLineRun run = CommandLineRun.onKernel(
                Map.of("BPFTRACE_PERF_RB_PAGES", "8192"), "-q", "-e", "begin { printf(\"there\\n\"); exit(); }");
        assertThat(run.output()).as(run.errors()).startsWith("there\n");
    }

    @Test
    void sleepableTracepoints() {
        var object = Samples.corpus("sections", "tp_btf_sleepable");
        if (engine.target().has(Feature.SLEEPABLE_TRACEPOINT)) {
            engine.load(object, LoadOptions.DEFAULT).close();
            return;
        }
        assertThatThrownBy(() -> engine.load(object, LoadOptions.DEFAULT))
                .isInstanceOfSatisfying(
                        RawtapException.class,
                        refused -> Facts.refusal("Refusals", "SEC(\"tp_btf.s/sys_enter\")", refused));
    }

    /** Where links of raw tracepoints have cookies, each is an entry of its own in the tracepoint's list. */
    @Test
    void oneProgramTwiceAtATracepoint() {
        try (var loaded = engine.load(Samples.example("task_rename"), LoadOptions.DEFAULT)) {
            var program = loaded.program("task_rename");
            try (var once = program.attach()) {
                assertThat(once).isNotNull();
                if (engine.target().has(Feature.RAW_TRACEPOINT_COOKIE)) {
                    program.attach().close();
                    return;
                }
                assertThatThrownBy(program::attach)
                        .hasMessageContaining("EEXIST")
                        .isInstanceOfSatisfying(RawtapException.class, refused -> {
                            assertThat(refused.hint().orElseThrow()).contains("load it twice");
                            Facts.refusal("Refusals", "a program at a tracepoint where it is already", refused);
                        });
            }
        }
    }

    @Test
    void userRingBuffers() {
        CommandLineRun run = CommandLineRun.onKernel(
                Map.of(), "run", CommandLineRun.file("examples/c/maps.bpf.o"), "--for=1s", "-q");
        assumeTrue(!engine.target().has(Feature.USER_RING_BUFFER), "user ring buffers are there");
        assertThat(run.status()).isNotZero();
        Facts.refusal("Refusals", "a map of type USER_RINGBUF", run.errors());
    }
}
