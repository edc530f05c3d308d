package dev.rawtap.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rawtap.base.RawtapException;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.ProgramRejectedException;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.object.Feature;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.syscall.Architecture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clang objects of formats/object's corpus, made for what each shows, on the running kernel. */
@KernelTest
class CorpusTest {
    private final KernelEngine engine = KernelEngine.open();

    @AfterEach
    void close() {
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "calls", "calls.clang21", "calls.v1", "core_fields", "core_fields.clang21", "core_types",
                "event_dwarf.stripped", "globals", "globals.no_debug", "legacy_maps", "maps", "maps.clang21",
                "static_in_section", "tutorial_execve", "tutorial_openat", "tutorial_perf", "typed_ring"
            })
    void loadsAndAttaches(String name) {
        assumeThat(missing(name)).as("this kernel lacks what %s uses", name).isFalse();
        assumeThat(name.equals("tutorial_openat") && Architecture.host() != Architecture.X86_64)
                .as("it reads registers of x86-64: anObjectOfAnotherMachineIsRefusedAsSuch")
                .isFalse();
        try (var loaded = engine.load(Samples.corpus(name), LoadOptions.DEFAULT);
                var links = loaded.attach()) {
            assertThat(links.links()).hasSameSizeAs(loaded.programs());
        }
    }

    /** {@code calls} has callbacks of bpf_loop, {@code maps} a user ring buffer: later than 5.10. */
    private boolean missing(String name) {
        return (name.startsWith("calls") && !engine.target().has(Feature.LOOP_HELPER))
                || (name.startsWith("maps") && !engine.target().has(Feature.USER_RING_BUFFER));
    }

    /** Each machine's object on the other. */
    @Test
    void anObjectOfAnotherMachineIsRefusedAsSuch() {
        boolean arm = Architecture.host() == Architecture.ARM64;
        ObjectSpec other = arm ? Samples.corpus("tutorial_openat") : Samples.file("unlinkat_printk.arm64");
        assertThatThrownBy(() -> engine.load(other, LoadOptions.DEFAULT))
                .isInstanceOfSatisfying(ProgramRejectedException.class, refused -> {
                    assertThat(refused)
                            .hasMessageEndingWith(
                                    arm
                                            ? "struct pt_regs has no field 'si': it was compiled for x86_64, this is arm64"
                                            : "the kernel has no struct user_pt_regs: it was compiled for arm64, this is x86_64");
                    assertThat(refused.findings().getFirst().fix())
                            .isEqualTo("compile it for this machine, with -D__TARGET_ARCH_" + (arm ? "arm64" : "x86"));
                });
    }

    @Test
    void missingFieldIsNamedWithItsNeighbour() {
        assertThatThrownBy(() -> engine.load(Samples.corpus("core_missing"), LoadOptions.DEFAULT))
                .isInstanceOfSatisfying(ProgramRejectedException.class, refused -> {
                    assertThat(refused).hasMessageContaining("struct task_struct has no field 'tgidd'");
                    assertThat(refused.findings().getFirst().because()).contains("nearest: tgid");
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    reads_fourth_argument | reads argument 3; 'sys_enter' has 2
                    misspelt              | no raw tracepoint 'sys_entr'
                    one_system_call       | no raw tracepoint 'sys_enter_openat'
                    writes_too_far        | accesses 8 bytes of the buffer of 'bpf_test_finish', whose buffer has 4
                    not_writable          | the buffer of 'sys_enter', which is not writable
                    """)
    void refusalAtAttachIsExplained(String program, String message) {
        try (var loaded = engine.load(Samples.corpus("refused_at_attach", program), LoadOptions.DEFAULT)) {
            assertThatThrownBy(loaded::attach)
                    .hasMessageContaining(message)
                    .isInstanceOfSatisfying(
                            RawtapException.class,
                            refused -> assertThat(refused.hint()).isPresent());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"follows_argument", "forgets_null", "leaks_record", "reads_thirteenth", "third_of_two"})
    void refusalAtLoadHasAFindingWithItsLine(String program) {
        assertThatThrownBy(() -> engine.load(Samples.corpus("refused_at_load", program), LoadOptions.DEFAULT))
                .isInstanceOfSatisfying(
                        ProgramRejectedException.class,
                        refused -> assertThat(refused.findings())
                                .singleElement()
                                .satisfies(finding -> {
                                    assertThat(finding.fix()).isNotEmpty();
                                    assertThat(finding.source().orElseThrow().file())
                                            .endsWith("refused_at_load.bpf.c");
                                }));
    }

    @Test
    void endlessLoopIsNamed() {
        assertThatThrownBy(() -> engine.load(Samples.corpus("refused_at_load", "endless"), LoadOptions.DEFAULT))
                .hasMessageContaining("infinite loop detected");
    }
}
