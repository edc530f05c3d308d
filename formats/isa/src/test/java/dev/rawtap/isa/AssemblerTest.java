package dev.rawtap.isa;

import static dev.rawtap.isa.Register.R0;
import static dev.rawtap.isa.Register.R1;
import static dev.rawtap.isa.Register.R2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.InvalidInputException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AssemblerTest {
    private static final Instruction FILL = new Instruction.Alu(AluOperation.MOV, true, R0, Operand.of(0));

    @Test
    void forwardAndBackwardLabelsCountSlotsFromTheNextInstruction() {
        var code = Assembler.assemble(a -> {
            var loop = a.newLabel("loop");
            var done = a.newLabel("done");
            a.bind(loop)
                    .branch(Condition.EQ, R1, 0, done)
                    .load(R2, new Constant64.Value(1L << 40))
                    .jump(loop)
                    .bind(done)
                    .exit();
        });

        assertThat(code)
                .extracting(InstructionText::of)
                .containsExactly("if r1 == 0 goto +3", "r2 = 0x10000000000 ll", "goto -4", "exit");
    }

    @Test
    void functionsAreCalledAndTheirAddressesLoadedByLabel() {
        var code = Assembler.assemble(a -> {
            var function = a.newLabel("function");
            a.loadFunction(R2, function)
                    .call(function)
                    .exit()
                    .bind(function)
                    .mov(R0, 0)
                    .exit();
        });

        // Kernel rule: both count from the slot after the instruction's first.
        assertThat(code.get(0)).isEqualTo(new Instruction.LoadImmediate64(R2, new Constant64.Function(3)));
        assertThat(code.get(1)).isEqualTo(new Instruction.CallLocal(1));
    }

    @Test
    void anUnboundLabelIsNamed() {
        assertThatThrownBy(() -> Assembler.assemble(a -> a.exit().jump(a.newLabel("miss"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("label 'miss' is used by instruction 1 and never bound");
    }

    @Test
    void aLabelIsBoundOnce() {
        assertThatThrownBy(() -> Assembler.assemble(a -> {
                    var twice = a.newLabel("twice");
                    a.bind(twice).exit().bind(twice);
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("label 'twice' is bound twice, at instructions 0 and 1");
    }

    @Test
    void aLabelCannotEscapeToAnotherAssembler() {
        var escaped = new AtomicReference<Assembler.Label>();
        Assembler.assemble(a -> escaped.set(a.newLabel("mine")));

        assertThatThrownBy(() -> Assembler.assemble(a -> a.jump(escaped.get())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("label 'mine' belongs to another assembler");
    }

    @Test
    void anAssemblerCannotEscapeItsLambda() {
        var escaped = new AtomicReference<Assembler>();
        Assembler.assemble(escaped::set);

        assertThatThrownBy(() -> escaped.get().exit())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("assembler is used after its lambda has returned");
    }

    @Test
    void sixteenBitsReachExactlyTheirRange() {
        var code = Assembler.assemble(a -> {
            var end = a.newLabel("end");
            a.branch(Condition.NE, R1, 0, end).with(fill(32_767)).bind(end).exit();
        });

        assertThat(code.getFirst())
                .isEqualTo(new Instruction.Branch(Condition.NE, true, R1, Operand.of(0), (short) 32_767));
    }

    @Test
    void aBranchPastSixteenBitsIsRefusedWithTheDistance() {
        assertThatThrownBy(() -> Assembler.assemble(a -> {
                    var end = a.newLabel("end");
                    a.branch(Condition.NE, R1, 0, end)
                            .with(fill(32_768))
                            .bind(end)
                            .exit();
                }))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("jump from slot 0 to slot 32769 is past 16 bits");
    }

    @Test
    void longJumpsWidenWhatDoesNotReach() {
        var code = Assembler.assemble(LongJumps.ALLOWED, a -> {
            var end = a.newLabel("end");
            a.branch(Condition.NE, R1, 0, end)
                    .jump(end)
                    .with(fill(32_768))
                    .bind(end)
                    .exit();
        });

        assertThat(code.subList(0, 4))
                .extracting(InstructionText::of)
                .containsExactly("if r1 != 0 goto +1", "goto +1", "gotol +32769", "gotol +32768");
    }

    @Test
    void anAppendedOffsetKeepsItsTargetWhenCodeBetweenGrows() {
        var code = Assembler.assemble(LongJumps.ALLOWED, a -> {
            var end = a.newLabel("end");
            a.with(new Instruction.Jump(1, false))
                    .branch(Condition.NE, R1, 0, end)
                    .with(fill(40_000))
                    .bind(end)
                    .exit();
        });

        // The branch takes three slots now; the jump over it still leads to what followed it.
        assertThat(code.getFirst()).isEqualTo(new Instruction.Jump(3, false));
    }

    @Test
    void smallConstantsTakeOneSlot() {
        var code = Assembler.assemble(a -> a.constant(R1, -5).constant(R1, 1L << 31));

        assertThat(code).extracting(Instruction::slots).containsExactly(1, 2);
    }

    private static List<Instruction> fill(int count) {
        return Collections.nCopies(count, FILL);
    }
}
