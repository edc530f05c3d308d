package dev.rawtap.ir.pass;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.Edge;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Step;
import dev.rawtap.ir.Terminator;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.AtomicOperation;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Counts in a map each call of a {@code probe_read} helper that fails, out of the way of those that do not. Calls with the address 0 are
 * meant to fail: they fill memory with zeros. Those that copy memory of the program's own cannot.
 *
 * <pre>
 *                                                  %4 = call probe_read_kernel(%1, %2, %3)
 * %4 = call probe_read_kernel(%1, %2, %3)          branch %4 s&lt; 0, failed, read
 * …                                            =>  failed:
 *                                                    atomic add u64 [counter], 1
 *                                                    jump read
 *                                                  read:
 *                                                    …
 * </pre>
 */
final class CountFailedReads implements Pass {
    private final Passes.FailedReads counters;

    CountFailedReads(Passes.FailedReads counters) {
        this.counters = counters;
    }

    @Override
    public String name() {
        return "count-failed-reads";
    }

    @Override
    public Function run(Function function) {
        var constants = new Constants(function);
        var definitions = new Definitions(function);
        var blocks = new ArrayList<Block>();
        for (Block block : function.blocks()) {
            split(block, definitions, constants, blocks);
        }
        return blocks.size() == function.blocks().size() ? function : function.withBlocks(constants.complete(blocks));
    }

    private void split(Block block, Definitions definitions, Constants constants, List<Block> blocks) {
        String label = block.label();
        List<Value> parameters = block.parameters();
        var steps = new ArrayList<Step>();
        int parts = 0;
        for (Step step : block.steps()) {
            Optional<Passes.Counter> counter =
                    mayFail(step.operation(), definitions) ? counters.at(step.source()) : Optional.empty();
            if (counter.isEmpty()) {
                steps.add(step);
                continue;
            }
            Value named = step.result();
            Value result = named == null ? constants.newValue(Type.SCALAR) : named;
            steps.add(new Step(result, step.operation(), step.source()));
            String rest = "%s.read%d".formatted(block.label(), ++parts);
            String failed = "%s.failed%d".formatted(block.label(), parts);
            var end = new Terminator.Branch(Condition.SLT, result, constants.number(0), Edge.to(failed), Edge.to(rest));
            blocks.add(new Block(label, parameters, steps, end, step.source()));
            blocks.add(counting(counter.get(), failed, rest, step, constants));
            label = rest;
            parameters = List.of();
            steps = new ArrayList<>();
        }
        blocks.add(new Block(label, parameters, steps, block.end(), block.endSource()));
    }

    private static boolean mayFail(Operation operation, Definitions definitions) {
        return operation instanceof Operation.CallHelper(var helper, var arguments)
                && helper.name().startsWith("probe_read")
                && !(arguments.get(2).type() instanceof Type.Pointer)
                && !definitions.is(arguments.get(2), 0);
    }

    private static Block counting(Passes.Counter counter, String label, String next, Step step, Constants constants) {
        var type = new Type.Pointer(new Type.Region.MapValue(counter.map()), false);
        Value place = constants.of(new Operation.MapValueAddress(counter.map(), counter.offset()), type);
        var add = new Operation.Atomic(AtomicOperation.ADD, false, Size.DOUBLE, place, 0, constants.number(1));
        return new Block(
                label,
                List.of(),
                List.of(new Step(null, add, step.source())),
                new Terminator.Jump(Edge.to(next)),
                step.source());
    }
}
