package dev.rawtap.btf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The arrays that a program load passes beside the instructions: {@code func_info} and {@code line_info} of union
 * bpf_attr (include/uapi/linux/bpf.h, 6.18). There offsets count instructions, not bytes.
 */
public final class ProgramInfo {
    /** {@code func_info_rec_size}. */
    public static final int FUNCTION_RECORD_SIZE = 8;
    /** {@code line_info_rec_size}. */
    public static final int LINE_RECORD_SIZE = 16;

    private static final int INSTRUCTION_SIZE = 8;

    private ProgramInfo() {}

    /** The {@code func_info} array; offsets ascend from 0, as the kernel wants them. */
    public static byte[] functions(List<FunctionInfo> functions, ByteOrder order) {
        var out = ByteBuffer.allocate(functions.size() * FUNCTION_RECORD_SIZE).order(order);
        for (var function : functions) {
            out.putInt(function.offset() / INSTRUCTION_SIZE).putInt(function.type());
        }
        return out.array();
    }

    /** The {@code line_info} array; file names and lines go to {@code strings}, of which the loaded BTF is built. */
    public static byte[] lines(List<LineInfo> lines, BtfBuilder strings) {
        var out = ByteBuffer.allocate(lines.size() * LINE_RECORD_SIZE).order(strings.order());
        for (var line : lines) {
            out.putInt(line.offset() / INSTRUCTION_SIZE)
                    .putInt(strings.string(line.file()))
                    .putInt(strings.string(line.text()))
                    .putInt(line.line() << 10 | line.column());
        }
        return out.array();
    }
}
