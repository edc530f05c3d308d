package dev.rawtap.codegen;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.Edge;
import dev.rawtap.ir.Function;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The blocks of a function in reverse postorder: each after the blocks that dominate it. Blocks that nothing reaches are left out. */
final class Graph {
    private Graph() {}

    static List<Block> reversePostorder(Function function) {
        Map<String, Block> byLabel = new HashMap<>();
        function.blocks().forEach(block -> byLabel.put(block.label(), block));
        record Visit(Block block, Iterator<Edge> edges) {}
        Set<String> seen = new HashSet<>();
        Deque<Visit> open = new ArrayDeque<>();
        List<Block> postorder = new ArrayList<>();
        Block entry = function.blocks().getFirst();
        seen.add(entry.label());
        open.push(new Visit(entry, entry.end().edges().iterator()));
        while (!open.isEmpty()) {
            Visit visit = open.element();
            if (visit.edges.hasNext()) {
                String label = visit.edges.next().label();
                Block next = byLabel.get(label);
                if (next == null) {
                    throw new IllegalStateException("edge to no block '%s'".formatted(label));
                }
                if (seen.add(label)) {
                    open.push(new Visit(next, next.end().edges().iterator()));
                }
            } else {
                postorder.add(open.pop().block);
            }
        }
        return postorder.reversed();
    }
}
