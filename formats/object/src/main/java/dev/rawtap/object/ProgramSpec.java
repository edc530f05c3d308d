package dev.rawtap.object;

import dev.rawtap.isa.Instruction;
import java.util.List;

/**
 * One program as a value: the same on every host until it is relocated for a {@link Target}.
 *
 * <p>{@code code} holds the entry function first and then every subprogram that it reaches, with local calls and
 * callbacks resolved to relative offsets. All indices below are indices into {@code code}, not slots.
 *
 * @param name name of the entry function
 * @param section ELF section, or empty
 * @param attach what it is and where it goes
 * @param autoload false for a section that begins with {@code ?}: loaded only when asked for by name
 * @param code instructions; references to maps hold placeholders that {@code references} fill
 * @param references which instruction refers to which symbol
 * @param functions the functions in {@code code}, by start, with their BTF type
 * @param lines source lines, by instruction
 * @param fields CO-RE relocations still to be applied; empty once relocated
 */
public record ProgramSpec(
        String name,
        String section,
        AttachPoint attach,
        boolean autoload,
        List<Instruction> code,
        List<Reference> references,
        List<FunctionInfo> functions,
        List<SourceLine> lines,
        List<FieldRelocation> fields) {
    /** Copies the lists. */
    public ProgramSpec {
        code = List.copyOf(code);
        references = List.copyOf(references);
        functions = List.copyOf(functions);
        lines = List.copyOf(lines);
        fields = List.copyOf(fields);
    }

    /** The same program with other code and what moves along with it. */
    public ProgramSpec withCode(
            List<Instruction> newCode,
            List<Reference> newReferences,
            List<FunctionInfo> newFunctions,
            List<SourceLine> newLines,
            List<FieldRelocation> newFields) {
        return new ProgramSpec(
                name, section, attach, autoload, newCode, newReferences, newFunctions, newLines, newFields);
    }

    /** The same program for another attach point. */
    public ProgramSpec withAttach(AttachPoint other) {
        return new ProgramSpec(name, section, other, autoload, code, references, functions, lines, fields);
    }

    /** The same program, loaded with its object or only when asked for. */
    public ProgramSpec withAutoload(boolean loaded) {
        return new ProgramSpec(name, section, attach, loaded, code, references, functions, lines, fields);
    }
}
