package dev.rawtap.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.object.Feature;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the probes say, against the version table; a column of the first table of docs/kernels.md. */
@KernelTest
class FeaturesTest {
    @ParameterizedTest
    @EnumSource
    void probeAgreesWithVersion(Feature feature) {
        try (var engine = KernelEngine.open()) {
            boolean there = engine.target().has(feature);
            Facts.add("Features", "%s: %s".formatted(feature.since(), feature.text()), there ? "yes" : "-");
            assertThat(there)
                    .as("%s on %s, since %s", feature, engine.target().version(), feature.since())
                    .isEqualTo(engine.target().version().compareTo(feature.since()) >= 0);
        }
    }
}
