package dev.rawtap.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class InstructionTextTest {
    static Stream<GoldenLines> objdump() {
        return GoldenLines.ofObjdump().stream().filter(line -> !differsFromKernel(line.text()));
    }

    static Stream<GoldenLines> kernel() {
        return GoldenLines.ofKernel().stream();
    }

    @ParameterizedTest
    @MethodSource("objdump")
    void isWhatObjdumpPrints(GoldenLines line) {
        assertThat(InstructionText.of(line.instruction())).isEqualTo(line.text());
    }

    @Test
    void mostOfObjdumpsLinesAreSharedWithTheKernel() {
        assertThat(objdump().count()).isGreaterThan(130);
    }

    @ParameterizedTest
    @MethodSource("kernel")
    void isWhatTheKernelPrintsButForSpacesAndHexadecimals(GoldenLines line) {
        assumeThat(line.text()).as("where a width shows, we do as llvm-objdump").doesNotContain("(u32 *)(r10 -8), r");
        String kernel = line.text()
                .replaceAll("\\((r\\d+) ([+-])(\\d+)\\)", "($1 $2 $3)")
                .replace("goto pc", "goto ")
                .replace("0xffffffff goto", "-1 goto")
                .replaceAll("0x(\\d) goto", "$1 goto")
                .replaceAll("(0x\\d{9,})$", "$1 ll")
                .replace("lock *(u32 *)(r10 - 8) ^= r1", "lock *(u32 *)(r10 - 8) ^= w1");

        assertThat(InstructionText.of(line.instruction())).isEqualTo(kernel.replace("gotol pc", "gotol "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    r1 = *(u64 *)(r6 + 104)
                    if r0 != 0 goto +34
                    call bpf_ringbuf_reserve#131
                    call unknown#212
                    call kernel-function#7
                    r1 = map[fd:3]
                    r1 = map[fd:3][0]+8
                    r1 = map[idx:3]
                    r1 = map[idx:3][0]+8
                    r1 = variable[id:12]
                    r1 = variable[id:12, fd:9]
                    r1 = subprog[-4]
                    gotox r1
                    may_goto +3
                    gotol -70000
                    lock *(u64 *)(r1 + 0) += r2
                    w3 = atomic_xchg((u32 *)(r4 + 4), w3)
                    r0 = atomic64_cmpxchg((u64 *)(r1 + 8), r0, r2)
                    r0 = *(u16 *)skb[r7 + 2]
                    """)
    void oneFormOfEach(String text) {
        assertThat(InstructionText.of(AssemblyParser.parseInstruction(text))).isEqualTo(text);
    }

    /** Where llvm-objdump goes its own way: narrow registers in memory accesses, exchanges, bare call numbers, constants. */
    private static boolean differsFromKernel(String text) {
        return text.matches("w\\d = \\*.*|\\*.* = w\\d|.*xchg.*|.*\\(u64 \\*\\).*, r\\d\\)|call .*|.* ll")
                || text.matches(".*(load_acquire|store_release).*");
    }
}
