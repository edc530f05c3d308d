package dev.rawtap.isa;

import static dev.rawtap.isa.Register.R0;
import static dev.rawtap.isa.Register.R1;
import static dev.rawtap.isa.Register.R2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.InvalidInputException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class CodeEditorTest {
    private static final Instruction A = marker(100);
    private static final Instruction B = marker(200);

    /** 0: if r1 == 0 goto 3; 1: r2 = ... ll (two slots); 2: goto 0; 3: exit. */
    private static final List<Instruction> LOOP = Assembler.assemble(a -> {
        var loop = a.newLabel("loop");
        var done = a.newLabel("done");
        a.bind(loop)
                .branch(Condition.EQ, R1, 0, done)
                .load(R2, new Constant64.Value(7))
                .jump(loop)
                .bind(done)
                .exit();
    });

    @Test
    void aJumpLandsOnInsertedCodeWhenArrivalsRunIt() {
        var edited = CodeEditor.edit(
                LOOP, LongJumps.REFUSED, editor -> editor.insertBefore(3, Arrivals.RUN_INSERTED, List.of(A)));

        assertThat(text(edited)).containsExactly("if r1 == 0 goto +3", "r2 = 0x7 ll", "goto -4", "r9 = 100", "exit");
        assertThat(edited.slotOf(4)).isEqualTo(5);
        assertThat(edited.entryOf(4)).isEqualTo(4);
    }

    @Test
    void aJumpPassesInsertedCodeWhenArrivalsSkipIt() {
        var edited = CodeEditor.edit(
                LOOP, LongJumps.REFUSED, editor -> editor.insertBefore(0, Arrivals.SKIP_INSERTED, List.of(A, B)));

        assertThat(text(edited))
                .containsExactly("r9 = 100", "r9 = 200", "if r1 == 0 goto +3", "r2 = 0x7 ll", "goto -4", "exit");
        assertThat(edited.slotOf(0)).isEqualTo(2);
        assertThat(edited.entryOf(0)).as("the program still starts at slot 0").isZero();
    }

    @Test
    void codeAfterAnInstructionRunsOnlyBehindIt() {
        var code = Assembler.assemble(a -> {
            var end = a.newLabel("end");
            a.branch(Condition.EQ, R1, 0, end).mov(R0, 1).bind(end).exit();
        });

        var edited = CodeEditor.edit(code, LongJumps.REFUSED, editor -> editor.insertAfter(1, List.of(A)));

        assertThat(text(edited)).containsExactly("if r1 == 0 goto +2", "r0 = 1", "r9 = 100", "exit");
        assertThat(edited.slotOf(2)).isEqualTo(3);
        assertThat(edited.entryOf(2)).isEqualTo(3);
    }

    @Test
    void insertionsAtOnePlaceRunInTheDocumentedOrder() {
        var edited = CodeEditor.edit(
                List.of(marker(1), new Instruction.Exit()),
                LongJumps.REFUSED,
                editor -> editor.insertBefore(1, Arrivals.RUN_INSERTED, List.of(marker(4)))
                        .insertBefore(1, Arrivals.SKIP_INSERTED, List.of(marker(3)))
                        .insertAfter(0, List.of(marker(2)))
                        .insertBefore(1, Arrivals.RUN_INSERTED, List.of(marker(5))));

        assertThat(text(edited)).containsExactly("r9 = 1", "r9 = 2", "r9 = 3", "r9 = 4", "r9 = 5", "exit");
    }

    @Test
    void anInsertedSequenceMayJumpToItsOwnEnd() {
        var countIfNull = Assembler.assemble(a -> {
            var fine = a.newLabel("fine");
            a.branch(Condition.NE, R0, 0, fine).with(A).bind(fine);
        });
        var code = List.<Instruction>of(
                new Instruction.Call(131),
                new Instruction.Branch(Condition.EQ, true, R0, Operand.of(0), (short) 0),
                new Instruction.Exit());

        var edited = CodeEditor.edit(code, LongJumps.REFUSED, editor -> editor.insertAfter(0, countIfNull));

        assertThat(text(edited))
                .containsExactly(
                        "call bpf_ringbuf_reserve#131", "if r0 != 0 goto +1", "r9 = 100", "if r0 == 0 goto +0", "exit");
    }

    @Test
    void callsAndFunctionAddressesFollowTheirFunction() {
        var code = Assembler.assemble(a -> {
            var function = a.newLabel("function");
            a.loadFunction(R2, function)
                    .call(function)
                    .exit()
                    .bind(function)
                    .mov(R0, 0)
                    .exit();
        });

        var edited = CodeEditor.edit(
                code,
                LongJumps.REFUSED,
                editor -> editor.insertAfter(0, List.of(A)).insertBefore(3, Arrivals.RUN_INSERTED, List.of(B)));

        assertThat(text(edited))
                .containsExactly("r2 = subprog[+4]", "r9 = 100", "call pc+1", "exit", "r9 = 200", "r0 = 0", "exit");
        assertThat(edited.slotOf(1)).as("second slot of the load").isEqualTo(1);
    }

    @Test
    void codeThatNothingReachesIsRefused() {
        assertThatThrownBy(() -> CodeEditor.edit(LOOP, LongJumps.REFUSED, editor -> editor.insertAfter(2, List.of(A))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("code after instruction 2, 'goto -4', would never run");
    }

    @Test
    void aJumpOutOfTheCodeIsNamed() {
        var code = List.<Instruction>of(new Instruction.Jump(5, false), new Instruction.Exit());

        assertThatThrownBy(() -> CodeEditor.edit(code, LongJumps.REFUSED, _ -> {}))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("'goto +5' at slot 0 refers to slot 6 of 2");
    }

    @Test
    void aJumpIntoTheMiddleOfALoadIsNamed() {
        var code = List.of(
                new Instruction.Jump(1, false),
                new Instruction.LoadImmediate64(R1, new Constant64.Value(0)),
                new Instruction.Exit());

        assertThatThrownBy(() -> CodeEditor.edit(code, LongJumps.REFUSED, _ -> {}))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.hint()).contains("that is the second half of a 64-bit immediate load"));
    }

    @Test
    void anOffsetThatNoLongerFitsIsRefusedOrWidened() {
        var big = Collections.nCopies(40_000, A);

        assertThatThrownBy(() -> CodeEditor.edit(LOOP, LongJumps.REFUSED, editor -> editor.insertAfter(1, big)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("jump from slot 0 to slot 40004 is past 16 bits");
        var edited = CodeEditor.edit(LOOP, LongJumps.ALLOWED, editor -> editor.insertAfter(1, big));

        assertThat(text(edited).subList(0, 4))
                .containsExactly("if r1 == 0 goto +1", "goto +1", "gotol +40003", "r2 = 0x7 ll");
        assertThat(text(edited).subList(40_004, 40_006)).containsExactly("gotol -40006", "exit");
        assertThat(edited.slotOf(4)).isEqualTo(40_006);
    }

    @Test
    void controlFlowIsThatOfTheOldCodeWithTheInsertionsWhereTheyWereAsked() {
        var random = Seed.random();
        for (int round = 0; round < 3_000; round++) {
            var program = RandomProgram.of(random);
            var edited = program.edit();
            long decisions = random.nextLong();

            assertThat(program.traceOf(edited, decisions))
                    .as("round %d, %s", round, Seed.reproduce())
                    .isEqualTo(program.expectedTrace(decisions));
        }
    }

    @Test
    void controlFlowSurvivesWidening() {
        var random = Seed.random();
        for (int round = 0; round < 20; round++) {
            var program = RandomProgram.of(random).withLongInsertions();
            var edited = program.edit();
            long decisions = random.nextLong();

            assertThat(program.traceOf(edited, decisions))
                    .as("round %d, %s", round, Seed.reproduce())
                    .isEqualTo(program.expectedTrace(decisions));
        }
    }

    private static Instruction marker(int id) {
        return new Instruction.Alu(AluOperation.MOV, true, Register.R9, Operand.of(id));
    }

    private static List<String> text(EditedCode edited) {
        return edited.code().stream().map(InstructionText::of).toList();
    }
}
