package dev.rawtap.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.btf.tracepoint.Nullability;
import dev.rawtap.btf.tracepoint.RawTracepoint;
import dev.rawtap.kerneltest.KernelTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NullabilityTest {
    /** raw_tp_null_args of kernel/bpf/btf.c (6.13 and later): kfree_skb's third argument, sched_pi_setprio's second. */
    @Test
    @KernelTest
    void verifierKnowsWhatBtfDoesNotSay() {
        try (var engine = KernelEngine.open()) {
            assertThat(nullability(engine, "sched_pi_setprio"))
                    .containsExactly(Nullability.NEVER_NULL, Nullability.MAY_BE_NULL);
            assertThat(nullability(engine, "sched_switch"))
                    .containsExactly(
                            Nullability.NEVER_NULL,
                            Nullability.NEVER_NULL,
                            Nullability.NEVER_NULL,
                            Nullability.NEVER_NULL);
            assertThat(engine.describe("no_such_tracepoint")).isEmpty();
        }
    }

    private static List<Nullability> nullability(KernelEngine engine, String name) {
        return engine.describe(name).orElseThrow().parameters().stream()
                .map(RawTracepoint.Parameter::nullability)
                .toList();
    }

    @Test
    void cacheRemembersOneBoot(@TempDir Path folder) {
        var answers = List.of(Nullability.NEVER_NULL, Nullability.MAY_BE_NULL, Nullability.UNKNOWN);
        NullabilityCache.in(folder, "first").put("kfree_skb", answers);
        assertThat(NullabilityCache.in(folder, "first").find("kfree_skb", 3)).contains(answers);
        assertThat(NullabilityCache.in(folder, "first").find("kfree", 3)).isEmpty();
        assertThat(NullabilityCache.in(folder, "first").find("kfree_skb", 2)).isEmpty();
        NullabilityCache.in(folder, "second").put("kfree_skb", answers);
        assertThat(folder)
                .isDirectoryContaining(path -> path.endsWith("nullable-second"))
                .isDirectoryNotContaining(path -> path.endsWith("nullable-first"));
    }

    @Test
    void cacheThatIsDamagedIsAsked(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("nullable-boot"), "kfree_skb nx?\nother \n");
        assertThat(NullabilityCache.in(folder, "boot").find("kfree_skb", 3)).isEmpty();
        assertThat(NullabilityCache.in(folder.resolve("absent"), "boot").find("kfree_skb", 3))
                .isEmpty();
    }
}
