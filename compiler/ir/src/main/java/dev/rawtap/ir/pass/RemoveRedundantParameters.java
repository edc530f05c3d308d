package dev.rawtap.ir.pass;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.Edge;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Terminator;
import dev.rawtap.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A parameter that gets the same value from every edge is that value.
 *
 * <pre>
 * jump join(%1)                 jump join
 * jump join(%1)            =>   jump join
 * join(%2: scalar):             join:
 *   return %2                     return %1
 * </pre>
 */
final class RemoveRedundantParameters implements Pass {
    @Override
    public String name() {
        return "remove-redundant-parameters";
    }

    @Override
    public Function run(Function function) {
        Map<String, List<Edge>> incoming = incoming(function);
        var substitution = new Substitution(function.nextValue());
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Block block : function.blocks()) {
                changed |= replace(block, incoming.getOrDefault(block.label(), List.of()), substitution);
            }
        }
        return substitution.isEmpty() ? function : without(function, substitution);
    }

    private static Map<String, List<Edge>> incoming(Function function) {
        Map<String, List<Edge>> incoming = new HashMap<>();
        for (Block block : function.blocks()) {
            for (Edge edge : block.end().edges()) {
                if (!edge.arguments().isEmpty()) {
                    incoming.computeIfAbsent(edge.label(), key -> new ArrayList<>())
                            .add(edge);
                }
            }
        }
        return incoming;
    }

    private static boolean replace(Block block, List<Edge> edges, Substitution substitution) {
        boolean changed = false;
        for (int i = 0; i < block.parameters().size(); i++) {
            Value parameter = block.parameters().get(i);
            if (!substitution.replaces(parameter)) {
                Value only = only(parameter, i, edges, substitution);
                if (only != null && !MemoryEffects.isAddressAsNumber(only, parameter)) {
                    substitution.put(parameter, only);
                    changed = true;
                }
            }
        }
        return changed;
    }

    /** The value that all edges give, but for the parameter itself on ways back; else null. */
    private static @Nullable Value only(Value parameter, int index, List<Edge> edges, Substitution substitution) {
        Value only = null;
        for (Edge edge : edges) {
            Value argument = substitution.of(edge.arguments().get(index));
            if (!argument.equals(parameter)) {
                if (only != null && !only.equals(argument)) {
                    return null;
                }
                only = argument;
            }
        }
        return only;
    }

    private static Function without(Function function, Substitution substitution) {
        Map<String, Block> blocks = new HashMap<>();
        function.blocks().forEach(block -> blocks.put(block.label(), block));
        var result = new ArrayList<Block>();
        for (Block block : function.blocks()) {
            Block changed = substitution.apply(block);
            Terminator end =
                    changed.end().map(value -> value, edge -> without(edge, blocks.get(edge.label()), substitution));
            List<Value> kept = kept(block.parameters(), block.parameters(), substitution);
            result.add(new Block(block.label(), kept, changed.steps(), end, block.endSource()));
        }
        return function.withBlocks(result);
    }

    private static Edge without(Edge edge, @Nullable Block target, Substitution substitution) {
        return target == null || edge.arguments().isEmpty()
                ? edge
                : new Edge(edge.label(), kept(edge.arguments(), target.parameters(), substitution));
    }

    private static List<Value> kept(List<Value> values, List<Value> parameters, Substitution substitution) {
        var kept = new ArrayList<Value>();
        for (int i = 0; i < values.size(); i++) {
            if (!substitution.replaces(parameters.get(i))) {
                kept.add(values.get(i));
            }
        }
        return kept;
    }
}
