package dev.rawtap.ir;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Where a function's blocks lead and which of them dominate which: block {@code a} dominates {@code b} if every way from the entry to
 * {@code b} comes through {@code a}. Blocks are named by their place in {@link Function#blocks}. Dominators as in K. Cooper, T. Harvey,
 * K. Kennedy, A Simple, Fast Dominance Algorithm (2001). A value, made in time linear in the function but for odd loops.
 */
public final class ControlFlow {
    private final Map<String, Integer> places;
    private final int[][] successors;
    private final int[][] predecessors;
    private final int[] order;
    private final int[] position;
    private final int[] dominator;
    private final int[][] children;
    private final int[] enters;
    private final int[] leaves;

    /** The graph of a function whose edges all lead to blocks of it. */
    public ControlFlow(Function function) {
        List<Block> blocks = function.blocks();
        places = new HashMap<>(blocks.size() * 2);
        for (int i = 0; i < blocks.size(); i++) {
            places.put(blocks.get(i).label(), i);
        }
        successors = new int[blocks.size()][];
        for (int i = 0; i < successors.length; i++) {
            successors[i] = targets(blocks.get(i));
        }
        position = new int[successors.length];
        order = successors.length == 0 ? new int[0] : order();
        predecessors = predecessors();
        dominator = dominators();
        children = children();
        enters = new int[successors.length];
        leaves = new int[successors.length];
        int[] clock = new int[1];
        walkDominators(block -> enters[block] = clock[0]++, block -> leaves[block] = clock[0]++);
    }

    /** How many blocks there are, those that nothing reaches included. */
    public int size() {
        return successors.length;
    }

    /** The place of the block with this label. */
    public int place(String label) {
        Integer place = places.get(label);
        if (place == null) {
            throw new IllegalArgumentException("no block '%s'".formatted(label));
        }
        return place;
    }

    /** The blocks that the edges of a block lead to, in order, one for each edge. */
    public int[] successors(int block) {
        return successors[block];
    }

    /** The blocks with edges to a block, reached ones alone, one for each edge. */
    public int[] predecessors(int block) {
        return predecessors[block];
    }

    /** The blocks that the entry reaches, each before those that it leads to, but for the ways back of loops. */
    public int[] reversePostorder() {
        return order;
    }

    /** Whether a way leads from the entry to a block. */
    public boolean reached(int block) {
        return position[block] >= 0;
    }

    /** The nearest other block that every way to a block comes through; -1 for the entry and for what nothing reaches. */
    public int immediateDominator(int block) {
        return dominator[block] == block ? -1 : dominator[block];
    }

    /** Whether every way to {@code below}, a reached block, comes through {@code above}; a block dominates itself. */
    public boolean dominates(int above, int below) {
        return reached(above) && enters[above] <= enters[below] && leaves[below] <= leaves[above];
    }

    /** Whether an edge closes a loop: its target dominates its source. */
    public boolean closesLoop(int from, int to) {
        return dominates(to, from);
    }

    private int[] targets(Block block) {
        List<Edge> edges = block.end().edges();
        var targets = new int[edges.size()];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = place(edges.get(i).label());
        }
        return targets;
    }

    private int[] order() {
        Arrays.fill(position, -1);
        var postorder = new int[successors.length];
        var stack = new int[successors.length];
        var next = new int[successors.length];
        int depth = 1;
        int count = 0;
        position[0] = 0;
        while (depth > 0) {
            int block = stack[depth - 1];
            if (next[block] < successors[block].length) {
                int target = successors[block][next[block]++];
                if (position[target] < 0) {
                    position[target] = 0;
                    stack[depth++] = target;
                }
            } else {
                postorder[count++] = block;
                depth--;
            }
        }
        var reversed = new int[count];
        for (int i = 0; i < count; i++) {
            reversed[i] = postorder[count - 1 - i];
            position[reversed[i]] = i;
        }
        return reversed;
    }

    private int[][] predecessors() {
        var counts = new int[successors.length];
        for (int block : order) {
            for (int target : successors[block]) {
                counts[target]++;
            }
        }
        var result = new int[successors.length][];
        for (int i = 0; i < result.length; i++) {
            result[i] = new int[counts[i]];
        }
        for (int block : order) {
            for (int target : successors[block]) {
                result[target][--counts[target]] = block;
            }
        }
        return result;
    }

    private int[] dominators() {
        var result = new int[successors.length];
        Arrays.fill(result, -1);
        if (order.length == 0) {
            return result;
        }
        result[order[0]] = order[0];
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = 1; i < order.length; i++) {
                int found = -1;
                for (int predecessor : predecessors[order[i]]) {
                    if (result[predecessor] >= 0) {
                        found = found < 0 ? predecessor : common(result, found, predecessor);
                    }
                }
                changed |= result[order[i]] != found;
                result[order[i]] = found;
            }
        }
        return result;
    }

    private int common(int[] dominators, int one, int other) {
        int left = one;
        int right = other;
        while (left != right) {
            if (position[left] > position[right]) {
                left = dominators[left];
            } else {
                right = dominators[right];
            }
        }
        return left;
    }

    /**
     * Visits the reached blocks as a tree: each after its immediate dominator was entered and before that is left.
     *
     * @param enter called with each block, before those that it dominates
     * @param leave called with each block, after those that it dominates
     */
    public void walkDominators(IntConsumer enter, IntConsumer leave) {
        var stack = new int[successors.length + 1];
        var next = new int[successors.length];
        int depth = order.length == 0 ? 0 : 1;
        if (depth > 0) {
            enter.accept(0);
        }
        while (depth > 0) {
            int block = stack[depth - 1];
            if (next[block] < children[block].length) {
                int child = children[block][next[block]++];
                enter.accept(child);
                stack[depth++] = child;
            } else {
                leave.accept(block);
                depth--;
            }
        }
    }

    /** The blocks that each block dominates immediately, in reverse postorder. */
    private int[][] children() {
        var counts = new int[successors.length];
        for (int block : order) {
            if (dominator[block] != block) {
                counts[dominator[block]]++;
            }
        }
        var result = new int[successors.length][];
        for (int i = 0; i < result.length; i++) {
            result[i] = new int[counts[i]];
        }
        for (int i = order.length - 1; i > 0; i--) {
            int parent = dominator[order[i]];
            result[parent][--counts[parent]] = order[i];
        }
        return result;
    }
}
