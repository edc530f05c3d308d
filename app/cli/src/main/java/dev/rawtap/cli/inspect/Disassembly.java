package dev.rawtap.cli.inspect;

import dev.rawtap.isa.InstructionText;
import dev.rawtap.isa.SlotMap;
import dev.rawtap.object.FunctionInfo;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.Reference;
import dev.rawtap.object.SourceLine;
import dev.rawtap.object.relocate.Resolution;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A program's instructions below the source lines that made them.
 *
 * <pre>
 * unlinkat:
 * ; if (ctx->args[1] != syscall_number)                    unlinkat.bpf.c:48
 *    1: r6 = *(u64 *)(r1 + 8)
 *    2: r2 = 0 ll                                            ; .rodata + 0
 * </pre>
 */
final class Disassembly {
    private static final int NOTE_COLUMN = 52;

    private final ProgramSpec program;
    private final Map<Integer, String> labels = new HashMap<>();
    private final Map<Integer, SourceLine> lines = new HashMap<>();
    private final Map<Integer, String> notes = new HashMap<>();

    private Disassembly(ProgramSpec program, List<Resolution> resolutions) {
        this.program = program;
        for (FunctionInfo function : program.functions()) {
            labels.put(function.instruction(), function.name());
        }
        for (SourceLine line : program.lines()) {
            lines.put(line.instruction(), line);
        }
        for (Reference reference : program.references()) {
            notes.put(reference.instruction(), note(reference.symbol()));
        }
        for (Resolution resolution : resolutions) {
            if (resolution.program().equals(program.name())) {
                notes.merge(
                        resolution.instruction(),
                        RelocationText.question(resolution),
                        (one, other) -> one + ", " + other);
            }
        }
    }

    /** Appends the listing of {@code program}; {@code resolutions} are those of its object. */
    static void append(ProgramSpec program, List<Resolution> resolutions, StringBuilder text) {
        new Disassembly(program, resolutions).appendTo(text);
    }

    private static String note(Reference.Symbol symbol) {
        return switch (symbol) {
            case Reference.Symbol.MapItself(String map) -> "map " + map;
            case Reference.Symbol.MapValue(String map, int offset) -> map + " + " + offset;
            case Reference.Symbol.External(String name) -> "kernel " + name;
        };
    }

    private void appendTo(StringBuilder text) {
        SlotMap slots = SlotMap.of(program.code());
        int width = Integer.toString(slots.slots()).length();
        String previous = "";
        for (int i = 0; i < program.code().size(); i++) {
            String label = labels.get(i);
            if (label != null) {
                text.append(label).append(":\n");
            }
            SourceLine line = lines.get(i);
            if (line != null) {
                String source = source(line);
                text.append(source.equals(previous) ? "" : source);
                previous = source;
            }
            int start = text.length();
            String slot = Integer.toString(slots.slotOf(i));
            text.append("  ")
                    .append(" ".repeat(width - slot.length()))
                    .append(slot)
                    .append(": ");
            text.append(InstructionText.of(program.code().get(i)));
            String note = notes.get(i);
            if (note != null) {
                text.append(" ".repeat(Math.max(1, NOTE_COLUMN - (text.length() - start))))
                        .append("; ")
                        .append(note);
            }
            text.append('\n');
        }
    }

    private static String source(SourceLine line) {
        String file = line.file().substring(line.file().lastIndexOf('/') + 1);
        String place = line.line() > 0 ? "  (" + file + ":" + line.line() + ")" : "";
        return "; " + line.text().strip() + place + "\n";
    }
}
