package dev.rawtap.codegen;

import dev.rawtap.codegen.MachineBlock.Line;
import dev.rawtap.codegen.MachineInstruction.Callee;
import dev.rawtap.codegen.MachineInstruction.Operands;
import dev.rawtap.isa.HelperValue;
import dev.rawtap.isa.Helpers;
import java.util.Arrays;
import java.util.List;

/** Whether the verifier lets a program read R0 at the ends of blocks: it must have been written on every way there. */
final class ReadableResult {
    private enum Effect {
        NONE,
        WRITES,
        FORGETS
    }

    private final Allocated allocated;
    private final boolean[] atEnd;

    /** Assumes that R0 is readable everywhere and goes on until nothing contradicts. */
    ReadableResult(MachineFunction function, List<MachineBlock> order, Allocated allocated) {
        this.allocated = allocated;
        this.atEnd = new boolean[function.blocks.size()];
        Arrays.fill(atEnd, true);
        Effect[] effects = new Effect[function.blocks.size()];
        order.forEach(block -> effects[block.number] = effect(block));
        List<List<Integer>> predecessors = function.predecessors();
        boolean[] reached = new boolean[function.blocks.size()];
        order.forEach(block -> reached[block.number] = true);
        boolean changed = true;
        while (changed) {
            changed = false;
            for (MachineBlock block : order) {
                boolean before = block != order.getFirst();
                for (int predecessor : predecessors.get(block.number)) {
                    before &= !reached[predecessor] || atEnd[predecessor];
                }
                boolean after =
                        effects[block.number] == Effect.WRITES || (before && effects[block.number] == Effect.NONE);
                changed |= after != atEnd[block.number];
                atEnd[block.number] = after;
            }
        }
    }

    boolean atEnd(int block) {
        return atEnd[block];
    }

    private Effect effect(MachineBlock block) {
        Effect[] last = {Effect.NONE};
        block.parameters.forEach(
                parameter -> last[0] = isResult(parameter) && allocated.isUsed(parameter) ? Effect.WRITES : last[0]);
        var operands = new Operands() {
            @Override
            public void use(int register, boolean late, boolean anywhere) {}

            @Override
            public void define(int register) {
                last[0] = isResult(register) ? Effect.WRITES : last[0];
            }
        };
        for (Line line : block.lines) {
            if (line.instruction() instanceof MachineInstruction.Call call) {
                last[0] = gives(call.callee()) ? Effect.WRITES : Effect.FORGETS;
            }
            line.instruction().visit(operands);
        }
        return last[0];
    }

    private boolean isResult(int register) {
        return !allocated.isOnStack(register)
                && allocated.assigned()[allocated.classes().of(register)] == 0;
    }

    private boolean gives(Callee callee) {
        return switch (callee) {
            case Callee.HelperNumber(int id) ->
                Helpers.byId(id)
                        .map(helper -> helper.result().kind() != HelperValue.Kind.VOID)
                        .orElse(false);
            case Callee.ModuleFunction _ -> true;
            case Callee.KernelFunction _ -> false;
        };
    }
}
