package dev.rawtap.cli.inspect;

import dev.rawtap.isa.InstructionText;
import dev.rawtap.isa.SlotMap;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.Reference;
import dev.rawtap.object.relocate.Resolution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A program of an object as a {@link CodeListing}, with what its instructions refer to. */
final class Disassembly {
    private Disassembly() {}

    /** Appends the listing of {@code program}; {@code resolutions} are those of its object. */
    static void append(ProgramSpec program, List<Resolution> resolutions, StringBuilder text) {
        Map<Integer, String> notes = notes(program, resolutions);
        SlotMap slots = SlotMap.of(program.code());
        var rows = new ArrayList<CodeListing.Row>();
        for (int i = 0; i < program.code().size(); i++) {
            rows.add(new CodeListing.Row(
                    slots.slotOf(i), InstructionText.of(program.code().get(i)), notes.getOrDefault(i, "")));
        }
        new CodeListing(program.functions(), program.lines()).append(rows, text);
    }

    private static Map<Integer, String> notes(ProgramSpec program, List<Resolution> resolutions) {
        var notes = new HashMap<Integer, String>();
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
        return notes;
    }

    private static String note(Reference.Symbol symbol) {
        return switch (symbol) {
            case Reference.Symbol.MapItself(String map) -> "map " + map;
            case Reference.Symbol.MapValue(String map, int offset) -> map + " + " + offset;
            case Reference.Symbol.External(String name) -> "kernel " + name;
        };
    }
}
