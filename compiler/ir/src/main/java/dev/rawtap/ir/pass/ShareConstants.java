package dev.rawtap.ir.pass;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Step;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Defines each constant once, at the beginning of the entry, so that equal constants are one value for the passes that follow.
 *
 * <pre>
 * a:               entry:
 *   %1 = constant 7    %1 = constant 7
 *   …              a:
 * b:          =>     …
 *   %2 = constant 7  b:
 *   return %2          return %1
 * </pre>
 */
final class ShareConstants implements Pass {
    private record Key(Operation operation, Type type) {}

    @Override
    public String name() {
        return "share-constants";
    }

    @Override
    public Function run(Function function) {
        Map<Key, Value> known = new HashMap<>();
        var constants = new ArrayList<Step>();
        var substitution = new Substitution(function.nextValue());
        var others = new ArrayList<List<Step>>();
        for (Block block : function.blocks()) {
            var rest = new ArrayList<Step>(block.steps().size());
            for (Step step : block.steps()) {
                Value result = step.result();
                if (result == null || !Constants.isConstant(step.operation())) {
                    rest.add(step);
                    continue;
                }
                Value first = known.putIfAbsent(new Key(step.operation(), result.type()), result);
                if (first == null) {
                    constants.add(step);
                } else {
                    substitution.put(result, first);
                }
            }
            others.add(rest);
        }
        if (new Constants(function).leading() == constants.size() && substitution.isEmpty()) {
            return function;
        }
        others.getFirst().addAll(0, constants);
        var blocks = new ArrayList<Block>();
        for (int i = 0; i < others.size(); i++) {
            blocks.add(substitution.apply(function.blocks().get(i).withSteps(others.get(i))));
        }
        return function.withBlocks(blocks);
    }
}
