package dev.rawtap.object.elf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.isa.InstructionEncoder;
import dev.rawtap.object.ProgramSpec;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs are put together as libbpf does it: golden/linked.txt holds what it gave the kernel (src/test/c/linked.c). */
final class ProgramLinkerTest {
    private static final int SLOT_BYTES = 8;

    record Linked(String object, String program, List<String> slots) {
        @Override
        public String toString() {
            return object + " " + program;
        }
    }

    static Stream<Linked> linked() throws IOException {
        return Files.readAllLines(Objects.golden("linked.txt")).stream().map(line -> {
            String[] words = line.split(" ");
            return new Linked(
                    words[0].substring(0, words[0].length() - 2),
                    words[1],
                    Arrays.asList(words).subList(2, words.length));
        });
    }

    @ParameterizedTest
    @MethodSource("linked")
    void instructionsAreThoseOfLibbpf(Linked expected) {
        ProgramSpec program = Objects.program(Objects.read(expected.object), expected.program);
        byte[] code = InstructionEncoder.encode(program.code(), ByteOrder.LITTLE_ENDIAN);
        for (int slot = 0; slot < expected.slots.size(); slot++) {
            String ours = HexFormat.of().formatHex(code, slot * SLOT_BYTES, (slot + 1) * SLOT_BYTES);
            assertThat(ours).as("slot %d", slot).isEqualTo(expected.slots.get(slot));
        }
        assertThat(code).hasSize(expected.slots.size() * SLOT_BYTES);
    }
}
