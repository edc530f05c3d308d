package dev.rawtap.ir.pass;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.ControlFlow;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Step;
import dev.rawtap.ir.Terminator;
import java.util.ArrayList;
import java.util.List;

/** A block that jumps to one that nothing else leads to goes on with its steps. */
final class MergeBlocks implements Pass {
    @Override
    public String name() {
        return "merge-blocks";
    }

    @Override
    public Function run(Function function) {
        var flow = new ControlFlow(function);
        var substitution = new Substitution(function.nextValue());
        var merged = new boolean[flow.size()];
        var blocks = new ArrayList<Block>();
        for (int place : flow.reversePostorder()) {
            if (!merged[place]) {
                blocks.add(chain(function.blocks(), place, flow, substitution, merged));
            }
        }
        if (blocks.size() == function.blocks().size()) {
            return function;
        }
        return substitution.apply(function.withBlocks(blocks));
    }

    private static Block chain(
            List<Block> blocks, int first, ControlFlow flow, Substitution substitution, boolean[] merged) {
        Block head = blocks.get(first);
        Block last = head;
        var steps = new ArrayList<Step>(head.steps());
        while (last.end() instanceof Terminator.Jump(var target)) {
            int next = flow.place(target.label());
            Block following = blocks.get(next);
            if (next == first
                    || merged[next]
                    || flow.predecessors(next).length != 1
                    || MemoryEffects.passesAddressAsNumber(target, following)) {
                break;
            }
            merged[next] = true;
            last = following;
            for (int i = 0; i < last.parameters().size(); i++) {
                substitution.put(last.parameters().get(i), target.arguments().get(i));
            }
            steps.addAll(last.steps());
        }
        return new Block(head.label(), head.parameters(), steps, last.end(), last.endSource());
    }
}
