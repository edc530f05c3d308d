package dev.rawtap.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.linux.LinuxKernel;
import dev.rawtap.object.Feature;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
}
