package dev.rawtap.kernel.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.contract.ProcessFilter;
import dev.rawtap.kernel.Samples;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.linux.LinuxHost;
import dev.rawtap.object.Globals;
import dev.rawtap.testkit.FakeKernel;
import dev.rawtap.testkit.MemoryHost;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each system call of a whole use fails once, and each bpf command fails always. Whatever fails: nothing stays open or
 * mapped, nothing of ours stays in the kernel, and the failure is one that a user can read.
 *
 * <p>With {@code -Drawtap.faults=all} every call fails with every errno; without, the errno changes from call to call and from
 * command to command.
 */
class CallFaultsTest {
    private static final boolean ALL = "all".equals(System.getProperty("rawtap.faults"));

    static Stream<Scenario> scenarios() {
        long self = ProcessHandle.current().pid();
        var writable = Globals.set(Samples.example("writable"), "only_pid", self);
        var all = Stream.of(
                Scenario.example("unlinkat", ProcessFilter.Tree::new, true),
                Scenario.example("unlinkat_printk", ProcessFilter.Only::new, true)
                        .withPrinted(),
                Scenario.example("task_rename", ProcessFilter.Only::new, true),
                Scenario.example("rename_btf", ProcessFilter.Only::new, true),
                Scenario.example("rename_tracepoint", _ -> new ProcessFilter.All(), true),
                new Scenario("writable", writable, _ -> new ProcessFilter.Only((int) self), false, false),
                Scenario.example("bad_deref", ProcessFilter.Only::new, false),
                Scenario.object("tutorial_perf", true),
                Scenario.object("maps", false),
                Scenario.object("globals", false),
                Scenario.object("maps_of_maps", false),
                Scenario.object("externs", false),
                Scenario.object("kernel_symbols", false),
                Scenario.object("calls", false),
                Scenario.script());
        // Each call that fails takes milliseconds, on an emulated processor tens of them.
        return Boolean.getBoolean("rawtap.slow")
                ? all.filter(each -> List.of("unlinkat", "script").contains(each.name()))
                : all;
    }

    @KernelTest
    @ParameterizedTest
    @MethodSource("scenarios")
    void eachCallToTheKernelFails(Scenario scenario) {
        var ids = new KernelIds();
        var faults = new Faults(scenario, ids::door, LinuxHost::new);
        faults.failNothing();
        faults.failEachCall(ALL ? Faults.ERRNOS.size() : 1);
        assertThat(KernelIds.left(ids.made())).as("left in the kernel").isEmpty();
        System.out.println(faults.summary() + ", " + ids.made().size() + " ids gone");
    }

    @KernelTest
    @ParameterizedTest
    @MethodSource("scenarios")
    void eachBpfCommandFailsAlways(Scenario scenario) {
        var ids = new KernelIds();
        var faults = new Faults(scenario, ids::door, LinuxHost::new);
        faults.failEachCommand(ALL ? 3 : 1);
        assertThat(KernelIds.left(ids.made())).as("left in the kernel").isEmpty();
        System.out.println(faults.summary() + ", " + ids.made().size() + " ids gone");
    }

    /** The same without privileges: nothing but our own code is behind the door. */
    @ParameterizedTest
    @MethodSource("scenarios")
    void eachCallToNothingFails(Scenario scenario) {
        var faults = new Faults(
                scenario.silent(),
                FakeKernel::new,
                _ -> new MemoryHost(Map.of(Scenario.COMMAND.getFirst(), 0))
                        .withKernelSymbol(1L << 63, "_stext")
                        .withKernelSymbol((1L << 63) + 8, "schedule"));
        faults.failNothing();
        faults.failEachCall(ALL ? Faults.ERRNOS.size() : 1);
        faults.failEachCommand(ALL ? 3 : 1);
        System.out.println(faults.summary());
    }
}
