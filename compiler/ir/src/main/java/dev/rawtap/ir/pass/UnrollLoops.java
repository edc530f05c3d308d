package dev.rawtap.ir.pass;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.ControlFlow;
import dev.rawtap.ir.Function;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
        List<Loop> loops = loops(function, new ControlFlow(function));
        return loops.isEmpty() ? function : new LoopCopies(function, counted(function, loops)).run();
    }

    /**
     * A loop with one way back.
     *
     * @param head where it is entered
     * @param latch where the way back begins
     * @param labels all its blocks, in the function's order
     */
    private record Loop(String head, String latch, List<String> labels) {}

    /**
     * A loop that is written out.
     *
     * @param head where it is entered
     * @param labels all its blocks, in the function's order
     * @param rounds how often it goes round
     */
    record Counted(String head, Set<String> labels, int rounds) {}

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

    private static List<Counted> counted(Function function, List<Loop> loops) {
        Map<String, Block> blocks = new HashMap<>();
        Map<String, List<Block>> predecessors = new HashMap<>();
        for (Block block : function.blocks()) {
            blocks.put(block.label(), block);
            block.end()
                    .edges()
                    .forEach(edge -> predecessors
                            .computeIfAbsent(edge.label(), _ -> new ArrayList<>())
                            .add(block));
        }
        var definitions = new Definitions(function);
        var counted = new ArrayList<Counted>();
        for (Loop loop : loops) {
            var labels = new LinkedHashSet<>(loop.labels);
            int steps = labels.stream()
                    .mapToInt(label -> block(blocks, label).steps().size() + 1)
                    .sum();
            List<Block> before = predecessors.getOrDefault(loop.head, List.of()).stream()
                    .distinct()
                    .filter(block -> !labels.contains(block.label()))
                    .toList();
            int rounds = new LoopRounds(
                            definitions, block(blocks, loop.head), block(blocks, loop.latch), labels, before)
                    .count(Math.min(MOST_ROUNDS, MOST_STEPS / steps));
            if (rounds > 0) {
                counted.add(new Counted(loop.head, labels, rounds));
            }
        }
        return counted;
    }

    private static Block block(Map<String, Block> blocks, String label) {
        Block block = blocks.get(label);
        if (block == null) {
            throw new IllegalStateException("no block '%s'".formatted(label));
        }
        return block;
    }
}
