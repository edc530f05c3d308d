package dev.rawtap.codegen;

import dev.rawtap.codegen.MachineBlock.Line;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Ways out of a function with the same result become one: a jump is shorter than a result and an exit, and may be none at all. */
final class SharedEnds {
    private final MachineFunction function;
    private final Map<MachineInstruction, Integer> blocks = new HashMap<>();

    private SharedEnds(MachineFunction function) {
        this.function = function;
    }

    static void run(MachineFunction function) {
        new SharedEnds(function).run();
    }

    private void run() {
        Map<MachineInstruction, Integer> counts = new HashMap<>();
        for (MachineBlock block : function.blocks) {
            if (isConstant(block.end())) {
                counts.merge(block.end(), 1, Integer::sum);
            }
        }
        List<MachineBlock> all = new ArrayList<>(function.blocks);
        for (MachineBlock block : all) {
            if (counts.getOrDefault(block.end(), 0) > 1) {
                share(block);
            }
        }
    }

    private static boolean isConstant(MachineInstruction end) {
        return end instanceof MachineInstruction.Leave
                || (end instanceof MachineInstruction.Return(var value) && value instanceof Source.Constant);
    }

    private void share(MachineBlock block) {
        Line end = block.lines.getLast();
        int shared = blocks.computeIfAbsent(end.instruction(), _ -> {
            MachineBlock made = function.newBlock("end");
            made.lines = new ArrayList<>(List.of(end));
            return made.number;
        });
        List<Line> lines = new ArrayList<>(block.lines.subList(0, block.lines.size() - 1));
        lines.add(new Line(new MachineInstruction.Jump(shared, List.of()), end.source()));
        block.lines = lines;
    }
}
