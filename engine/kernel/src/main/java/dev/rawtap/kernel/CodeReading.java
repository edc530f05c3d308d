package dev.rawtap.kernel;

import dev.rawtap.base.MalformedException;
import dev.rawtap.btf.Btf;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.InstructionDecoder;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.linux.struct.ProgramInfo;
import dev.rawtap.object.FunctionInfo;
import dev.rawtap.object.SourceLine;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a loaded program back: instructions, machine code, functions and lines, asked for when their numbers are known. */
final class CodeReading {
    private static final int SLOT = 8;

    /** {@code BPF_LD | BPF_IMM | BPF_DW}, {@code BPF_JMP | BPF_CALL}, {@code BPF_PSEUDO_CALL}, {@code BPF_PSEUDO_FUNC}. */
    private static final int LOAD_IMMEDIATE_64 = 0x18;

    private static final int CALL = 0x85;
    private static final int CALL_OF_OWN_FUNCTION = 1;
    private static final int FUNCTION_ADDRESS = 4;

    /** {@code struct bpf_func_info} and {@code struct bpf_line_info}; later kernels may have longer ones. */
    private static final int FUNCTION_RECORD = 8;

    private static final int LINE_RECORD = 16;

    private static final int COLUMN_BITS = 10;

    private final KernelObjects objects;
    private final ObjectReading reading;

    CodeReading(Bpf bpf, KernelObjects objects) {
        this.objects = objects;
        this.reading = new ObjectReading(bpf);
    }

    ProgramCode read(FileDescriptor descriptor) {
        try (var call = Arena.ofConfined()) {
            MemorySegment sizes = ProgramInfo.allocate(call);
            reading.describe(descriptor, sizes);
            MemorySegment info = ProgramInfo.allocate(call);
            MemorySegment translated = buffer(call, ProgramInfo.TRANSLATED_LENGTH.get(sizes), 1);
            ProgramInfo.TRANSLATED.set(info, translated);
            ProgramInfo.TRANSLATED_LENGTH.set(info, ProgramInfo.TRANSLATED_LENGTH.get(sizes));
            MemorySegment machine = buffer(call, ProgramInfo.MACHINE_CODE_LENGTH.get(sizes), 1);
            ProgramInfo.MACHINE_CODE.set(info, machine);
            ProgramInfo.MACHINE_CODE_LENGTH.set(info, ProgramInfo.MACHINE_CODE_LENGTH.get(sizes));
            MemorySegment functions = buffer(call, ProgramInfo.FUNCTION_INFO_COUNT.get(sizes), FUNCTION_RECORD);
            ProgramInfo.FUNCTION_INFO.set(info, functions);
            ProgramInfo.FUNCTION_INFO_COUNT.set(info, ProgramInfo.FUNCTION_INFO_COUNT.get(sizes));
            ProgramInfo.FUNCTION_INFO_RECORD_SIZE.set(info, FUNCTION_RECORD);
            MemorySegment lines = buffer(call, ProgramInfo.LINE_INFO_COUNT.get(sizes), LINE_RECORD);
            ProgramInfo.LINE_INFO.set(info, lines);
            ProgramInfo.LINE_INFO_COUNT.set(info, ProgramInfo.LINE_INFO_COUNT.get(sizes));
            ProgramInfo.LINE_INFO_RECORD_SIZE.set(info, LINE_RECORD);
            reading.describe(descriptor, info);
            // Where addresses are hidden the kernel clears the address, not the length.
            boolean visible = ProgramInfo.MACHINE_CODE.get(info) != 0;
            Optional<Btf> btf = objects.types(ProgramInfo.BTF_ID.get(info));
            List<ProgramCode.Step> steps = steps(bytes(translated));
            return new ProgramCode(
                    steps,
                    visible ? bytes(machine) : new byte[0],
                    btf.map(types -> functions(bytes(functions), types, indexes(steps)))
                            .orElse(List.of()),
                    btf.map(types -> lines(bytes(lines), types, indexes(steps))).orElse(List.of()));
        }
    }

    private static MemorySegment buffer(Arena arena, int count, int size) {
        return arena.allocate((long) count * size, 8);
    }

    private static byte[] bytes(MemorySegment memory) {
        return memory.toArray(ValueLayout.JAVA_BYTE);
    }

    private static List<ProgramCode.Step> steps(byte[] code) {
        var steps = new ArrayList<ProgramCode.Step>();
        for (int at = 0; at < code.length; ) {
            int length = (code[at] & 0xff) == LOAD_IMMEDIATE_64 && at + 2 * SLOT <= code.length ? 2 * SLOT : SLOT;
            byte[] bytes = Arrays.copyOfRange(code, at, at + length);
            steps.add(new ProgramCode.Step(at / SLOT, bytes, decode(bytes)));
            at += length;
        }
        return steps;
    }

    private static Optional<Instruction> decode(byte[] bytes) {
        try {
            return Optional.of(InstructionDecoder.decode("instruction", asWritten(bytes), ByteOrder.nativeOrder())
                    .getFirst());
        } catch (MalformedException kernelsOwn) {
            return Optional.empty();
        }
    }

    /**
     * The JIT leaves the number of the function in calls and function addresses, and the distance as programs write it in
     * another field (jit_subprogs in kernel/bpf/verifier.c, 6.18).
     */
    private static byte[] asWritten(byte[] bytes) {
        ByteBuffer slots = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.nativeOrder());
        int opcode = bytes[0] & 0xff;
        int source = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? bytes[1] >> 4 & 0xf : bytes[1] & 0xf;
        if (opcode == CALL && source == CALL_OF_OWN_FUNCTION) {
            slots.putInt(4, slots.getShort(2)).putShort(2, (short) 0);
        } else if (opcode == LOAD_IMMEDIATE_64 && source == FUNCTION_ADDRESS) {
            slots.putShort(2, (short) 0).putInt(12, 0);
        }
        return slots.array();
    }

    private static Map<Integer, Integer> indexes(List<ProgramCode.Step> steps) {
        var indexes = new HashMap<Integer, Integer>();
        for (int i = 0; i < steps.size(); i++) {
            indexes.put(steps.get(i).slot(), i);
        }
        return indexes;
    }

    private static List<FunctionInfo> functions(byte[] records, Btf types, Map<Integer, Integer> indexes) {
        var functions = new ArrayList<FunctionInfo>();
        ByteBuffer buffer = ByteBuffer.wrap(records).order(ByteOrder.nativeOrder());
        while (buffer.remaining() >= FUNCTION_RECORD) {
            Integer index = indexes.get(buffer.getInt());
            int type = buffer.getInt();
            if (index != null && type > 0 && type < types.count()) {
                functions.add(new FunctionInfo(index, types.nameOf(type), type));
            }
        }
        return functions;
    }

    private static List<SourceLine> lines(byte[] records, Btf types, Map<Integer, Integer> indexes) {
        var lines = new ArrayList<SourceLine>();
        ByteBuffer buffer = ByteBuffer.wrap(records).order(ByteOrder.nativeOrder());
        while (buffer.remaining() >= LINE_RECORD) {
            Integer index = indexes.get(buffer.getInt());
            String file = types.string(buffer.getInt());
            String text = types.string(buffer.getInt());
            int place = buffer.getInt();
            if (index != null) {
                int line = place >>> COLUMN_BITS;
                lines.add(new SourceLine(index, file, text, line, place & (1 << COLUMN_BITS) - 1));
            }
        }
        return lines;
    }
}
