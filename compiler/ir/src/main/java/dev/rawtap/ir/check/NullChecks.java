package dev.rawtap.ir.check;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.ControlFlow;
import dev.rawtap.ir.Edge;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.IrPrinter;
import dev.rawtap.ir.NullFacts;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Step;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.HelperValue;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** A pointer that may be NULL is compared with 0 on every way to where it is followed, moved or handed on as one that is not. */
final class NullChecks implements Check {
    @Override
    public void check(Function function, ControlFlow flow) {
        var facts = new NullFacts(function, flow);
        if (facts.empty()) {
            return;
        }
        for (int i = 0; i < flow.size(); i++) {
            Block block = function.blocks().get(i);
            for (Step step : block.steps()) {
                step(step, facts.on(i), block);
            }
            List<Edge> edges = block.end().edges();
            for (int k = 0; k < edges.size(); k++) {
                List<Value> parameters =
                        function.blocks().get(flow.place(edges.get(k).label())).parameters();
                edge(edges.get(k), parameters, facts.onEdge(i, k), block);
            }
        }
    }

    private static void step(Step step, BitSet known, Block block) {
        for (Value value : followed(step.operation())) {
            if (nullable(value.type()) && !known.get(value.number())) {
                throw new BrokenFunctionException(
                        "%s may be NULL in %s: %s".formatted(value, block.label(), IrPrinter.print(step)));
            }
        }
    }

    private static void edge(Edge edge, List<Value> parameters, BitSet known, Block block) {
        for (int i = 0; i < parameters.size(); i++) {
            Value argument = edge.arguments().get(i);
            boolean proof = !nullable(argument.type()) || known.get(argument.number());
            if (!proof && parameters.get(i).type() instanceof Type.Pointer pointer && !pointer.nullable()) {
                throw new BrokenFunctionException(
                        "%s may be NULL on the edge from %s to %s".formatted(argument, block.label(), edge.label()));
            }
        }
    }

    private static boolean nullable(Type type) {
        return type instanceof Type.Pointer pointer && pointer.nullable();
    }

    /** The operands that must not be NULL. */
    private static List<Value> followed(Operation operation) {
        return switch (operation) {
            case Operation.Binary(var _, var left, var _) -> List.of(left);
            case Operation.Load load -> List.of(load.base());
            case Operation.Store store -> List.of(store.base());
            case Operation.Atomic atomic -> List.of(atomic.base());
            case Operation.Fill fill -> List.of(fill.base());
            case Operation.StoreBytes store -> List.of(store.base());
            case Operation.Copy copy -> List.of(copy.target(), copy.source());
            case Operation.CallHelper call -> followed(call);
            case Operation.Constant _,
                    Operation.Compare _,
                    Operation.Select _,
                    Operation.Extend _,
                    Operation.ByteSwap _,
                    Operation.Read _,
                    Operation.SlotAddress _,
                    Operation.MapReference _,
                    Operation.MapValueAddress _,
                    Operation.FunctionAddress _,
                    Operation.CallFunction _,
                    Operation.CallKernelFunction _ -> List.of();
        };
    }

    private static List<Value> followed(Operation.CallHelper call) {
        List<HelperValue> expected = call.helper().arguments();
        var followed = new ArrayList<Value>();
        for (int i = 0; i < Math.min(expected.size(), call.arguments().size()); i++) {
            if (expected.get(i).kind() != HelperValue.Kind.ANY
                    && !expected.get(i).nullable()) {
                followed.add(call.arguments().get(i));
            }
        }
        return followed;
    }
}
