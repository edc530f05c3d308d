package dev.rawtap.kernel;

import static dev.rawtap.isa.Register.R0;
import static dev.rawtap.isa.Register.R1;
import static dev.rawtap.isa.Register.R10;
import static dev.rawtap.isa.Register.R2;
import static dev.rawtap.isa.Register.R6;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.isa.AluOperation;
import dev.rawtap.isa.Assembler;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Helpers;
import dev.rawtap.isa.Size;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ContextUseTest {
    private static ContextUse of(Consumer<Assembler> body) {
        return ContextUse.of(Assembler.assemble(body), true);
    }

    @Test
    void countsTheLastArgument() {
        assertThat(of(a -> a.load(Size.WORD, R0, R1, 16).exit()).arguments()).isEqualTo(3);
    }

    @Test
    void followsMovesAndTheStack() {
        var use = of(a -> a.mov(R6, R1)
                .store(Size.DOUBLE, R10, -8, R6)
                .mov(R6, 0)
                .load(Size.DOUBLE, R2, R10, -8)
                .load(Size.DOUBLE, R0, R2, 24)
                .exit());
        assertThat(use.arguments()).isEqualTo(4);
    }

    @Test
    void forgetsWhatACallOverwrites() {
        var use = of(a -> a.mov(R6, R1)
                .call(Helpers.named("get_smp_processor_id"))
                .mov(R1, 0)
                .load(Size.DOUBLE, R0, R1, 80)
                .load(Size.DOUBLE, R0, R6, 8)
                .exit());
        assertThat(use.arguments()).isEqualTo(2);
    }

    @Test
    void looksAtEveryPath() {
        var use = of(a -> {
            var other = a.newLabel("other");
            a.load(Size.DOUBLE, R0, R1, 0)
                    .branch(Condition.EQ, R0, 0, other)
                    .load(Size.DOUBLE, R0, R1, 8)
                    .exit()
                    .bind(other)
                    .load(Size.DOUBLE, R0, R1, 32)
                    .exit();
        });
        assertThat(use.arguments()).isEqualTo(5);
    }

    @Test
    void followsTheContextIntoSubprograms() {
        var use = of(a -> {
            var function = a.newLabel("function");
            a.call(function).exit().bind(function).load(Size.DOUBLE, R0, R1, 40).exit();
        });
        assertThat(use.arguments()).isEqualTo(6);
    }

    @Test
    void measuresTheWritableBuffer() {
        var use = of(a -> a.load(Size.DOUBLE, R2, R1, 0)
                .store(Size.WORD, R2, 4, 1)
                .mov(R0, 0)
                .exit());
        assertThat(use.bufferBytes()).isEqualTo(8);
        assertThat(use.contextBytes()).isEqualTo(8);
    }

    /** The verifier takes constants that are added to the pointer, and counts them. */
    @Test
    void followsTheWritableBufferThroughArithmetic() {
        var use = of(a -> a.load(Size.DOUBLE, R2, R1, 0)
                .alu(AluOperation.ADD, R2, 24)
                .mov(R6, R2)
                .alu(AluOperation.SUB, R6, 4)
                .store(Size.WORD, R2, 0, 1)
                .store(Size.WORD, R6, -4, 1)
                .mov(R0, 0)
                .exit());
        assertThat(use.bufferBytes()).isEqualTo(28);
        assertThat(use.bufferElsewhere()).isFalse();
    }

    @Test
    void tellsWhereItCannotFollowTheBuffer() {
        var use = of(a -> {
            var loop = a.newLabel("loop");
            a.load(Size.DOUBLE, R2, R1, 0)
                    .mov(R6, 8)
                    .bind(loop)
                    .store(Size.BYTE, R2, 0, 1)
                    .alu(AluOperation.ADD, R2, 1)
                    .alu(AluOperation.SUB, R6, 1)
                    .branch(Condition.NE, R6, 0, loop)
                    .mov(R0, 0)
                    .exit();
        });
        assertThat(use.accessesBuffer()).isTrue();
        assertThat(use.bufferElsewhere()).isTrue();
    }
}
