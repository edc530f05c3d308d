package dev.rawtap.object.relocate;

import dev.rawtap.base.MalformedException;
import dev.rawtap.base.UnsupportedException;
import dev.rawtap.btf.Btf;
import dev.rawtap.isa.Instruction;
import dev.rawtap.object.FieldRelocation;
import dev.rawtap.object.FunctionInfo;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.Reference;
import dev.rawtap.object.SourceLine;
import dev.rawtap.object.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Applies an object's CO-RE relocations for a target. */
public final class Relocator {
    /** The helper, which no kernel has, that an instruction calls when its relocation failed. */
    public static final int POISON = InstructionPatch.POISON;

    private final Resolver resolver;
    private final Btf local;
    private final List<Resolution> resolutions = new ArrayList<>();

    private Relocator(Btf local, Btf kernel, Target target) {
        this.local = local;
        this.resolver = new Resolver(local, kernel, new Candidates(local, kernel, target), target.architecture());
    }

    /**
     * Fits every program to the target's types.
     *
     * @throws dev.rawtap.base.InvalidInputException if types of the target disagree about what a relocation means
     * @throws UnsupportedException if the object needs the target's types and it has none
     * @throws MalformedException if a relocation or a type is broken
     */
    public static Relocated relocate(ObjectSpec object, Target target) {
        Optional<ProgramSpec> first = object.programs().stream()
                .filter(program -> !program.fields().isEmpty())
                .findFirst();
        if (first.isEmpty()) {
            return new Relocated(object, List.of());
        }
        Btf local = object.btf()
                .orElseThrow(() -> new MalformedException(object.name(), 0, "CO-RE relocations without types"));
        Btf kernel = target.btf()
                .orElseThrow(() -> new UnsupportedException(
                        "program '%s' reads kernel structures, whose layout this kernel does not tell"
                                .formatted(first.get().name()),
                        "a kernel with CONFIG_DEBUG_INFO_BTF has /sys/kernel/btf/vmlinux"));
        var relocator = new Relocator(local, kernel, target);
        List<ProgramSpec> programs =
                object.programs().stream().map(relocator::relocate).toList();
        return new Relocated(object.withPrograms(programs), relocator.resolutions);
    }

    private ProgramSpec relocate(ProgramSpec program) {
        if (program.fields().isEmpty()) {
            return program;
        }
        Map<Integer, FieldRelocation> byInstruction = new HashMap<>();
        program.fields().forEach(field -> byInstruction.put(field.instruction(), field));
        var code = new ArrayList<Instruction>();
        int[] moved = new int[program.code().size() + 1];
        for (int index = 0; index < program.code().size(); index++) {
            moved[index] = code.size();
            FieldRelocation field = byInstruction.get(index);
            Instruction instruction = program.code().get(index);
            if (field == null) {
                code.add(instruction);
            } else {
                code.addAll(fitted(program, field, instruction, code.size()));
            }
        }
        return program.withCode(
                code,
                program.references().stream()
                        .map(reference -> new Reference(moved[reference.instruction()], reference.symbol()))
                        .toList(),
                program.functions().stream()
                        .map(function ->
                                new FunctionInfo(moved[function.instruction()], function.name(), function.type()))
                        .toList(),
                program.lines().stream()
                        .map(line -> new SourceLine(
                                moved[line.instruction()], line.file(), line.text(), line.line(), line.column()))
                        .toList(),
                List.of());
    }

    /** One instruction; for a failed 64-bit load two, so that jumps over it still hold. */
    private List<Instruction> fitted(ProgramSpec program, FieldRelocation field, Instruction instruction, int index) {
        Resolver.Resolved resolved = resolver.resolve(field.kind(), field.root(), field.access());
        OptionalLong here = value(resolved.local());
        Optional<SourceLine> source = sourceOf(program, field.instruction());
        String problem;
        switch (resolved.target()) {
            case Answer.Missing missing -> problem = missing.reason();
            case Answer.Known known -> {
                // Without a local number the instruction's own is taken for it.
                Answer.Known local =
                        resolved.local() instanceof Answer.Known own ? own : new Answer.Known(0, false, 0, 0);
                switch (InstructionPatch.apply(instruction, local, known, this.local, resolved.targetTypes())) {
                    case InstructionPatch.Result.Fitted result -> {
                        resolutions.add(new Resolution(
                                program.name(),
                                index,
                                field.kind(),
                                resolved.what(),
                                here,
                                OptionalLong.of(known.value()),
                                "",
                                source));
                        return List.of(result.instruction());
                    }
                    case InstructionPatch.Result.Refused refused -> problem = refused.reason();
                }
            }
        }
        resolutions.add(new Resolution(
                program.name(), index, field.kind(), resolved.what(), here, OptionalLong.empty(), problem, source));
        var poison = new Instruction.Call(InstructionPatch.POISON);
        return instruction.slots() == 2 ? List.of(poison, poison) : List.of(poison);
    }

    private static OptionalLong value(Answer answer) {
        return answer instanceof Answer.Known known ? OptionalLong.of(known.value()) : OptionalLong.empty();
    }

    private static Optional<SourceLine> sourceOf(ProgramSpec program, int instruction) {
        SourceLine last = null;
        for (SourceLine line : program.lines()) {
            if (line.instruction() <= instruction && (last == null || line.instruction() >= last.instruction())) {
                last = line;
            }
        }
        return Optional.ofNullable(last);
    }
}
