package dev.rawtap.ir.pass;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.Edge;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Step;
import dev.rawtap.ir.Terminator;
import dev.rawtap.ir.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Writes loops out, all in one walk over the function: the loops have no block in common. */
final class LoopCopies {
    private static final int NONE = -1;

    private final Function function;
    private final List<UnrollLoops.Counted> loops;
    /** The loop that each value is defined in. */
    private final int[] definedIn;

    private final Map<String, Integer> loopOf = new HashMap<>();
    /** By loop: its values that others name. */
    private final List<Set<Value>> outside = new ArrayList<>();

    /** By label of the block behind a loop: the parameters that stand for the loop's values from there on. */
    private final Map<String, List<Value>> added = new HashMap<>();

    private final Substitution substitution;
    private final Map<String, String> firstRounds = new HashMap<>();
    private int nextValue;

    LoopCopies(Function function, List<UnrollLoops.Counted> loops) {
        this.function = function;
        this.loops = loops;
        definedIn = new int[function.nextValue()];
        Arrays.fill(definedIn, NONE);
        substitution = new Substitution(function.nextValue());
        nextValue = function.nextValue();
    }

    Function run() {
        for (int loop = 0; loop < loops.size(); loop++) {
            for (String label : loops.get(loop).labels()) {
                loopOf.put(label, loop);
            }
            outside.add(new LinkedHashSet<>());
        }
        findOutside();
        close();
        return loopOf.isEmpty() ? function : copied();
    }

    private int loopOf(Block block) {
        return loopOf.getOrDefault(block.label(), NONE);
    }

    private void findOutside() {
        for (Block block : function.blocks()) {
            block.parameters().forEach(value -> definedIn[value.number()] = loopOf(block));
            block.steps().stream()
                    .map(Step::result)
                    .filter(Objects::nonNull)
                    .forEach(value -> definedIn[value.number()] = loopOf(block));
        }
        for (Block block : function.blocks()) {
            block.steps().forEach(step -> step.operation().operands().forEach(value -> use(block, value)));
            block.end().operands().forEach(value -> use(block, value));
            block.end().edges().forEach(edge -> edge.arguments().forEach(value -> use(block, value)));
        }
    }

    private void use(Block block, Value value) {
        int loop = definedIn[value.number()];
        // Arguments of the edges that leave a loop are copied with it.
        if (loop != NONE && loop != loopOf(block)) {
            outside.get(loop).add(value);
        }
    }

    /**
     * Hands values to the block behind a loop as parameters, for all that comes after. A loop stays where that takes more than
     * parameters of the block behind its only exit.
     */
    private void close() {
        List<List<Edge>> exits = new ArrayList<>();
        loops.forEach(_ -> exits.add(new ArrayList<>()));
        Map<String, Integer> entries = new HashMap<>();
        for (Block block : function.blocks()) {
            int loop = loopOf(block);
            for (Edge edge : block.end().edges()) {
                entries.merge(edge.label(), 1, Integer::sum);
                if (loop != NONE && !loops.get(loop).labels().contains(edge.label())) {
                    exits.get(loop).add(edge);
                }
            }
        }
        for (int i = 0; i < loops.size(); i++) {
            UnrollLoops.Counted loop = loops.get(i);
            if (outside.get(i).isEmpty()) {
                firstRounds.put(loop.head(), loop.head() + round(1));
            } else if (exits.get(i).size() == 1
                    && entries.getOrDefault(exits.get(i).getFirst().label(), 0) == 1) {
                firstRounds.put(loop.head(), loop.head() + round(1));
                added.put(exits.get(i).getFirst().label(), parameters(outside.get(i)));
            } else {
                loop.labels().forEach(loopOf::remove);
            }
        }
    }

    private List<Value> parameters(Set<Value> values) {
        var parameters = new ArrayList<Value>();
        for (Value value : values) {
            var parameter = new Value(nextValue++, value.type());
            parameters.add(parameter);
            substitution.put(value, parameter);
        }
        return parameters;
    }

    private Function copied() {
        var result = new ArrayList<Block>();
        List<List<Block>> bodies = new ArrayList<>();
        loops.forEach(_ -> bodies.add(new ArrayList<>()));
        for (Block block : function.blocks()) {
            Block closed = closed(block);
            int loop = loopOf(block);
            if (loop == NONE) {
                result.add(redirected(closed));
            } else {
                bodies.get(loop).add(closed);
            }
        }
        for (int loop = 0; loop < loops.size(); loop++) {
            if (!bodies.get(loop).isEmpty()) {
                copy(loops.get(loop), bodies.get(loop), result);
            }
        }
        return new RemoveUnreachableBlocks().run(function.withBlocks(result));
    }

    /** The block with what stands for other loops' values, and with its own loop's values on the way out. */
    private Block closed(Block block) {
        int loop = loopOf(block);
        UnaryOperator<Value> renaming =
                value -> isOf(value, loop) || !substitution.replaces(value) ? value : substitution.of(value);
        var parameters = new ArrayList<>(block.parameters());
        parameters.addAll(added.getOrDefault(block.label(), List.of()));
        List<Step> steps = block.steps().stream()
                .map(step -> step.operation().operands().stream().anyMatch(substitution::replaces)
                        ? step.with(step.operation().map(renaming))
                        : step)
                .toList();
        Terminator end = block.end().map(renaming, edge -> loop == NONE ? edge : extended(edge, loop));
        return new Block(block.label(), parameters, steps, end, block.endSource());
    }

    private boolean isOf(Value value, int loop) {
        return loop != NONE && value.number() < definedIn.length && definedIn[value.number()] == loop;
    }

    private Edge extended(Edge edge, int loop) {
        if (!added.containsKey(edge.label()) || loops.get(loop).labels().contains(edge.label())) {
            return edge;
        }
        var arguments = new ArrayList<>(edge.arguments());
        arguments.addAll(outside.get(loop));
        return new Edge(edge.label(), arguments);
    }

    private void copy(UnrollLoops.Counted loop, List<Block> body, List<Block> result) {
        for (int round = 1; round <= loop.rounds(); round++) {
            var copy = new BlockCopy(body, round(round), () -> nextValue++, Map.of());
            String here = loop.head() + round(round);
            String following = loop.head() + round(round + 1);
            body.forEach(block -> result.add(redirected(redirected(copy.of(block), Map.of(here, following)))));
        }
        Block head = body.stream()
                .filter(block -> block.label().equals(loop.head()))
                .findFirst()
                .orElseThrow();
        Edge exit = head.end().edges().stream()
                .filter(edge -> !loop.labels().contains(edge.label()))
                .findFirst()
                .orElseThrow();
        var last = new BlockCopy(List.of(head), round(loop.rounds() + 1), () -> nextValue++, Map.of());
        result.add(redirected(last.of(head.withEnd(new Terminator.Jump(exit)))));
    }

    private static String round(int round) {
        return ".round%d".formatted(round);
    }

    /** Enters loops at their first copies. */
    private Block redirected(Block block) {
        return redirected(block, firstRounds);
    }

    private static Block redirected(Block block, Map<String, String> others) {
        Terminator end = block.end().map(value -> value, edge -> {
            @Nullable String other = others.get(edge.label());
            return other == null ? edge : new Edge(other, edge.arguments());
        });
        return block.withEnd(end);
    }
}
