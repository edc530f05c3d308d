package dev.rawtap.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A way into a block.
 *
 * @param label the block
 * @param arguments what its parameters become
 */
public record Edge(String label, List<Value> arguments) {
    /** Copies the arguments. */
    public Edge {
        arguments = List.copyOf(arguments);
    }

    /** An edge to a block without parameters. */
    public static Edge to(String label) {
        return new Edge(label, List.of());
    }

    /** The same edge with other arguments. */
    public Edge map(UnaryOperator<Value> change) {
        if (arguments.isEmpty()) {
            return this;
        }
        var mapped = new ArrayList<Value>(arguments.size());
        arguments.forEach(value -> mapped.add(change.apply(value)));
        return new Edge(label, mapped);
    }
}
