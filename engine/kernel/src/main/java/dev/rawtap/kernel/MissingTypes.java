package dev.rawtap.kernel;

import dev.rawtap.contract.Finding;
import dev.rawtap.contract.ProgramRejectedException;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.SlotMap;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.relocate.CompiledFor;
import dev.rawtap.object.relocate.Relocated;
import dev.rawtap.object.relocate.Relocator;
import dev.rawtap.object.relocate.Resolution;
import dev.rawtap.syscall.Architecture;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Names the field or type behind a refusal at an instruction that relocation had poisoned: the verifier knows only that
 * there is a call of a helper that does not exist.
 */
final class MissingTypes {
    private MissingTypes() {}

    /** The same refusal, with the relocation that failed if it is due to one. {@code loaded} is the code that was loaded. */
    static ProgramRejectedException explain(
            ProgramRejectedException refused, ProgramSpec loaded, Relocated relocated, Architecture machine) {
        return refused.findings().stream()
                .flatMap(finding -> failureAt(finding, loaded, relocated)
                        .map(failure -> explained(refused, finding, failure, fix(failure, relocated, machine)))
                        .stream())
                .findFirst()
                .orElse(refused);
    }

    private static ProgramRejectedException explained(
            ProgramRejectedException refused, Finding finding, Resolution failure, String fix) {
        var better = new Finding(
                finding.code(),
                finding.message(),
                finding.instruction(),
                finding.source().or(failure::source),
                "CO-RE could not relocate the " + failure.summary(),
                fix);
        return new ProgramRejectedException(
                "program '%s' refused: %s".formatted(failure.program(), failure.problem()),
                better.fix(),
                refused.errno(),
                List.of(better),
                refused.log());
    }

    private static String fix(Resolution failure, Relocated relocated, Architecture machine) {
        String struct = failure.what().replaceAll("[.\\[].*", "");
        boolean foreign = relocated
                .spec()
                .btf()
                .flatMap(types -> CompiledFor.other(types, struct, machine))
                .isPresent();
        return foreign ? "compile it for this machine, with " + CompiledFor.option(machine) : guard(failure);
    }

    private static String guard(Resolution failure) {
        String exists = switch (failure.kind()) {
            case FIELD_BYTE_OFFSET, FIELD_BYTE_SIZE, FIELD_EXISTS, FIELD_SIGNED, FIELD_LEFT_SHIFT, FIELD_RIGHT_SHIFT ->
                "bpf_core_field_exists(pointer->field)";
            case TYPE_ID_LOCAL, TYPE_ID_TARGET, TYPE_EXISTS, TYPE_SIZE, TYPE_MATCHES ->
                "bpf_core_type_exists(struct type)";
            case ENUM_VALUE_EXISTS, ENUM_VALUE -> "bpf_core_enum_value_exists(enum type, VALUE)";
        };
        return "use a name that this kernel has, or guard it: if (%s) ...".formatted(exists);
    }

    private static Optional<Resolution> failureAt(Finding finding, ProgramSpec loaded, Relocated relocated) {
        if (finding.instruction().isEmpty()) {
            return Optional.empty();
        }
        int slot = finding.instruction().getAsInt();
        SlotMap slots = SlotMap.of(loaded.code());
        if (slot >= slots.slots() || !isPoison(loaded.code().get(slots.indexCovering(slot)))) {
            return Optional.empty();
        }
        // What was inserted since has moved instructions, but added and removed none of these: the count tells which.
        int poisoned = (int) poisons(loaded.code())
                .filter(index -> slots.slotOf(index) < slot)
                .count();
        return relocated.spec().programs().stream()
                .filter(program -> program.name().equals(loaded.name()))
                .findFirst()
                .flatMap(program -> {
                    int index =
                            poisons(program.code()).skip(poisoned).findFirst().orElse(0);
                    // A poisoned 64-bit load is two calls, and the failure is noted at the first.
                    return relocated
                            .failureAt(program.name(), index)
                            .or(() -> relocated.failureAt(program.name(), index - 1));
                });
    }

    private static IntStream poisons(List<Instruction> code) {
        return IntStream.range(0, code.size()).filter(index -> isPoison(code.get(index)));
    }

    private static boolean isPoison(Instruction instruction) {
        return instruction instanceof Instruction.Call(int helper) && helper == Relocator.POISON;
    }
}
