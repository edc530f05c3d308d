package dev.rawtap.kernel.insertion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.Register;
import java.util.List;
import org.junit.jupiter.api.Test;

class LosingCallTest {
    private static List<Instruction> countAfter(int helper) {
        return LosingCall.of(new Instruction.Call(helper)).orElseThrow().count(8);
    }

    /**
     * Linux 5.10 refuses the other form, {@code if r0 != 0}, with "Unreleased reference": it resolves the pointer, and
     * then walks the program's own NULL check both ways with the record still held.
     */
    @Test
    void leavesTheCheckOfAReservedRecordToTheProgram() {
        assertThat(countAfter(131))
                .filteredOn(Instruction.Branch.class::isInstance)
                .extracting(branch -> ((Instruction.Branch) branch).left())
                .doesNotContain(Register.R0);
    }

    /** Before 6.3 map operations returned int. */
    @Test
    void comparesAnErrorWith32Bits() {
        assertThat(countAfter(2))
                .filteredOn(Instruction.Branch.class::isInstance)
                .hasSize(3)
                .allSatisfy(branch ->
                        assertThat(((Instruction.Branch) branch).wide()).isFalse());
    }

    @Test
    void knowsNothingOfCallsThatLoseNothing() {
        assertThat(LosingCall.of(new Instruction.Call(1))).isEmpty();
        assertThat(LosingCall.of(new Instruction.Exit())).isEmpty();
    }
}
