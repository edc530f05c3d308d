package dev.rawtap.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.btf.tracepoint.Nullability;
import dev.rawtap.btf.tracepoint.RawTracepoint;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.object.KernelVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NullabilityTest {
    /** raw_tp_null_args of kernel/bpf/btf.c, 6.13: sched_pi_setprio's second argument; sched_switch has none. */
    @Test
    @KernelTest
    void verifierKnowsWhatBtfDoesNotSay() {
        try (var engine = KernelEngine.open()) {
            boolean table = engine.target().version().compareTo(new KernelVersion(6, 12)) >= 0; // also in 6.12.y
            assertThat(nullability(engine, "sched_pi_setprio"))
                    .isEqualTo(
                            table
                                    ? List.of(Nullability.NEVER_NULL, Nullability.MAY_BE_NULL)
                                    : List.of(Nullability.UNKNOWN, Nullability.UNKNOWN));
            assertThat(nullability(engine, "sched_switch"))
                    .contains(table ? Nullability.NEVER_NULL : Nullability.UNKNOWN)
                    .doesNotContain(Nullability.MAY_BE_NULL);
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
