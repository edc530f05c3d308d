package dev.rawtap.codegen;

import dev.rawtap.base.Span;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Instructions without a branch between them; the last one ends the block. */
final class MachineBlock {
    final int number;
    final String label;
    final List<Integer> parameters = new ArrayList<>();
    List<Line> lines = new ArrayList<>();

    MachineBlock(int number, String label) {
        this.number = number;
        this.label = label;
    }

    /** An instruction and the place in the user's text that it comes from. */
    record Line(MachineInstruction instruction, @Nullable Span source) {}

    MachineInstruction end() {
        return lines.getLast().instruction;
    }

    /** The blocks that may follow, the one that the end names first. */
    int[] successors() {
        return switch (end()) {
            case MachineInstruction.Jump jump -> new int[] {jump.target()};
            case MachineInstruction.Branch branch -> new int[] {branch.whenTrue(), branch.whenFalse()};
            case MachineInstruction.MayGoto mayGoto -> new int[] {mayGoto.next(), mayGoto.exhausted()};
            case MachineInstruction other -> new int[0];
        };
    }
}
