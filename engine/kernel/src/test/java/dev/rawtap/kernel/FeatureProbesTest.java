package dev.rawtap.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.isa.Helper;
import dev.rawtap.isa.Helpers;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.linux.LinuxKernel;
import dev.rawtap.object.Feature;
import dev.rawtap.object.KernelVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Probes against the table of versions; distributions backport features, so only what must be there is compared. */
@KernelTest
class FeatureProbesTest {
    private final RunningKernel running = new RunningKernel(new Bpf(new LinuxKernel()));

    @ParameterizedTest
    @EnumSource
    void probeAgreesWithVersion(Feature feature) {
        boolean expected = running.target().version().compareTo(feature.since()) >= 0;
        assertThat(running.target().has(feature))
                .as("%s on %s, since %s", feature, running.target().version(), feature.since())
                .isEqualTo(expected);
    }

    /** What a script may call; none of them came later for tracing programs than for others. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "probe_read_kernel_str",
                "for_each_map_elem",
                "map_lookup_percpu_elem",
                "loop",
                "ktime_get_boot_ns",
                "ktime_get_tai_ns",
                "get_current_task_btf",
                "get_ns_current_pid_tgid",
                "send_signal_thread",
                "jiffies64",
                "per_cpu_ptr",
                "get_stack",
                "seq_printf",
                "strncmp",
                "get_func_ip"
            })
    void helperProbeAgreesWithVersion(String name) {
        Helper helper = Helpers.named(name);
        KernelVersion version = running.target().version();
        assertThat(running.target().has(helper))
                .as("%s on %s, since %s", name, version, helper.since())
                .isEqualTo(helper.availableIn(version.major(), version.minor()));
    }

    /** For packets only. */
    @Test
    void helpersOfOtherProgramsAreNotThere() {
        assertThat(running.target().hasHelper("skb_store_bytes")).isFalse();
        assertThat(running.target().hasHelper("redirect")).isFalse();
    }
}
