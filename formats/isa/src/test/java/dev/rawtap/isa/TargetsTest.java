package dev.rawtap.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TargetsTest {
    @Test
    void anyInstructionTakesBackTheOffsetItHas() {
        var instructions = new RandomInstructions(Seed.random());
        for (int i = 0; i < 5_000; i++) {
            var instruction = instructions.next();
            var offset = Targets.offsetOf(instruction);
            if (offset.isPresent()) {
                assertThat(Targets.withOffset(instruction, offset.getAsInt()))
                        .as(Seed.reproduce())
                        .isEqualTo(instruction);
                assertThat(Targets.offsetOf(Targets.withOffset(instruction, 5))).hasValue(5);
            } else {
                assertThat(Targets.fits(instruction, 5)).as(Seed.reproduce()).isFalse();
            }
        }
    }

    @Test
    void shortOffsetsEndAtSixteenBits() {
        var jump = new Instruction.Jump(0, false);

        assertThat(Targets.fits(jump, 32_767)).isTrue();
        assertThat(Targets.fits(jump, 32_768)).isFalse();
        assertThat(Targets.fits(new Instruction.Jump(0, true), 32_768)).isTrue();
        assertThat(Targets.fits(new Instruction.CallLocal(0), -40_000)).isTrue();
        assertThatThrownBy(() -> Targets.withOffset(jump, 32_768))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("cannot be encoded: offset 32768");
    }

    @Test
    void slotsAndIndicesDifferBehindA64BitLoad() {
        var map = SlotMap.of(List.of(
                new Instruction.Exit(),
                new Instruction.LoadImmediate64(Register.R1, new Constant64.Value(1)),
                new Instruction.Exit()));

        assertThat(map.slots()).isEqualTo(4);
        assertThat(map.instructions()).isEqualTo(3);
        assertThat(map.slotOf(2)).isEqualTo(3);
        assertThat(map.indexOf(3)).hasValue(2);
        assertThat(map.indexOf(2)).isEqualTo(OptionalInt.empty());
        assertThat(map.indexCovering(2)).isEqualTo(1);
        assertThat(map.indexOf(4)).as("just past the end").hasValue(3);
        assertThat(map.indexOf(5)).isEmpty();
    }

    @Test
    void whatCannotBeEncodedCannotBeConstructed() {
        assertThatThrownBy(() -> new Instruction.Jump(32_768, false))
                .hasMessage("cannot be encoded: goto by 32768 slots, past 16 bits");
        assertThatThrownBy(() -> new Instruction.MoveSignExtend(32, false, Register.R1, Register.R2))
                .hasMessage("cannot be encoded: sign extension from 32 bits");
        assertThatThrownBy(() -> new Instruction.Atomic(
                        AtomicOperation.EXCHANGE, false, Size.WORD, Register.R1, (short) 0, Register.R2))
                .hasMessage("cannot be encoded: atomic EXCHANGE without fetch");
        assertThatThrownBy(() -> new Instruction.EndianSwap(ByteSwap.ALWAYS, 8, Register.R1))
                .hasMessage("cannot be encoded: byte swap of 8 bits");
    }
}
