package dev.rawtap.isa;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * Bytes and text of instructions, as llvm-objdump 21 and the running kernel print them.
 *
 * @param bytes little endian
 * @param text the disassembler's
 */
record GoldenLines(byte[] bytes, String text) {
    static List<GoldenLines> ofObjdump() {
        return read("/instructions.tsv");
    }

    static List<GoldenLines> ofKernel() {
        return read("/instructions.kernel.tsv");
    }

    private static List<GoldenLines> read(String resource) {
        try (var in = GoldenLines.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split("\t"))
                    .map(columns -> new GoldenLines(HexFormat.ofDelimiter(" ").parseHex(columns[0]), columns[1]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Instruction instruction() {
        return InstructionDecoder.decode(text, bytes, java.nio.ByteOrder.LITTLE_ENDIAN)
                .getFirst();
    }

    @Override
    public String toString() {
        return text;
    }
}
