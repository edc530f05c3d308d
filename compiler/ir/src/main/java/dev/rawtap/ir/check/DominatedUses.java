package dev.rawtap.ir.check;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.ControlFlow;
import dev.rawtap.ir.Edge;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Step;
import dev.rawtap.ir.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every use of a value comes after its definition on every way, and names it with its type. */
final class DominatedUses implements Check {
    @Override
    public void check(Function function, ControlFlow flow) {
        new Scan(function, flow).run();
    }

    private static final class Scan {
        private final Function function;
        private final ControlFlow flow;
        private final @Nullable Value[] definitions;
        private final int[] blockOf;
        private final int[] stepOf;

        Scan(Function function, ControlFlow flow) {
            this.function = function;
            this.flow = flow;
            int count = function.nextValue();
            definitions = new Value[count];
            blockOf = new int[count];
            stepOf = new int[count];
        }

        void run() {
            List<Block> blocks = function.blocks();
            function.parameters().forEach(value -> define(value, 0, -1));
            for (int i = 0; i < blocks.size(); i++) {
                Block block = blocks.get(i);
                for (Value parameter : block.parameters()) {
                    define(parameter, i, -1);
                }
                for (int k = 0; k < block.steps().size(); k++) {
                    Value result = block.steps().get(k).result();
                    if (result != null) {
                        define(result, i, k);
                    }
                }
            }
            for (int i = 0; i < blocks.size(); i++) {
                block(blocks.get(i), i);
            }
        }

        private void block(Block block, int place) {
            int index = 0;
            for (Step step : block.steps()) {
                for (Value operand : step.operation().operands()) {
                    use(operand, place, index);
                }
                index++;
            }
            for (Value operand : block.end().operands()) {
                use(operand, place, index);
            }
            for (Edge edge : block.end().edges()) {
                for (Value argument : edge.arguments()) {
                    use(argument, place, index);
                }
            }
        }

        private void define(Value value, int block, int step) {
            definitions[value.number()] = value;
            blockOf[value.number()] = block;
            stepOf[value.number()] = step;
        }

        private void use(Value value, int block, int step) {
            String where = function.blocks().get(block).label();
            Value definition = value.number() < definitions.length ? definitions[value.number()] : null;
            if (definition == null) {
                throw new BrokenFunctionException("%s is used in %s, defined nowhere".formatted(value, where));
            }
            if (!definition.type().equals(value.type())) {
                throw new BrokenFunctionException("%s is used in %s as %s, defined as %s"
                        .formatted(value, where, value.type(), definition.type()));
            }
            int from = blockOf[value.number()];
            boolean before = from == block ? stepOf[value.number()] < step : flow.dominates(from, block);
            if (!before) {
                throw new BrokenFunctionException("%s is used in %s before its definition in %s"
                        .formatted(value, where, function.blocks().get(from).label()));
            }
        }
    }
}
