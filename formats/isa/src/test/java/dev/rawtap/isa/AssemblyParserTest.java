package dev.rawtap.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.base.InvalidInputException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AssemblyParserTest {
    static Stream<GoldenLines> objdump() {
        return GoldenLines.ofObjdump().stream();
    }

    static Stream<GoldenLines> kernel() {
        return GoldenLines.ofKernel().stream();
    }

    @ParameterizedTest
    @MethodSource("objdump")
    void readsWhatObjdumpPrints(GoldenLines line) {
        // As in its listing: slot, bytes, a tab, text. The bytes tell its three kinds of "call 10" apart.
        String text = "%8d:\t%s\t%s".formatted(12, HexFormat.ofDelimiter(" ").formatHex(line.bytes()), line.text());

        assertThat(AssemblyParser.parseInstruction(text)).isEqualTo(line.instruction());
    }

    @ParameterizedTest
    @MethodSource("kernel")
    void readsWhatTheKernelPrints(GoldenLines line) {
        String text = "%d: (%02x) %s".formatted(7, line.bytes()[0], line.text());

        assertThat(AssemblyParser.parseInstruction(text)).isEqualTo(line.instruction());
        assertThat(AssemblyParser.parseInstruction(line.text())).isEqualTo(line.instruction());
    }

    @Test
    void readsHexadecimalAsNewerObjdumpPrintsIt() {
        assertThat(AssemblyParser.parseInstruction(
                        "       4:\t15 00 22 00 00 00 00 00\tif r0 == 0x0 goto +0x22 <LBB0_2>"))
                .isEqualTo(new Instruction.Branch(Condition.EQ, true, Register.R0, Operand.of(0), (short) 34));
        assertThat(AssemblyParser.parseInstruction("r1 = *(u64 *)(r10 - 0x8)"))
                .isEqualTo(new Instruction.Load(Size.DOUBLE, false, Register.R1, Register.R10, (short) -8));
        assertThat(AssemblyParser.parseInstruction("call 0x83")).isEqualTo(new Instruction.Call(131));
        assertThat(AssemblyParser.parseInstruction("r1 = 0x10 ll"))
                .isEqualTo(new Instruction.LoadImmediate64(Register.R1, new Constant64.Value(16)));
        assertThat(AssemblyParser.parseInstruction("goto -0x5 <main+0x18>")).isEqualTo(new Instruction.Jump(-5, false));
    }

    @Test
    void whatIsPrintedIsReadBack() {
        var instructions = new RandomInstructions(Seed.random());
        for (int i = 0; i < 8_000; i++) {
            var instruction = instructions.next();
            String text = InstructionText.of(instruction);
            var read = AssemblyParser.parseInstruction(text);
            if (!read.equals(instruction)) {
                fail("'%s' of %s is read as %s; %s", text, instruction, read, Seed.reproduce());
            }
        }
    }

    @Test
    void labelsLeadForwardAndBack() {
        var code = AssemblyParser.parse("text", """
                        ; counts down
                        entry:  r1 = 0x100000000 ll
                        loop:
                            if r1 == 0 goto done    // leaves
                            r1 -= 1
                            goto loop
                        done:   call sub
                            exit
                        sub:    r2 = subprog[sub]
                            exit
                        """).orThrow();

        assertThat(code)
                .extracting(InstructionText::of)
                .containsExactly(
                        "r1 = 0x100000000 ll",
                        "if r1 == 0 goto +2",
                        "r1 -= 1",
                        "goto -3",
                        "call pc+1",
                        "exit",
                        "r2 = subprog[-1]",
                        "exit");
    }

    @Test
    void aListingOfObjdumpIsReadWithItsLabels() {
        var code = AssemblyParser.parse("objdump", """
                        00000000000000a8 <handle>:
                              21:\tb7 00 00 00 00 00 00 00\tr0 = 0
                        00000000000000b0 <LBB0_2>:
                              22:\t05 00 ff ff 00 00 00 00\tgoto -1 <LBB0_2>
                        """).orThrow();

        assertThat(code).extracting(InstructionText::of).containsExactly("r0 = 0", "goto -1");
    }

    @Test
    void aListingIsReadBack() {
        var instructions = new RandomInstructions(Seed.random());
        var code = new ArrayList<Instruction>();
        for (int i = 0; i < 100; i++) {
            code.add(instructions.next());
        }

        assertThat(AssemblyParser.parse("listing", InstructionText.listing(code))
                        .orThrow())
                .as(Seed.reproduce())
                .isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    r1 = r11                    | 6  | expected a register, found 'r11'
                    r1 += w2                    | 7  | w2 has 32 bits, the other operand 64
                    r1 += 0x80000000            | 7  | 0x80000000 is outside -2147483648 to 2147483647
                    w1 = 0x100000000            | 6  | w1 takes 32 bits
                    r1 ** 2                     | 4  | expected an operator, found '*'
                    if r1 = 2 goto +1           | 7  | expected a comparison, found '='
                    if r1 == 2 goto +32768      | 18 | 32768 is outside -32768 to 32767
                    r1 = *(u7 *)(r2 + 0)        | 8  | expected a type, found 'u7'
                    r1 = *(u64 *)(w2 + 0)       | 15 | w2 has 32 bits, 64 are needed
                    r1 = *(s64 *)(r2 + 0)       | 8  | a load of 64 bits extends no sign
                    r1 = *(u64 *)(r2 + 32768)   | 20 | 32768 is outside -32768 to 32767
                    lock *(u8 *)(r1 + 0) += r2  | 22 | atomic operations take u32 or u64
                    r1 = be16 r2                | 11 | must be r1, as before the '='
                    exit now                    | 6  | 'now' after the instruction
                    r1 = ?                      | 6  | unexpected character '?'
                    r1 = 99999999999999999999   | 6  | '99999999999999999999' is not a number of 64 bits
                    goto nowhere                | 6  | no label 'nowhere'
                    call bpf_ringbuf_reserv     | 6  | no helper or label 'bpf_ringbuf_reserv'
                    r1 =                        | 5  | expected a value, found the end of the line
                    """)
    void mistakesAreNamedWithTheirColumn(String text, int column, String message) {
        var problems = AssemblyParser.parse("text", text).problems();

        assertThat(problems).hasSize(1);
        assertThat(problems.getFirst().message()).isEqualTo(message);
        assertThat(problems.getFirst().at().column()).isEqualTo(column);
    }

    @Test
    void allMistakesOfATextAreFoundAtOnce() {
        var assembly = AssemblyParser.parse("x.asm", "r1 = r12\nexit\ngoto fr\nfar: r1 = 1\nfar: exit\n");

        assertThat(assembly.code()).isEmpty();
        assertThat(assembly.problems())
                .extracting(Diagnostic::message)
                .containsExactly("expected a register, found 'r12'", "label 'far' is defined twice", "no label 'fr'");
        assertThatThrownBy(assembly::orThrow)
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("x.asm:1:6: expected a register, found 'r12'");
    }

    @Test
    void aMistakeIsShownUnderItsLine() {
        var problem = AssemblyParser.parse("x.asm", "call bpf_ringbuf_reserv")
                .problems()
                .getFirst();

        assertThat(problem.render().lines().limit(3))
                .containsExactly(
                        "x.asm:1:6: error[unknown-helper]: no helper or label 'bpf_ringbuf_reserv'",
                        "  call bpf_ringbuf_reserv",
                        "       ^^^^^^^^^^^^^^^^^^");
        assertThat(problem.hints().getFirst()).startsWith("nearest: bpf_ringbuf_reserve");
    }

    @Test
    void aJumpToAFarLabelIsNamed() {
        String text = "goto end\n" + "r0 = 0\n".repeat(32_768) + "end: exit\n";

        assertThat(AssemblyParser.parse("far", text).problems())
                .extracting(Diagnostic::message)
                .containsExactly("'end' is 32768 slots away, past 16 bits");
    }

    @Test
    void mangledTextGivesInstructionsOrDiagnostics() {
        var random = Seed.random();
        var lines = Stream.concat(objdump(), kernel()).map(GoldenLines::text).toList();
        String alphabet = " rw0123456789xs*()[]+-=<>!&#:,;/ghé😀\t";
        for (int i = 0; i < 10_000; i++) {
            var text = new StringBuilder(lines.get(random.nextInt(lines.size())));
            for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
                int at = random.nextInt(text.length());
                text.replace(
                        at, at + 1, alphabet.substring(at % alphabet.length()).substring(0, 1));
                text.insert(random.nextInt(text.length()), alphabet.charAt(random.nextInt(alphabet.length())));
            }
            var assembly = AssemblyParser.parse("mangled", text.toString());
            assertThat(assembly.problems().isEmpty() || assembly.code().isEmpty())
                    .as("'%s', %s", text, Seed.reproduce())
                    .isTrue();
        }
    }

    @Test
    void numbersOfFunctionsAreTakenAsWritten() {
        assertThat(List.of(
                        AssemblyParser.parseInstruction("call unknown#999"),
                        AssemblyParser.parseInstruction("call kernel-function#12345 btf 2"),
                        AssemblyParser.parseInstruction("call bpf_later#212")))
                .containsExactly(
                        new Instruction.Call(999),
                        new Instruction.CallKernelFunction(12_345, (short) 2),
                        new Instruction.Call(212));
    }
}
