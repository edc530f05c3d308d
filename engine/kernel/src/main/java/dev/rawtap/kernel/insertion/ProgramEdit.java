package dev.rawtap.kernel.insertion;

import dev.rawtap.isa.EditedCode;
import dev.rawtap.isa.SlotMap;
import dev.rawtap.object.FieldRelocation;
import dev.rawtap.object.FunctionInfo;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.Reference;
import dev.rawtap.object.SourceLine;
import java.util.ArrayList;
import java.util.List;

/** A program after its code was edited: everything that names an instruction names the same one as before. */
final class ProgramEdit {
    private final ProgramSpec program;
    private final EditedCode edited;
    private final SlotMap before;
    private final SlotMap after;

    ProgramEdit(ProgramSpec program, EditedCode edited) {
        this.program = program;
        this.edited = edited;
        this.before = SlotMap.of(program.code());
        this.after = SlotMap.of(edited.code());
    }

    /** New index of the instruction that was at {@code index}. */
    int index(int index) {
        return indexOf(edited.slotOf(before.slotOf(index)));
    }

    private int entry(int index) {
        return indexOf(edited.entryOf(before.slotOf(index)));
    }

    private int indexOf(int slot) {
        return after.indexOf(slot).orElseThrow(() -> new IllegalStateException("slot " + slot + " is no instruction"));
    }

    /** The program, with the references of inserted instructions added, by their new indices. */
    ProgramSpec result(List<Reference> inserted) {
        var references = new ArrayList<>(inserted);
        for (Reference reference : program.references()) {
            references.add(new Reference(index(reference.instruction()), reference.symbol()));
        }
        references.sort((one, other) -> Integer.compare(one.instruction(), other.instruction()));
        return program.withCode(
                edited.code(),
                references,
                program.functions().stream()
                        .map(function ->
                                new FunctionInfo(entry(function.instruction()), function.name(), function.type()))
                        .toList(),
                program.lines().stream()
                        .map(line -> new SourceLine(
                                entry(line.instruction()), line.file(), line.text(), line.line(), line.column()))
                        .toList(),
                program.fields().stream()
                        .map(field -> new FieldRelocation(
                                index(field.instruction()), field.root(), field.access(), field.kind()))
                        .toList());
    }
}
