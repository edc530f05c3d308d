package dev.rawtap.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.TestInput;
import dev.rawtap.contract.Variable;
import dev.rawtap.isa.AluOperation;
import dev.rawtap.isa.Constant64;
import dev.rawtap.isa.Register;
import dev.rawtap.isa.Size;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.object.GlobalVariable;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.Reference;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A program that adds 1 to {@code counter}, which lies 8 bytes into {@code .data}, and returns {@code limit}. */
@KernelTest
class GlobalVariableTest {
    private final KernelEngine engine = KernelEngine.open();

    @AfterEach
    void close() {
        engine.close();
    }

    private static ObjectSpec counting() {
        var program = Samples.program(
                "counting",
                Samples.raw("sys_enter"),
                a -> a.load(Register.R1, new Constant64.MapValue(0, 0))
                        .load(Size.DOUBLE, Register.R0, Register.R1, 0)
                        .alu(AluOperation.ADD, Register.R0, 1)
                        .store(Size.DOUBLE, Register.R1, 0, Register.R0)
                        .load(Register.R1, new Constant64.MapValue(0, 0))
                        .load(Size.WORD, Register.R0, Register.R1, 0)
                        .exit(),
                new Reference(0, new Reference.Symbol.MapValue(".data", 8)),
                new Reference(4, new Reference.Symbol.MapValue(".rodata", 0)));
        return Samples.object(
                List.of(program),
                List.of(
                        new GlobalVariable("odd", ".data", 1, 4, 0, false),
                        new GlobalVariable("counter", ".data", 8, 8, 0, false),
                        new GlobalVariable("limit", ".rodata", 0, 4, 0, true)),
                Samples.map(".data", MapType.ARRAY, 4, 16, 1).withContents(new MapSpec.Contents(new byte[16], false)),
                Samples.map(".rodata", MapType.ARRAY, 4, 4, 1)
                        .withContents(new MapSpec.Contents(Samples.u32(42), true)));
    }

    @Test
    void programAndVariableShareMemory() {
        try (var loaded = engine.load(counting(), LoadOptions.DEFAULT)) {
            Variable counter = loaded.variable("counter");
            counter.set(41);
            assertThat(loaded.program("counting")
                            .testRun(TestInput.ofArguments(0))
                            .value())
                    .isEqualTo(42);
            assertThat(counter.number()).isEqualTo(42);
        }
    }

    @Test
    void writeTouchesOnlyItsOwnBytes() {
        try (var loaded = engine.load(counting(), LoadOptions.DEFAULT)) {
            loaded.variable("odd").set(new byte[] {1, 2, 3, 4});
            assertThat(loaded.map(".data").lookup(Samples.u32(0)).orElseThrow())
                    .startsWith(0, 1, 2, 3, 4, 0)
                    .endsWith(new byte[8]);
        }
    }

    @Test
    void constantIsReadAndNotWritten() {
        try (var loaded = engine.load(counting(), LoadOptions.DEFAULT)) {
            assertThat(loaded.variable("limit").number()).isEqualTo(42);
            assertThatThrownBy(() -> loaded.variable("limit").set(1)).isInstanceOf(InvalidInputException.class);
        }
    }

    @Test
    void numberThatDoesNotFitIsRefused() {
        try (var loaded = engine.load(counting(), LoadOptions.DEFAULT)) {
            assertThatThrownBy(() -> loaded.variable("odd").set(1L << 32))
                    .hasMessage("4294967296 does not fit variable 'odd' of 4 bytes");
        }
    }

    @Test
    void closedObjectGivesNoMemory() {
        var loaded = engine.load(counting(), LoadOptions.DEFAULT);
        Variable counter = loaded.variable("counter");
        counter.set(1);
        loaded.close();
        assertThatThrownBy(counter::number).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> loaded.variable("counter")).isInstanceOf(IllegalStateException.class);
    }
}
