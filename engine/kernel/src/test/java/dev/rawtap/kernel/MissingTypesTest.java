package dev.rawtap.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rawtap.btf.Btf;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.ProcessFilter;
import dev.rawtap.contract.ProgramRejectedException;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.testkit.conformance.RefusalCase.CompiledProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What this kernel lacks, met by its verifier: the explanation is of the C source, not of the poisoned instruction. */
@KernelTest
class MissingTypesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    reads_missing_field              | struct task_struct has no field 'tgid_of_old' | ->tgid_of_old   | field_exists
                    reads_field_of_missing_structure | no struct never_was                           | struct never_was| field_exists
                    asks_missing_enumerator          | PIDTYPE_NEVER                                 | PIDTYPE_NEVER   | enum_value_exists
                    """)
    void namesWhatIsMissingWithItsLine(String program, String missing, String text, String guard) {
        try (var engine = KernelEngine.open()) {
            if (!program.equals("asks_missing_enumerator")) {
                Samples.assumeSince(engine, 5, 11, "bpf_get_current_task_btf");
            }
            Btf types = engine.target().btf().orElseThrow();
            var object = RefusalObjects.of(new CompiledProgram("relocations", program), types);
            // With code of our own before it: the place must still be the program's.
            var options = LoadOptions.DEFAULT.withProcesses(
                    new ProcessFilter.Only((int) ProcessHandle.current().pid()));

            var refused = catchThrowableOfType(
                    ProgramRejectedException.class,
                    () -> engine.load(object, options).close());

            assertThat(refused).hasMessageContaining(missing);
            assertThat(refused.findings()).singleElement().satisfies(finding -> {
                assertThat(finding.code()).isEqualTo("relocation-failed");
                assertThat(finding.because()).contains(missing);
                assertThat(finding.fix()).contains(guard);
                assertThat(finding.source().orElseThrow().file()).endsWith("relocations.bpf.c");
                assertThat(finding.source().orElseThrow().text()).contains(text);
            });
        }
    }

    @Test
    void whatIsGuardedLoads() {
        try (var engine = KernelEngine.open()) {
            Samples.assumeSince(engine, 5, 11, "bpf_get_current_task_btf");
            Btf types = engine.target().btf().orElseThrow();
            engine.load(
                            RefusalObjects.of(new CompiledProgram("relocations", "reads_guarded_field"), types),
                            LoadOptions.DEFAULT)
                    .close();
        }
    }
}
