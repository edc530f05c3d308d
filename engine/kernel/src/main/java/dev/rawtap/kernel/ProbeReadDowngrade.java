package dev.rawtap.kernel;

import dev.rawtap.isa.Instruction;
import dev.rawtap.object.ProgramSpec;
import java.util.List;
import java.util.OptionalInt;

/** {@code probe_read_kernel} and {@code probe_read_user} become {@code probe_read}, where only that exists (before 5.5). */
final class ProbeReadDowngrade {
    private static final int PROBE_READ = 4;
    private static final int PROBE_READ_STR = 45;

    private ProbeReadDowngrade() {}

    /** Whether there is anything to change. */
    static boolean applies(List<Instruction> code) {
        return code.stream().anyMatch(instruction -> older(instruction).isPresent());
    }

    /** The program with older helpers, everything else the same. */
    static ProgramSpec of(ProgramSpec program) {
        List<Instruction> code = program.code().stream()
                .map(instruction -> {
                    OptionalInt helper = older(instruction);
                    return helper.isPresent() ? new Instruction.Call(helper.getAsInt()) : instruction;
                })
                .toList();
        return program.withCode(code, program.references(), program.functions(), program.lines(), program.fields());
    }

    private static OptionalInt older(Instruction instruction) {
        return instruction instanceof Instruction.Call(int helper)
                ? switch (helper) {
                    case 112, 113 -> OptionalInt.of(PROBE_READ);
                    case 114, 115 -> OptionalInt.of(PROBE_READ_STR);
                    default -> OptionalInt.empty();
                }
                : OptionalInt.empty();
    }
}
