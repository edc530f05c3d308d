package dev.rawtap.ir.pass;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.ControlFlow;
import dev.rawtap.ir.Edge;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Step;
import dev.rawtap.ir.Terminator;
import dev.rawtap.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Short loops without loops inside, whose number of rounds is known, are written out: a copy of the loop for each round. Their tests go with
 * the next simplification.
 *
 * <pre>
 *   jump head(0)                          jump head.round1(0)
 * head(%1):                             head.round1(%11):
 *   branch %1 &lt; 2, body, end       =>     branch %11 &lt; 2, body.round1, end
 * body:                                 body.round1:
 *   %2 = %1 + 1                           %12 = %11 + 1
 *   jump head(%2)                         jump head.round2(%12)
 *                                       …
 * </pre>
 */
final class UnrollLoops implements Pass {
    private static final int MOST_ROUNDS = 32;
    /** Steps that the copies may have together. */
    private static final int MOST_STEPS = 128;

    @Override
    public String name() {
        return "unroll-loops";
    }

    @Override
    public Function run(Function function) {
        var flow = new ControlFlow(function);
        Function current = function;
        for (Loop loop : loops(function, flow)) {
            Function unrolled = unroll(current, loop);
            current = unrolled == null ? current : unrolled;
        }
        return current;
    }

    /**
     * A loop with one way back.
     *
     * @param head where it is entered
     * @param latch where the way back begins
     * @param labels all its blocks
     */
    private record Loop(String head, String latch, List<String> labels) {}

    private static List<Loop> loops(Function function, ControlFlow flow) {
        var heads = new BitSet();
        Map<Integer, List<Integer>> back = new HashMap<>();
        for (int block : flow.reversePostorder()) {
            for (int target : flow.successors(block)) {
                if (flow.closesLoop(block, target)) {
                    heads.set(target);
                    back.computeIfAbsent(target, key -> new ArrayList<>()).add(block);
                }
            }
        }
        var loops = new ArrayList<Loop>();
        heads.stream()
                .filter(head -> back.getOrDefault(head, List.of()).size() == 1)
                .forEach(head -> {
                    int latch = back.getOrDefault(head, List.of()).getFirst();
                    BitSet body = body(head, latch, flow);
                    boolean innermost = body.stream().noneMatch(block -> block != head && heads.get(block));
                    if (innermost) {
                        List<String> labels = body.stream()
                                .mapToObj(block -> function.blocks().get(block).label())
                                .toList();
                        loops.add(new Loop(
                                function.blocks().get(head).label(),
                                function.blocks().get(latch).label(),
                                labels));
                    }
                });
        return loops;
    }

    private static BitSet body(int head, int latch, ControlFlow flow) {
        var body = new BitSet();
        var waiting = new ArrayDeque<Integer>(List.of(latch));
        body.set(head);
        while (!waiting.isEmpty()) {
            int block = waiting.removeLast();
            if (!body.get(block)) {
                body.set(block);
                for (int before : flow.predecessors(block)) {
                    waiting.add(before);
                }
            }
        }
        return body;
    }

    private static @Nullable Function unroll(Function function, Loop loop) {
        Map<String, Block> blocks = new HashMap<>();
        function.blocks().forEach(block -> blocks.put(block.label(), block));
        List<Block> body =
                loop.labels.stream().map(label -> block(blocks, label)).toList();
        int steps = body.stream().mapToInt(block -> block.steps().size() + 1).sum();
        int rounds = new LoopRounds(function, block(blocks, loop.head), block(blocks, loop.latch), body)
                .count(Math.min(MOST_ROUNDS, MOST_STEPS / steps));
        if (rounds < 1) {
            return null;
        }
        Function closed = closed(function, loop, body);
        return closed == null ? null : copied(closed, loop, rounds);
    }

    private static Block block(Map<String, Block> blocks, String label) {
        Block block = blocks.get(label);
        if (block == null) {
            throw new IllegalStateException("no block '%s'".formatted(label));
        }
        return block;
    }

