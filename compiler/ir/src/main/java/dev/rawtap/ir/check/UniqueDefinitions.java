package dev.rawtap.ir.check;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.Edge;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Slot;
import dev.rawtap.ir.Step;
import dev.rawtap.ir.Value;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Labels, slots and values are defined once; every edge leads to a block of the function; nothing leads to the entry. */
final class UniqueDefinitions {
    private final BitSet defined = new BitSet();

    private UniqueDefinitions() {}

    static void check(Function function) {
        if (function.blocks().isEmpty()) {
            throw new BrokenFunctionException("no entry block");
        }
        new UniqueDefinitions().values(function);
        slots(function);
        edges(function.blocks());
    }

    private void values(Function function) {
        function.parameters().forEach(value -> define(value, function.name()));
        for (Block block : function.blocks()) {
            block.parameters().forEach(value -> define(value, block.label()));
            for (Step step : block.steps()) {
                Value result = step.result();
                if (result != null) {
                    define(result, block.label());
                }
            }
        }
    }

    private void define(Value value, String where) {
        if (defined.get(value.number())) {
            throw new BrokenFunctionException("%s is defined twice, again in %s".formatted(value, where));
        }
        defined.set(value.number());
    }

    private static void slots(Function function) {
        var numbers = new BitSet();
        for (Slot slot : function.slots()) {
            if (numbers.get(slot.number())) {
                throw new BrokenFunctionException("%s is declared twice".formatted(slot));
            }
            numbers.set(slot.number());
        }
    }

    private static void edges(List<Block> blocks) {
        Map<String, Block> labelled = new HashMap<>();
        for (Block block : blocks) {
            if (labelled.put(block.label(), block) != null) {
                throw new BrokenFunctionException("two blocks %s".formatted(block.label()));
            }
        }
        Block entry = blocks.getFirst();
        if (!entry.parameters().isEmpty()) {
            throw new BrokenFunctionException("the entry %s has parameters".formatted(entry.label()));
        }
        for (Block block : blocks) {
            for (Edge edge : block.end().edges()) {
                if (!labelled.containsKey(edge.label())) {
                    throw new BrokenFunctionException(
                            "edge from %s to no block %s".formatted(block.label(), edge.label()));
                }
                if (edge.label().equals(entry.label())) {
                    throw new BrokenFunctionException("edge from %s to the entry".formatted(block.label()));
                }
            }
        }
    }
}
