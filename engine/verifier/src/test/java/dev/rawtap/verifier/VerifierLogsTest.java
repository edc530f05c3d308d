package dev.rawtap.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.verifier.ExplainedLog.Verdict;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifierLogsTest {
    /** As bpftool 7.8 with libbpf 1.7 prints it on Linux 6.18. */
    private static final String LIBBPF = """
            libbpf: prog 'bad_deref': BPF program load failed: -EACCES
            libbpf: prog 'bad_deref': -- BEGIN PROG LOAD LOG --
            0: R1=ctx() R10=fp0
            ; struct task_struct *task = (struct task_struct *)ctx->args[0]; @ bad_deref.bpf.c:13
            0: (79) r1 = *(u64 *)(r1 +0)          ; R1=scalar()
            ; return task->tgid; @ bad_deref.bpf.c:15
            1: (61) r0 = *(u32 *)(r1 +1268)
            R1 invalid mem access 'scalar'
            processed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
            -- END PROG LOAD LOG --
            libbpf: prog 'bad_deref': failed to load: -EACCES
            libbpf: failed to load object 'bad_deref.bpf.o'
            Error: failed to load object file
            """;

    private static List<ExplainedLog> read(String text) {
        return read(new StringReader(text));
    }

    private static List<ExplainedLog> read(Reader text) {
        var found = new ArrayList<ExplainedLog>();
        try {
            int count = VerifierLogs.read(text, found::add);
            assertThat(found).hasSize(count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static ExplainedLog only(String text) {
        List<ExplainedLog> found = read(text);
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private static String code(ExplainedLog log) {
        return log.finding().orElseThrow().code();
    }

    @Test
    void readsWhatLibbpfWrites() {
        ExplainedLog log = only(LIBBPF);
        assertThat(log.program()).contains("bad_deref");
        assertThat(log.gist()).isEqualTo("R1 invalid mem access 'scalar'");
        assertThat(code(log)).isEqualTo("scalar-dereference");
        assertThat(log.instruction()).hasValue(1);
        assertThat(log.source().orElseThrow().line()).isEqualTo(15);
        assertThat(log.source().orElseThrow().text()).isEqualTo("return task->tgid;");
    }

    @Test
    void readsEachLogOfSeveral() {
        assertThat(read(LIBBPF + LIBBPF.replace("bad_deref", "other")))
                .extracting(log -> log.program().orElseThrow())
                .containsExactly("bad_deref", "other");
    }

    @Test
    void readsWhatOldLibbpfWrites() {
        ExplainedLog log = only("""
                libbpf: load bpf program failed: Permission denied
                libbpf: -- BEGIN DUMP LOG ---
                libbpf:
                0: (95) exit
                R0 !read_ok
                libbpf: -- END LOG --
                libbpf: failed to load program 'x'
                """);
        assertThat(code(log)).isEqualTo("register-unset");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "load program: permission denied: 1: (61) r0 = *(u32 *)(r1 +1268): R1 invalid mem access 'scalar' (6 line(s) omitted)",
                "2026/11/30 10:00:00 loading objects: field Handle: program handle: load program: permission denied:"
                        + " R1 invalid mem access 'scalar' (truncated, 6 line(s) omitted)"
            })
    void readsTheOneLineOfCilium(String text) {
        ExplainedLog log = only(text + "\nexit status 1\n");
        assertThat(log.gist()).isEqualTo("R1 invalid mem access 'scalar'");
        assertThat(code(log)).isEqualTo("scalar-dereference");
    }

    @Test
    void readsTheLongFormOfCilium() {
        ExplainedLog log = only("""
                program handle: load program: permission denied:
                \t0: R1=ctx() R10=fp0
                \t; return *pointer; @ a.c:12
                \t1: (61) r0 = *(u32 *)(r1 +0)
                \tR1 invalid mem access 'scalar'
                \tprocessed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
                """);
        assertThat(log.program()).contains("handle");
        assertThat(log.instruction()).hasValue(1);
        assertThat(log.source().orElseThrow().line()).isEqualTo(12);
    }

    @Test
    void readsWhatAyaWrites() {
        ExplainedLog log = only("""
                Error: the BPF_PROG_LOAD syscall failed. Verifier output: 0: R1=ctx() R10=fp0
                0: (95) exit
                R0 !read_ok
                processed 1 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0


                Caused by:
                    Permission denied (os error 13)
                """);
        assertThat(code(log)).isEqualTo("register-unset");
        assertThat(log.instruction()).hasValue(0);
    }

    @Test
    void readsTheDebuggingFormOfAya() {
        ExplainedLog log = only("""
                Error: LoadError { io_error: Os { code: 13 }, verifier_log: VerifierLog("0: (79) r1 = *(u64 *)(r1 +0)\\n; printf(\\"%d\\\\n\\", x); @ a.c:7\\n1: (95) exit\\nR0 !read_ok\\nprocessed 2 insns (limit 1000000)\\n") }
                """);
        assertThat(code(log)).isEqualTo("register-unset");
        assertThat(log.instruction()).hasValue(1);
        assertThat(log.source().orElseThrow().text()).isEqualTo("printf(\"%d\\n\", x);");
    }

    @Test
    void readsWhatRawtapWrites() {
        ExplainedLog log = only("""
                rawtap: program 'bad_deref' refused: R1 invalid mem access 'scalar'
                  at ./bad_deref.bpf.c:15: return task->tgid;
                  because: R1 holds a plain number
                  hint: copy what it points to
                  | 1: (61) r0 = *(u32 *)(r1 +1268)
                  | R1 invalid mem access 'scalar'
                  | processed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
                """);
        assertThat(log.program()).contains("bad_deref");
        assertThat(log.gist()).isEqualTo("R1 invalid mem access 'scalar'");
        assertThat(log.instruction()).hasValue(1);
    }

    @Test
    void saysWhatAnAcceptedProgramCost() {
        ExplainedLog log = only("""
                49: (95) exit
                (0) frame 0 insn 31 +live -8
                (0) live stack update done in 2 iterations

                from 8 to 48: R0=0 R6=scalar() R10=fp0
                48: (b4) w0 = 0                       ; R0=0
                49: (95) exit
                verification time 325 usec
                stack depth 16+8
                processed 51 insns (limit 1000000) max_states_per_insn 0 total_states 3 peak_states 2 mark_read 0
                """);
        assertThat(log.verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(log.statistics()).contains(new LogStatistics(51, 3, 2, OptionalLong.of(325), "16+8"));
    }

    /** Level 4 has no instructions, after which such a line could not be the refusal. */
    @Test
    void contextWithoutTypeIsNoRefusal() {
        for (String said : List.of(
                "arg#0 reference type('UNKNOWN ') size cannot be determined: -22",
                "reg type unsupported for arg#0 function main#41",
                "arg#0 type is not a struct\nUnrecognized arg#0 type PTR")) {
            ExplainedLog log = only(said + """

                    verification time 25 usec
                    stack depth 0
                    processed 8 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
                    """);
            assertThat(log.verdict()).as(said).isEqualTo(Verdict.ACCEPTED);
        }
    }

    @Test
    void readsStatisticsAlone() {
        assertThat(only("processed 51 insns (limit 1000000) max_states_per_insn 0 total_states 3 peak_states 3\n")
                        .verdict())
                .isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void keepsARefusalThatNoRuleKnows() {
        ExplainedLog log = only("something new\nprocessed 0 insns (limit 1000000)\n");
        assertThat(log.verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(log.gist()).isEqualTo("something new");
        assertThat(log.finding()).isEmpty();
    }

    @Test
    void readsARefusalAlone() {
        assertThat(code(only("R0 !read_ok"))).isEqualTo("register-unset");
    }

    @Test
    void aLogThatWasCutIsUnfinished() {
        assertThat(only("0: (79) r1 = *(u64 *)(r1 +0)\n").verdict()).isEqualTo(Verdict.UNFINISHED);
    }

    @Test
    void theRefusalNamesTheInstructionWhereNoneWasWalked() {
        assertThat(only("unreachable insn 2\nprocessed 0 insns (limit 1000000)\n")
                        .instruction())
                .hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\n\n", "hello\n", "12:34:56 started\n", "libbpf: loaded\nError: none\n", "a: b\n\tc\n"})
    void findsNothingInOtherText(String text) {
        assertThat(read(text)).isEmpty();
    }

    /** A hundred megabytes go by in memory that holds a few lines. */
    @Test
    void readsAHugeLog() {
        String trace = "7: (07) r1 += 1                      ; R1_w=scalar(smin=umin=1,smax=umax=99)\n".repeat(1000);
        var parts = new Reader() {
            private int left = 1_300;
            private String part = trace;
            private int at;

            @Override
            public int read(char[] to, int offset, int length) {
                if (at == part.length()) {
                    left--;
                    at = 0;
                    part = left > 0 ? trace : left == 0 ? "R0 !read_ok\nprocessed 9 insns\n" : "";
                }
                int count = Math.min(length, part.length() - at);
                part.getChars(at, at + count, to, offset);
                at += count;
                return count == 0 ? -1 : count;
            }

            @Override
            public void close() {}
        };
        assertThat(read(parts))
                .singleElement()
                .satisfies(log -> assertThat(code(log)).isEqualTo("register-unset"));
    }

    @Test
    void readsALineWithoutEnd() {
        assertThat(read("x".repeat(5_000_000) + "\n" + LIBBPF)).hasSize(1);
    }
}
