package dev.rawtap.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.contract.LoadOptions;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.InstructionText;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.Target;
import dev.rawtap.syscall.Architecture;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The six reference programs are no longer than what clang 21 -O2 makes of the same in C (testing/bench/reference/plain), in 8-byte slots
 * and in bytes of x86-64 machine code.
 */
@KernelTest
class ReferenceProgramsTest {
    /** What clang needs, measured on 6.18; bytes are those of x86-64. */
    private record Program(String name, Maker maker, int slots, int bytes) {
        @Override
        public String toString() {
            return name;
        }
    }

    private interface Maker {
        ObjectSpec make(Target target);
    }

    private static Stream<Program> programs() {
        return Stream.of(
                new Program("commands", ReferencePrograms::commands, 26, 148),
                new Program("commandsByHelper", ReferencePrograms::commandsByHelper, 26, 148),
                new Program("numbers", ReferencePrograms::numbers, 24, 138),
                new Program("filter", ReferencePrograms::filter, 15, 116),
                new Program("parents", ReferencePrograms::parents, 26, 150),
                new Program("paths", ReferencePrograms::paths, 22, 108),
                new Program("wakeups", ReferencePrograms::wakeups, 15, 80),
                new Program("switches", ReferencePrograms::switches, 79, 421));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void isNoLongerThanWhatClangMakes(Program program) {
        try (var engine = KernelEngine.open()) {
            ObjectSpec object = program.maker.make(engine.target());
            ProgramSpec spec = object.programs().getFirst();
            int slots = spec.code().stream().mapToInt(Instruction::slots).sum();
            try (var loaded = engine.load(object, LoadOptions.DEFAULT.withLedger(false))) {
                int bytes = loaded.program(spec.name()).describe().machineBytes();
                String listing = "%d slots, %d bytes%n%s".formatted(slots, bytes, InstructionText.listing(spec.code()));
                assertThat(slots).as(listing).isLessThanOrEqualTo(program.slots);
                if (Architecture.host() == Architecture.X86_64) {
                    assertThat(bytes).as(listing).isLessThanOrEqualTo(program.bytes);
                }
            }
        }
    }
}
