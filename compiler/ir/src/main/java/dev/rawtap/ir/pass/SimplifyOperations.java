package dev.rawtap.ir.pass;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.ControlFlow;
import dev.rawtap.ir.Edge;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Step;
import dev.rawtap.ir.Terminator;
import dev.rawtap.ir.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Applies the {@link Rule}s to each operation, and the {@link EndRule}s to the end of each block, until none applies: definitions before
 * uses, so that one walk is enough but for what comes round a loop.
 */
final class SimplifyOperations implements Pass {
    /** In the order in which they are tried. */
    static final List<Rule> RULES = List.of(
            new FoldConstantOperands(),
            new OrderOperands(),
            new RemoveIdentities(),
            new RemoveExtensions(),
            new SimplifyComparisons(),
            new SimplifySelections(),
            new ReplacePowersOfTwo(),
            new CombineConstants(),
            new MoveOffsets());

    /** In the order in which they are tried. */
    static final List<EndRule> END_RULES = List.of(new CompareInBranch(), new FoldBranches(), new SimplifySwitches());

    /** Rules come to an end; this bounds what a wrong one could do. */
    private static final int MOST_ROUNDS = 50;

    private final List<Rule> rules;
    private final List<EndRule> endRules;

    SimplifyOperations() {
        this(RULES, END_RULES);
    }

    /** With some rules alone. */
    SimplifyOperations(List<Rule> rules, List<EndRule> endRules) {
        this.rules = rules;
        this.endRules = endRules;
    }

    @Override
    public String name() {
        return "simplify-operations";
    }

    @Override
    public Function run(Function function) {
        return new Walk(function).run();
    }

    private final class Walk {
        private final Function function;
        private final ControlFlow flow;
        private final Facts facts;
        private final Substitution substitution;
        private final int[] arrived;
        private boolean changed;

        Walk(Function function) {
            this.function = function;
            flow = new ControlFlow(function);
            facts = new Facts(function);
            substitution = new Substitution(function.nextValue());
            arrived = new int[flow.size()];
        }

        Function run() {
            var blocks = new ArrayList<>(function.blocks());
            for (int place : flow.reversePostorder()) {
                Block block = blocks.get(place);
                if (arrived[place] < flow.predecessors(place).length) {
                    block.parameters().forEach(value -> facts.learn(value, KnownBits.NOTHING));
                }
                blocks.set(place, block(block));
                arrive(blocks.get(place).end());
            }
            if (!changed) {
                return function;
            }
            Function simple = substitution.apply(function.withBlocks(facts.complete(blocks)));
            return new RemoveUnreachableBlocks().run(simple);
        }

        private Block block(Block block) {
            var steps = new ArrayList<Step>(block.steps().size());
            boolean same = true;
            for (Step step : block.steps()) {
                same &= step(step, steps);
            }
            Terminator end = end(substitution.apply(block.end()));
            steps.addAll(facts.takeExtra());
            same &= end.equals(block.end());
            if (same) {
                return block;
            }
            changed = true;
            return new Block(block.label(), block.parameters(), steps, end, block.endSource());
        }

        private boolean step(Step step, List<Step> steps) {
            Value result = step.result();
            Operation operation = substitution.apply(step.operation());
            for (int round = 0; round < MOST_ROUNDS; round++) {
                Rewrite rewrite = rewrite(operation, result);
                if (rewrite == null) {
                    break;
                }
                if (rewrite instanceof Rewrite.Same(var value) && result != null) {
                    substitution.put(result, value);
                    steps.addAll(facts.takeExtra());
                    return false;
                }
                if (rewrite instanceof Rewrite.Becomes(var other)) {
                    operation = other;
                }
            }
            for (Step extra : facts.takeExtra()) {
                steps.add(new Step(extra.result(), extra.operation(), step.source()));
            }
            boolean same = operation.equals(step.operation());
            steps.add(same ? step : step.with(operation));
            if (result != null) {
                facts.note(result, operation);
            }
            return same;
        }

        private @Nullable Rewrite rewrite(Operation operation, @Nullable Value result) {
            for (Rule rule : rules) {
                Rewrite rewrite = rule.apply(operation, result, facts);
                if (rewrite != null) {
                    return rewrite;
                }
            }
            return null;
        }

        private Terminator end(Terminator written) {
            Terminator end = written;
            for (int round = 0; round < MOST_ROUNDS; round++) {
                Terminator before = end;
                for (EndRule rule : endRules) {
                    Terminator rewritten = rule.apply(end, facts);
                    end = rewritten == null ? end : rewritten;
                }
                if (end.equals(before)) {
                    break;
                }
            }
            return end;
        }

        /** What the parameters of the blocks that follow can be, from the edges that are seen before them. */
        private void arrive(Terminator end) {
            for (Edge edge : end.edges()) {
                int place = flow.place(edge.label());
                List<Value> parameters = function.blocks().get(place).parameters();
                boolean first = arrived[place]++ == 0;
                for (int i = 0; i < parameters.size(); i++) {
                    KnownBits given =
                            facts.bits(substitution.of(edge.arguments().get(i)));
                    facts.learn(parameters.get(i), first ? given : given.either(facts.bits(parameters.get(i))));
                }
            }
        }
    }
}
