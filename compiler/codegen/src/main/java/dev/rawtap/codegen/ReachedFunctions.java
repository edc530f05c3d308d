package dev.rawtap.codegen;

import dev.rawtap.codegen.Code.Destination;
import dev.rawtap.codegen.ProgramAssembly.Written;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A program and all functions that it calls or hands to helpers, in the order in which they are met. */
final class ReachedFunctions {
    /** The kernel counts frames in such steps (round_up in check_max_stack_depth_subprog, 5.8). */
    private static final int STEP = 32;

    private static final int MAX_DEPTH = 8;

    private final Map<String, Written> reached = new LinkedHashMap<>();
    private final Map<String, Integer> chains = new HashMap<>();

    /** Writes a function, given how much scratch memory those before it have taken. */
    interface Writer {
        Written write(String name, int scratch);
    }

    ReachedFunctions(String program, Writer writer) {
        Deque<String> open = new ArrayDeque<>();
        open.add(program);
        int scratch = 0;
        while (!open.isEmpty()) {
            String name = open.remove();
            if (reached.containsKey(name)) {
                continue;
            }
            Written function = writer.write(name, scratch);
            scratch += function.scratch();
            reached.put(name, function);
            function.code().items.forEach(item -> {
                if (item.destination() instanceof Destination.OfFunction(var callee)) {
                    open.add(callee);
                }
            });
        }
    }

    List<Written> functions() {
        return List.copyOf(reached.values());
    }

    /** Bytes of scratch memory of all together. */
    int scratch() {
        return reached.values().stream().mapToInt(Written::scratch).sum();
    }

    /** Bytes of stack of the longest chain of calls, as the kernel counts. */
    int stack() {
        return stack(reached.keySet().iterator().next(), 1);
    }

    /** How many functions the longest chain of calls has. */
    int depth() {
        return depth(reached.keySet().iterator().next(), 1);
    }

    private int stack(String name, int depth) {
        Integer known = chains.get(name);
        if (known != null || depth > MAX_DEPTH) {
            return known == null ? 0 : known;
        }
        Written function = reached.get(name);
        int below = 0;
        for (Code.Item item : function == null ? List.<Code.Item>of() : function.code().items) {
            if (item.destination() instanceof Destination.OfFunction(var callee)) {
                below = Math.max(below, stack(callee, depth + 1));
            }
        }
        int frame = function == null ? 0 : Math.max(1, function.frame());
        int whole = (frame + STEP - 1) / STEP * STEP + below;
        chains.put(name, whole);
        return whole;
    }

    private int depth(String name, int depth) {
        Written function = reached.get(name);
        int deepest = depth;
        if (function != null && depth < MAX_DEPTH) {
            for (Code.Item item : function.code().items) {
                if (item.destination() instanceof Destination.OfFunction(var callee)) {
                    deepest = Math.max(deepest, depth(callee, depth + 1));
                }
            }
        }
        return deepest;
    }
}
