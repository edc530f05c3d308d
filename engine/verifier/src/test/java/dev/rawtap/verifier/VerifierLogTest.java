package dev.rawtap.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.isa.Instruction;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.SourceLine;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerifierLogTest {
    private static final ProgramSpec PROGRAM = new ProgramSpec(
            "program",
            "raw_tp/sys_enter",
            new AttachPoint.RawTracepoint(Optional.of("sys_enter"), false, false),
            true,
            List.of(new Instruction.Exit()),
            List.of(),
            List.of(),
            List.of(new SourceLine(0, "bad.bpf.c", "return *pointer;", 12, 9)),
            List.of());

    @Test
    void findsTheRefusalBetweenTraceAndStatistics() {
        VerifierReport report = VerifierLog.read("""
                0: R1=ctx() R10=fp0
                ; long *pointer = (long *)ctx->args[0]; @ bad.bpf.c:11
                0: (79) r1 = *(u64 *)(r1 +0)          ; R1_w=scalar()
                ; return *pointer; @ bad.bpf.c:12
                1: (79) r0 = *(u64 *)(r1 +0)
                R1 invalid mem access 'scalar'
                processed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
                """, PROGRAM);
        assertThat(report.gist()).isEqualTo("R1 invalid mem access 'scalar'");
        assertThat(report.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("scalar-dereference");
            assertThat(finding.instruction()).hasValue(1);
            assertThat(finding.source().orElseThrow().line()).isEqualTo(12);
            assertThat(finding.because()).startsWith("R1 holds a plain number");
            assertThat(finding.fix()).contains("BPF_CORE_READ", "tp_btf");
        });
    }

    @Test
    void readsTheWordOfKernelsBefore518() {
        VerifierReport report =
                VerifierLog.read("0: (61) r0 = *(u32 *)(r1 +0)\nR1 invalid mem access 'inv'\n", PROGRAM);
        assertThat(report.findings().getFirst().code()).isEqualTo("scalar-dereference");
    }

    @Test
    void joinsARefusalOfTwoLines() {
        VerifierReport report = VerifierLog.read("""
                7: (71) r0 = *(u8 *)(r0 +8)
                invalid access to map value, value_size=8 off=8 size=1
                R0 min value is outside of the allowed memory range
                processed 8 insns (limit 1000000)
                """, PROGRAM);
        assertThat(report.gist())
                .isEqualTo("invalid access to map value, value_size=8 off=8 size=1; "
                        + "R0 min value is outside of the allowed memory range");
        assertThat(report.findings().getFirst().because()).contains("1 bytes at offset 8", "values of 8 bytes");
    }

    /** As Linux 6.18 writes it, where a million steps end at a jump. */
    @Test
    void readsARefusalBehindAnInstruction() {
        VerifierReport report = VerifierLog.read("""
                563: (1f) r1 -= r0                    ; R0=ringbuf_mem_or_null(id=108845,sz=16) R1=scalar() refs=108845
                564: (5d) if r1 != r10 goto pc+4 BPF program is too large. Processed 1000001 insn
                processed 1000001 insns (limit 1000000) max_states_per_insn 176 total_states 27691 peak_states 107385
                """, PROGRAM);
        assertThat(report.gist()).isEqualTo("BPF program is too large. Processed 1000001 insn");
        assertThat(report.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("too-large");
            assertThat(finding.instruction()).hasValue(564);
        });
    }

    @Test
    void readsTheRefusalAboveTheBlockOfLinux73() {
        VerifierReport report = VerifierLog.read(block("R0 !read_ok"), PROGRAM);
        assertThat(report.gist()).isEqualTo("R0 !read_ok");
        assertThat(report.findings().getFirst().code()).isEqualTo("register-unset");
    }

    @Test
    void takesReasonAndSuggestionOfTheBlockWhereNoRuleKnowsTheRefusal() {
        VerifierReport report = VerifierLog.read(block("a refusal of the future"), PROGRAM);
        assertThat(report.gist()).isEqualTo("a refusal of the future");
        assertThat(report.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("kernel-report");
            assertThat(finding.because()).isEqualTo("never initialized on this path, cannot be used");
            assertThat(finding.fix()).isEqualTo("set it first");
        });
    }

    private static String block(String refusal) {
        return """
                0: R1=ctx() R10=fp0
                0: (95) exit
                %s

                Verification failed: Register Type Safety: Unreadable register

                Reason:
                  never initialized on this path,
                  cannot be used

                At:
                  insn 0
                        | ^-- error

                Causal path:
                  no events

                Suggestion:
                  set it first

                processed 1 insns (limit 1000000)
                """.formatted(refusal);
    }

    @Test
    void keepsAnUnknownRefusalWithoutAFinding() {
        VerifierReport report = VerifierLog.read("3: (95) exit\nsomething new\nprocessed 4 insns\n", PROGRAM);
        assertThat(report.gist()).isEqualTo("something new");
        assertThat(report.findings()).isEmpty();
    }

    @Test
    void saysNothingOfAnEmptyLog() {
        assertThat(VerifierLog.read("", PROGRAM).gist()).isEmpty();
        assertThat(VerifierLog.read("processed 1 insns\n", PROGRAM).gist()).isEmpty();
    }

    @Test
    void everyRuleHasItsOwnPatternAndFillsItsGroups() {
        assertThat(Rules.all()).extracting(Rules.Rule::code).doesNotHaveDuplicates();
        assertThat(Rules.all()).allSatisfy(rule -> {
            int groups = rule.pattern().matcher("").groupCount();
            for (int group = groups + 1; group < 6; group++) {
                assertThat(rule.because() + rule.fix()).doesNotContain("$" + group);
            }
        });
    }

    /** Both lines are the kernel's (6.18, tp_btf/sys_enter reading its third argument). */
    @Test
    void explainsAMissingArgumentByItsPrototypeRatherThanByTheContext() {
        VerifierReport report = VerifierLog.read("""
                0: (79) r0 = *(u64 *)(r1 +16)
                func 'sys_enter' doesn't have 3-th argument
                invalid bpf_context access off=16 size=8
                processed 1 insns
                """, PROGRAM);
        assertThat(report.findings().getFirst().code()).isEqualTo("argument-missing");
        assertThat(report.findings().getFirst().fix()).isEqualTo("compare with: rawtap describe sys_enter");
    }
}
