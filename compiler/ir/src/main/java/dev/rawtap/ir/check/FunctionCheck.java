package dev.rawtap.ir.check;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.Edge;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Step;
import dev.rawtap.ir.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Every value is defined once; every edge leads to a block of the function and gives it as many arguments as it has parameters. */
public final class FunctionCheck {
    private FunctionCheck() {}

    /** Throws {@link IllegalStateException}, a bug of ours, with the block and the value. */
    public static void check(Function function) {
        Set<Integer> defined = new HashSet<>();
        function.parameters().forEach(value -> define(defined, value, function.name()));
        Map<String, Block> blocks = new HashMap<>();
        for (Block block : function.blocks()) {
            if (blocks.put(block.label(), block) != null) {
                throw new IllegalStateException("two blocks %s".formatted(block.label()));
            }
            block.parameters().forEach(value -> define(defined, value, block.label()));
            for (Step step : block.steps()) {
                Value result = step.result();
                if (result != null) {
                    define(defined, result, block.label());
                }
            }
        }
        for (Block block : function.blocks()) {
            for (Edge edge : block.end().edges()) {
                Block target = blocks.get(edge.label());
                if (target == null) {
                    throw new IllegalStateException(
                            "edge from %s to no block %s".formatted(block.label(), edge.label()));
                }
                if (target.parameters().size() != edge.arguments().size()) {
                    throw new IllegalStateException("edge from %s gives %d arguments, %s takes %d"
                            .formatted(
                                    block.label(),
                                    edge.arguments().size(),
                                    target.label(),
                                    target.parameters().size()));
                }
            }
        }
    }

    private static void define(Set<Integer> defined, Value value, String where) {
        if (!defined.add(value.number())) {
            throw new IllegalStateException("%s is defined twice, again in %s".formatted(value, where));
        }
    }
}