    /**
     * The function where nothing outside names a value of the loop but the arguments of its edges; null where that takes more than
     * parameters of the block behind a loop's only exit.
     */
    private static @Nullable Function closed(Function function, Loop loop, List<Block> body) {
        var inside = new BitSet();
        for (Block block : body) {
            block.parameters().forEach(value -> inside.set(value.number()));
            block.steps().stream().map(Step::result).forEach(value -> {
                if (value != null) {
                    inside.set(value.number());
                }
            });
        }
        List<Value> outside = usedOutside(function, loop, inside);
        if (outside.isEmpty()) {
            return function;
        }
        List<Edge> exits = body.stream()
                .flatMap(block -> block.end().edges().stream())
                .filter(edge -> !loop.labels.contains(edge.label()))
                .toList();
        if (exits.size() != 1) {
            return null;
        }
        String exit = exits.getFirst().label();
        long entries = function.blocks().stream()
                .flatMap(block -> block.end().edges().stream())
                .filter(edge -> edge.label().equals(exit))
                .count();
        return entries == 1 ? withParameters(function, loop, exit, outside) : null;
    }

    private static List<Value> usedOutside(Function function, Loop loop, BitSet inside) {
        var outside = new ArrayList<Value>();
        var seen = new BitSet();
        for (Block block : function.blocks()) {
            if (!loop.labels.contains(block.label())) {
                uses(block).forEach(value -> {
                    if (inside.get(value.number()) && !seen.get(value.number())) {
                        seen.set(value.number());
                        outside.add(value);
                    }
                });
            }
        }
        return outside;
    }

    private static List<Value> uses(Block block) {
        var uses = new ArrayList<Value>();
        block.steps().forEach(step -> uses.addAll(step.operation().operands()));
        uses.addAll(block.end().operands());
        block.end().edges().forEach(edge -> uses.addAll(edge.arguments()));
        return uses;
    }

    /** Hands values to the block behind the loop as parameters, for all that comes after. */
    private static Function withParameters(Function function, Loop loop, String exit, List<Value> outside) {
        int next = function.nextValue();
        var substitution = new Substitution(next + outside.size());
        var added = new ArrayList<Value>();
        for (Value value : outside) {
            Value parameter = new Value(next++, value.type());
            added.add(parameter);
            substitution.put(value, parameter);
        }
        var blocks = new ArrayList<Block>();
        for (Block block : function.blocks()) {
            if (loop.labels.contains(block.label())) {
                blocks.add(block.withEnd(block.end().map(value -> value, edge -> extended(edge, exit, outside))));
            } else {
                Block renamed = substitution.apply(block);
                var parameters = new ArrayList<>(renamed.parameters());
                parameters.addAll(renamed.label().equals(exit) ? added : List.of());
                blocks.add(new Block(renamed.label(), parameters, renamed.steps(), renamed.end(), renamed.endSource()));
            }
        }
        return function.withBlocks(blocks);
    }

    private static Edge extended(Edge edge, String exit, List<Value> outside) {
        if (!edge.label().equals(exit)) {
            return edge;
        }
        var arguments = new ArrayList<>(edge.arguments());
        arguments.addAll(outside);
        return new Edge(exit, arguments);
    }

    private static Function copied(Function function, Loop loop, int rounds) {
        List<Block> body = function.blocks().stream()
                .filter(block -> loop.labels.contains(block.label()))
                .toList();
        var result = new ArrayList<Block>();
        for (Block block : function.blocks()) {
            boolean outside = !loop.labels.contains(block.label());
            result.add(outside ? redirected(block, loop.head, loop.head + round(1)) : block);
        }
        int[] next = {function.nextValue()};
        for (int round = 1; round <= rounds; round++) {
            var copy = new BlockCopy(body, round(round), () -> next[0]++, Map.of());
            String here = loop.head + round(round);
            String following = loop.head + round(round + 1);
            body.forEach(block -> result.add(redirected(copy.of(block), here, following)));
        }
        Block head = body.stream()
                .filter(block -> block.label().equals(loop.head))
                .findFirst()
                .orElseThrow();
        Edge exit = head.end().edges().stream()
                .filter(edge -> !loop.labels.contains(edge.label()))
                .findFirst()
                .orElseThrow();
        var last = new BlockCopy(List.of(head), round(rounds + 1), () -> next[0]++, Map.of());
        result.add(last.of(head.withEnd(new Terminator.Jump(exit))));
        return new RemoveUnreachableBlocks().run(function.withBlocks(result));
    }

    private static String round(int round) {
        return ".round%d".formatted(round);
    }

    private static Block redirected(Block block, String from, String to) {
        Terminator end = block.end()
                .map(value -> value, edge -> edge.label().equals(from) ? new Edge(to, edge.arguments()) : edge);
        return block.withEnd(end);
    }
}
