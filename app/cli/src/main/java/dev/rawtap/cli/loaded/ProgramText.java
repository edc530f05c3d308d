package dev.rawtap.cli.loaded;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.UnsupportedException;
import dev.rawtap.cli.inspect.CodeListing;
import dev.rawtap.contract.Host;
import dev.rawtap.isa.Constant64;
import dev.rawtap.isa.Helper;
import dev.rawtap.isa.Helpers;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.InstructionText;
import dev.rawtap.kernel.KernelObjects.MapEntry;
import dev.rawtap.kernel.KernelObjects.ProgramEntry;
import dev.rawtap.kernel.ProgramCode;
import dev.rawtap.object.FunctionInfo;
import dev.rawtap.object.SourceLine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JsonGenerator;

/** The code of a loaded program: as the verifier left it, or as the processor runs it. */
public final class ProgramText {
    /** Calls are given as distances from it. */
    private static final String CALL_BASE = "__bpf_call_base";

    /** Distances below are the numbers of helpers: inside the function that distances count from. */
    private static final int HELPERS = 1024;

    private static final int MACHINE_LINE = 16;
    private static final int OFFSET_OF_CPU = -1;
    private static final int MOVE_64 = 0xbf;
    private static final int BARRIER = 0xc2;

    private final ProgramEntry program;
    private final ProgramCode code;
    private final Host host;
    private final Map<Integer, String> maps = new HashMap<>();
    private final OptionalLong callBase;

    private ProgramText(ProgramEntry program, ProgramCode code, Inventory inventory) {
        this.program = program;
        this.code = code;
        this.host = inventory.host();
        this.callBase = host.kernelAddress(CALL_BASE);
        for (int id : program.maps()) {
            inventory.objects().map(id).map(MapEntry::name).ifPresent(name -> maps.put(id, name));
        }
    }

    /**
     * Reads the code of a program.
     *
     * @throws InvalidInputException if it went away
     */
    public static ProgramText of(ProgramEntry program, Inventory inventory) {
        return new ProgramText(
                program,
                inventory
                        .objects()
                        .code(program.id())
                        .orElseThrow(() -> new InvalidInputException(
                                "program %d is not loaded any more".formatted(program.id()), null)),
                inventory);
    }

    /** Instructions, and with {@code source} the lines that they were made of. */
    public String translated(boolean source) {
        var rows = new ArrayList<CodeListing.Row>();
        for (ProgramCode.Step step : code.steps()) {
            rows.add(new CodeListing.Row(step.slot(), text(step), note(step)));
        }
        var text = new StringBuilder();
        List<SourceLine> lines = source ? code.lines() : List.of();
        new CodeListing(code.functions(), lines).append(rows, text);
        return text.toString();
    }

    private String text(ProgramCode.Step step) {
        if (step.instruction().isEmpty()) {
            return ofKernel(step);
        }
        return switch (step.instruction().get()) {
            case Instruction.Call(int distance) -> "call " + function(distance);
            case Instruction.CallKernelFunction(int distance, short _) -> "call " + function(distance);
            case Instruction.LoadImmediate64(var register, Constant64.MapFd(int id)) ->
                "%s = map[id:%d]".formatted(register, id);
            case Instruction.LoadImmediate64(var register, Constant64.MapValue(int id, int offset)) ->
                "%s = map[id:%d][0]%+d".formatted(register, id, offset);
            case Instruction instruction -> InstructionText.of(instruction);
        };
    }

    /** What the verifier and the JIT put in, which no program can say. */
    private static String ofKernel(ProgramCode.Step step) {
        byte[] bytes = step.bytes();
        int opcode = bytes[0] & 0xff;
        int registers = bytes[1] & 0xff;
        if (opcode == MOVE_64 && bytes[2] == OFFSET_OF_CPU && bytes[3] == OFFSET_OF_CPU) {
            return "r%d = &(void __percpu *)(r%d)".formatted(registers & 0xf, registers >> 4);
        }
        return opcode == BARRIER ? "nospec" : "unknown " + HexFormat.of().formatHex(bytes);
    }

