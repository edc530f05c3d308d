package dev.rawtap.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.rawtap.base.MalformedException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class InstructionCodecTest {
    private static final Class<?>[] KINDS = Instruction.class.getPermittedSubclasses();

    static Stream<GoldenLines> golden() {
        return Stream.concat(GoldenLines.ofObjdump().stream(), GoldenLines.ofKernel().stream());
    }

    static Stream<Class<?>> kinds() {
        return Arrays.stream(KINDS);
    }

    @ParameterizedTest
    @MethodSource("golden")
    void whatClangAssemblesIsDecodedAndEncodedToTheSameBytes(GoldenLines line) {
        var decoded = InstructionDecoder.decode("clang", line.bytes(), ByteOrder.LITTLE_ENDIAN);

        assertThat(decoded).hasSize(1);
        assertThat(InstructionEncoder.encode(decoded, ByteOrder.LITTLE_ENDIAN)).isEqualTo(line.bytes());
    }

    @Test
    void clangsInstructionsCoverEveryKindButTheOnesItCannotWrite() {
        var seen =
                golden().map(line -> line.instruction().getClass()).distinct().toList();

        // clang 21 has no gotox yet.
        assertThat(kinds().filter(kind -> !seen.contains(kind))).containsExactly(Instruction.JumpRegister.class);
    }

    @ParameterizedTest
    @MethodSource("golden")
    void bigEndianSwapsRegistersAndFields(GoldenLines line) {
        var swapped = line.bytes().clone();
        for (int at = 0; at < swapped.length; at += 8) {
            swapped[at + 1] = (byte) (swapped[at + 1] >> 4 & 0xf | swapped[at + 1] << 4);
            reverse(swapped, at + 2, 2);
            reverse(swapped, at + 4, 4);
        }

        assertThat(InstructionDecoder.decode("bpfeb", swapped, ByteOrder.BIG_ENDIAN))
                .containsExactly(line.instruction());
        assertThat(InstructionEncoder.encode(List.of(line.instruction()), ByteOrder.BIG_ENDIAN))
                .isEqualTo(swapped);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whateverCanBeConstructedRoundTrips(Class<?> kind) {
        var instructions = new RandomInstructions(Seed.random());
        for (int i = 0; i < 500; i++) {
            var instruction = instructions.of(kind);
            for (var order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
                var bytes = InstructionEncoder.encode(List.of(instruction), order);
                var decoded = InstructionDecoder.decode("random", bytes, order);
                if (!decoded.equals(List.of(instruction)) || bytes.length != instruction.slots() * 8) {
                    fail("%s became %s; %s", instruction, decoded, Seed.reproduce());
                }
            }
        }
    }

    // Bytes by hand from RFC 9669 sections 3 to 5.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    95 03 00 00 00 00 00 00 | 0x0 | exit: dst register field is 3, must be 0
                    95 30 00 00 00 00 00 00 | 0x0 | exit: src register field is 3, must be 0
                    95 00 01 00 00 00 00 00 | 0x0 | exit: offset field is 1, must be 0
                    95 00 00 00 07 00 00 00 | 0x0 | exit: immediate field is 7, must be 0
                    9d 00 00 00 00 00 00 00 | 0x0 | opcode field is 0x9d, no such instruction
                    96 00 00 00 00 00 00 00 | 0x0 | opcode field is 0x96, no such instruction
                    07 10 00 00 01 00 00 00 | 0x0 | '+=': src register field is 1, must be 0
                    0f 10 00 00 01 00 00 00 | 0x0 | '+=': immediate field is 1, must be 0
                    07 00 01 00 01 00 00 00 | 0x0 | '+=': offset field is 1, must be 0
                    37 00 02 00 01 00 00 00 | 0x0 | '/=': offset field is 2, must be 0, or 1 for signed
                    0f 0b 00 00 00 00 00 00 | 0x0 | '+=': dst register field is 11, must be 0 to 10
                    0f f0 00 00 00 00 00 00 | 0x0 | '+=': src register field is 15, must be 0 to 10
                    bc 21 20 00 00 00 00 00 | 0x0 | '=': offset field is 32, must be 0, 8 or 16
                    bf 21 03 00 00 00 00 00 | 0x0 | '=': offset field is 3, must be 0, 1, 8, 16 or 32
                    b7 01 08 00 00 00 00 00 | 0x0 | '=': offset field is 8, must be 0
                    8f 01 00 00 00 00 00 00 | 0x0 | opcode field is 0x8f, no such instruction
                    87 01 00 00 01 00 00 00 | 0x0 | negation: immediate field is 1, must be 0
                    d7 01 00 00 08 00 00 00 | 0x0 | byte swap: immediate field is 8, must be 16, 32 or 64
                    df 01 00 00 10 00 00 00 | 0x0 | opcode field is 0xdf, no such instruction
                    79 61 00 00 01 00 00 00 | 0x0 | load: immediate field is 1, must be 0
                    99 61 00 00 00 00 00 00 | 0x0 | opcode field is 0x99, no such instruction
                    7a 11 00 00 00 00 00 00 | 0x0 | store: src register field is 1, must be 0
                    7b 11 00 00 01 00 00 00 | 0x0 | store: immediate field is 1, must be 0
                    db 11 00 00 e0 00 00 00 | 0x0 | atomic operation: immediate field is 224, must be an atomic operation (RFC 9669 section 5.3)
                    d3 11 00 00 00 00 00 00 | 0x0 | atomic operation: size field is 1, must be 4 or 8 bytes
                    05 00 01 00 01 00 00 00 | 0x0 | goto: immediate field is 1, must be 0
                    06 00 01 00 01 00 00 00 | 0x0 | gotol: offset field is 1, must be 0
                    e5 01 00 00 00 00 00 00 | 0x0 | may_goto: dst register field is 1, must be 0
                    85 30 00 00 00 00 00 00 | 0x0 | call: src register field is 3, must be 0, 1 or 2
                    85 10 01 00 00 00 00 00 | 0x0 | call: offset field is 1, must be 0
                    86 00 00 00 00 00 00 00 | 0x0 | opcode field is 0x86, no such instruction
                    8d 01 00 00 01 00 00 00 | 0x0 | callx: immediate field is 1, must be 0
                    15 10 00 00 00 00 00 00 | 0x0 | branch: src register field is 1, must be 0
                    38 00 00 00 00 00 00 00 | 0x0 | opcode field is 0x38, no such instruction
                    18 70 00 00 00 00 00 00 00 00 00 00 00 00 00 00 | 0x0 | 64-bit immediate load: src register field is 7, must be 0 to 6
                    18 00 00 00 00 00 00 00 | 0x0 | 64-bit immediate load: second slot is missing
                    18 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 | 0x8 | second slot of 64-bit immediate load: opcode field is 1, must be 0
                    18 10 00 00 00 00 00 00 00 00 00 00 01 00 00 00 | 0x8 | second slot of 64-bit immediate load: immediate field is 1, must be 0
                    95 00 00 00 00 00 00 00 95 00 00 | 0x8 | instruction needs 8 bytes, 3 left
                    """)
    void reservedFieldsAreNamedWithTheirPlace(String hex, String place, String problem) {
        var bytes = HexFormat.ofDelimiter(" ").parseHex(hex);

        assertThatThrownBy(() -> InstructionDecoder.decode("x.o", bytes, ByteOrder.LITTLE_ENDIAN))
                .isInstanceOf(MalformedException.class)
                .hasMessage("x.o at byte %s: %s", place, problem);
    }

    @Test
    void callxOfOldClangIsReadFromItsImmediate() {
        var bytes = HexFormat.of().parseHex("8d00000003000000");

        assertThat(InstructionDecoder.decode("old", bytes, ByteOrder.LITTLE_ENDIAN))
                .containsExactly(new Instruction.CallRegister(Register.R3));
    }

    @Test
    void randomBytesGiveInstructionsThatEncodeBackOrMalformed() {
        var random = Seed.random();
        int decoded = 0;
        for (int i = 0; i < 60_000; i++) {
            var bytes = new byte[8 * (1 + random.nextInt(2))];
            random.nextBytes(bytes);
            // Mostly zero fields, so that many are nearly right.
            IntStream.range(1, bytes.length).filter(_ -> random.nextInt(3) > 0).forEach(at -> bytes[at] = 0);
            try {
                var code = InstructionDecoder.decode("random", bytes, ByteOrder.LITTLE_ENDIAN);
                decoded++;
                // The old form of callx is the one that is not written back as it was.
                boolean callx = code.stream().anyMatch(Instruction.CallRegister.class::isInstance);
                if (!callx && !Arrays.equals(InstructionEncoder.encode(code, ByteOrder.LITTLE_ENDIAN), bytes)) {
                    fail("%s is not written back; %s", code, Seed.reproduce());
                }
            } catch (MalformedException expected) {
                assertThat(expected.file()).isEqualTo("random");
            }
        }
        assertThat(decoded).isGreaterThan(500);
    }

    private static void reverse(byte[] bytes, int at, int length) {
        for (int i = 0; i < length / 2; i++) {
            byte swap = bytes[at + i];
            bytes[at + i] = bytes[at + length - 1 - i];
            bytes[at + length - 1 - i] = swap;
        }
    }
}
