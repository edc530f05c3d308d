package dev.rawtap.codegen;

import dev.rawtap.isa.Condition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The order in which blocks are written: each after those that lead to it, so that most fall through; loops in one piece; what only
 * happens when a pointer is NULL at the end.
 */
final class BlockOrder {
    private final MachineFunction function;
    private final List<List<Integer>> predecessors;
    private final boolean[] seen;
    private final boolean[] cold;
    private final int[] waiting;
    private final int[] postorder;
    private final int[] depth;
    private int finished;

    private BlockOrder(MachineFunction function) {
        int count = function.blocks.size();
        this.function = function;
        this.predecessors = function.predecessors();
        this.seen = new boolean[count];
        this.cold = new boolean[count];
        this.waiting = new int[count];
        this.postorder = new int[count];
        this.depth = new int[count];
    }

    /**
     * The order, and how deep in loops each block is, by its number. A block that nothing reaches is not in the order.
     *
     * @param blocks numbers of blocks, the entry first
     * @param cold whether a block is only reached in rare cases, by its number
     */
    record Ordered(List<MachineBlock> blocks, int[] depth, boolean[] cold) {}

    static Ordered of(MachineFunction function) {
        return new BlockOrder(function).order();
    }

    private Ordered order() {
        List<Integer> reverse = reversePostorder();
        findLoops(reverse);
        findCold(reverse);
        for (int block : reverse) {
            for (int successor : successors(block)) {
                if (!isBack(block, successor) && cold[block] == cold[successor]) {
                    waiting[successor]++;
                }
            }
        }
        List<MachineBlock> placed = new ArrayList<>();
        boolean[] done = new boolean[seen.length];
        place(false, reverse, done, placed);
        place(true, reverse, done, placed);
        return new Ordered(placed, depth, cold);
    }

    private int[] successors(int block) {
        return function.blocks.get(block).successors();
    }

    private boolean isBack(int from, int to) {
        return postorder[to] >= postorder[from];
    }

    private List<Integer> reversePostorder() {
        record Visit(int block, int[] successors, int[] next) {}
        Deque<Visit> open = new ArrayDeque<>();
        List<Integer> order = new ArrayList<>();
        seen[0] = true;
        open.push(new Visit(0, successors(0), new int[1]));
        while (!open.isEmpty()) {
            Visit visit = open.element();
            if (visit.next[0] == visit.successors.length) {
                postorder[visit.block] = finished++;
                order.add(open.pop().block);
                continue;
            }
            int successor = visit.successors[visit.next[0]++];
            if (!seen[successor]) {
                seen[successor] = true;
                open.push(new Visit(successor, successors(successor), new int[1]));
            }
        }
        return order.reversed();
    }

    /** A loop is what reaches a jump back without passing its target. */
    private void findLoops(List<Integer> reverse) {
        int[] mark = new int[seen.length];
        for (int head : reverse) {
            Deque<Integer> open = new ArrayDeque<>();
            for (int latch : predecessors.get(head)) {
                if (seen[latch] && isBack(latch, head)) {
                    open.push(latch);
                }
            }
            if (open.isEmpty()) {
                continue;
            }
            mark[head] = head + 1;
            depth[head]++;
            while (!open.isEmpty()) {
                int block = open.pop();
                if (seen[block] && mark[block] != head + 1) {
                    mark[block] = head + 1;
                    depth[block]++;
                    predecessors.get(block).forEach(open::push);
                }
            }
        }
    }

    private void findCold(List<Integer> reverse) {
        for (int block : reverse) {
            if (block == 0) {
                continue;
            }
            boolean all = true;
            for (int predecessor : predecessors.get(block)) {
                boolean usual = seen[predecessor]
                        && !isBack(predecessor, block)
                        && !cold[predecessor]
                        && unlikely(function.blocks.get(predecessor)) != block;
                all &= !usual;
            }
            cold[block] = all;
        }
    }

    /** The block behind a comparison of a pointer with NULL, or -1. */
    private static int unlikely(MachineBlock block) {
        if (!(block.end() instanceof MachineInstruction.Branch branch) || !branch.pointer()) {
            return -1;
        }
        return branch.test().condition() == Condition.EQ ? branch.whenTrue() : branch.whenFalse();
    }

    /** Places the blocks that are cold or not, those inside a loop before those that leave it. */
    private void place(boolean wanted, List<Integer> reverse, boolean[] done, List<MachineBlock> placed) {
        Deque<Integer> ready = new ArrayDeque<>();
        for (int start : reverse) {
            if (cold[start] != wanted || done[start] || waiting[start] > 0) {
                continue;
            }
            ready.push(start);
            while (!ready.isEmpty()) {
                int block = ready.pop();
                if (done[block]) {
                    continue;
                }
                done[block] = true;
                placed.add(function.blocks.get(block));
                release(block, ready);
            }
        }
        // Irreducible flow may leave blocks that wait for each other.
        for (int block : reverse) {
            if (cold[block] == wanted && !done[block]) {
                done[block] = true;
                placed.add(function.blocks.get(block));
            }
        }
    }

    private void release(int block, Deque<Integer> ready) {
        int[] successors = successors(block);
        List<Integer> released = new ArrayList<>();
        for (int i = successors.length - 1; i >= 0; i--) {
            int successor = successors[i];
            if (!isBack(block, successor) && cold[block] == cold[successor] && --waiting[successor] == 0) {
                released.add(successor);
            }
        }
        // The last one pushed comes next: the deepest.
        released.sort((one, other) -> Integer.compare(depth[one], depth[other]));
        released.forEach(ready::push);
    }
}
