package dev.rawtap.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.base.Errno;
import dev.rawtap.base.RawtapException;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.linux.LinuxHost;
import dev.rawtap.linux.LinuxKernel;
import dev.rawtap.testkit.FaultyKernel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever system call fails, in turn and with each kind of error, nothing stays open, and the failure has a name. */
@KernelTest
class FaultInjectionTest {
    @ParameterizedTest
    @ValueSource(strings = {"unlinkat", "rename_btf", "rename_tracepoint", "writable"})
    void nothingStaysOpen(String example) {
        for (Errno errno : new Errno[] {Errno.EPERM, Errno.EINVAL, Errno.ENOMEM}) {
            for (int call = 1; fails(example, call, errno); call++) {
                assertThat(call).as("calls of one run").isLessThan(200);
            }
        }
    }

    /** Whether the run had a call of that number. */
    private static boolean fails(String example, int call, Errno errno) {
        var kernel = new FaultyKernel(new LinuxKernel()).failingCall(call, errno);
        try (var engine = KernelEngine.open(kernel, new LinuxHost(kernel));
                var loaded = engine.load(Samples.example(example), LoadOptions.DEFAULT);
                var links = loaded.attach()) {
            if (example.equals("writable")) {
                loaded.maps().forEach(map -> assertThat(map.name()).isNotEmpty());
                loaded.losses();
            }
            assertThat(links.links()).isNotEmpty();
        } catch (RawtapException named) {
            assertThat(named).as("call %d, %s", call, kernel.calls().getLast()).hasMessageMatching(".+");
        }
        assertThat(kernel.open())
                .as(
                        "%s: call %d (%s) failed with %s",
                        example, call, kernel.calls().getLast(), errno)
                .isEmpty();
        return kernel.failed();
    }
}
