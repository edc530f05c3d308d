package dev.rawtap.bench.code;

import dev.rawtap.isa.Instruction;
import dev.rawtap.kernel.KernelLoaded;
import dev.rawtap.kernel.KernelObjects.ProgramEntry;
import dev.rawtap.object.ObjectSpec;
import java.util.List;

/**
 * How large a program's code is, or that of several together.
 *
 * @param emitted 8-byte instruction slots as the producer wrote them
 * @param translated slots after the kernel's verifier has inlined and patched
 * @param machine bytes of machine code
 */
public record CodeSize(int emitted, int translated, int machine) {
    private static final int SLOT_BYTES = 8;

    /** All programs of a loaded object together. */
    public static CodeSize of(KernelLoaded loaded) {
        List<ProgramEntry> programs = loaded.spec().programs().stream()
                .map(program -> loaded.program(program.name()).describe())
                .toList();
        return of(emitted(loaded.spec()), programs);
    }

    static CodeSize of(int emitted, List<ProgramEntry> programs) {
        return new CodeSize(
                emitted,
                programs.stream().mapToInt(ProgramEntry::translatedBytes).sum() / SLOT_BYTES,
                programs.stream().mapToInt(ProgramEntry::machineBytes).sum());
    }

    static int emitted(ObjectSpec object) {
        return object.programs().stream()
                .flatMap(program -> program.code().stream())
                .mapToInt(Instruction::slots)
                .sum();
    }

    /** Whether this is at most {@code other} in each of the three. */
    public boolean atMost(CodeSize other) {
        return emitted <= other.emitted && translated <= other.translated && machine <= other.machine;
    }

    /** Whether this is less than {@code other} in each of the three. */
    public boolean lessThan(CodeSize other) {
        return emitted < other.emitted && translated < other.translated && machine < other.machine;
    }
}