    private String function(int distance) {
        if (distance > 0 && distance < HELPERS) {
            return Helpers.byId(distance).map(Helper::functionName).orElse("helper " + distance);
        }
        return callBase.isEmpty() || distance == 0
                ? "unknown"
                : host.kernelSymbol(callBase.getAsLong() + distance)
                        .map(Host.Symbol::name)
                        .orElse("unknown");
    }

    private String note(ProgramCode.Step step) {
        Optional<Instruction> instruction = step.instruction();
        if (instruction.isEmpty()) {
            return "";
        }
        return switch (instruction.get()) {
            case Instruction.LoadImmediate64(var _, Constant64.MapFd(int id)) -> "map " + map(id);
            case Instruction.LoadImmediate64(var _, Constant64.MapValue(int id, int offset)) ->
                map(id) + " + " + offset;
            case Instruction.CallLocal(int offset) -> functionAt(step.slot() + 1 + offset);
            case Instruction.LoadImmediate64(var _, Constant64.Function(int offset)) ->
                functionAt(step.slot() + 1 + offset);
            case Instruction _ -> "";
        };
    }

    private String map(int id) {
        return maps.getOrDefault(id, "?");
    }

    private String functionAt(int slot) {
        for (FunctionInfo function : code.functions()) {
            if (code.steps().get(function.instruction()).slot() == slot) {
                return function.name();
            }
        }
        return "";
    }

    /** Machine code in hexadecimal, sixteen bytes a line. */
    public String machine() {
        byte[] bytes = machineBytes();
        var text = new StringBuilder();
        for (int at = 0; at < bytes.length; at += MACHINE_LINE) {
            String line = HexFormat.ofDelimiter(" ").formatHex(bytes, at, Math.min(bytes.length, at + MACHINE_LINE));
            text.append("%6x: %s%n".formatted(at, line));
        }
        return text.toString();
    }

    private byte[] machineBytes() {
        byte[] bytes = code.machine();
        if (bytes.length == 0) {
            throw new UnsupportedException(
                    "the machine code of program %d is not shown".formatted(program.id()),
                    program.machineBytes() == 0
                            ? "it is interpreted: net.core.bpf_jit_enable is 0"
                            : "kernel addresses are hidden: kernel.kptr_restrict, or no CAP_SYSLOG");
        }
        return bytes;
    }

    /** One JSON object with the instructions, or with machine code. */
    public void write(JsonGenerator json, boolean machine) {
        json.writeStartObject();
        json.writeNumberProperty("id", program.id());
        if (machine) {
            json.writeStringProperty("machine", HexFormat.of().formatHex(machineBytes()));
        } else {
            writeInstructions(json);
        }
        json.writeEndObject();
    }

    private void writeInstructions(JsonGenerator json) {
        Map<Integer, String> labels = new HashMap<>();
        code.functions().forEach(function -> labels.put(function.instruction(), function.name()));
        Map<Integer, SourceLine> lines = new HashMap<>();
        code.lines().forEach(line -> lines.put(line.instruction(), line));
        json.writeArrayPropertyStart("instructions");
        for (int i = 0; i < code.steps().size(); i++) {
            ProgramCode.Step step = code.steps().get(i);
            json.writeStartObject();
            json.writeNumberProperty("slot", step.slot());
            json.writeStringProperty("text", text(step));
            json.writeStringProperty("bytes", HexFormat.of().formatHex(step.bytes()));
            String note = note(step);
            if (!note.isEmpty()) {
                json.writeStringProperty("refers_to", note);
            }
            String label = labels.get(i);
            if (label != null) {
                json.writeStringProperty("function", label);
            }
            SourceLine line = lines.get(i);
            if (line != null) {
                json.writeStringProperty("file", line.file());
                json.writeNumberProperty("line", line.line());
                json.writeStringProperty("source", line.text().strip());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
