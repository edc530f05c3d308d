package dev.rawtap.script.analysis;

import dev.rawtap.script.syntax.Definition;
import dev.rawtap.script.syntax.Expression;
import dev.rawtap.script.syntax.Node;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A body of the script as it stands in one place: that of a probe at one attach point, that of a macro in one call. It remembers its
 * variables and the expansions in it from round to round, by the nodes that make them.
 */
final class Expansion {
    private final Definition.@Nullable Macro macro;
    private final int depth;
    private final IdentityHashMap<Node, ScriptVariable> variables = new IdentityHashMap<>();
    private final IdentityHashMap<Node, Expansion> inner = new IdentityHashMap<>();

    private Expansion(Definition.@Nullable Macro macro, int depth) {
        this.macro = macro;
        this.depth = depth;
    }

    /** The body of a probe or function. */
    static Expansion root() {
        return new Expansion(null, 0);
    }

    /** The macro; null for the body of a probe or function. */
    Definition.@Nullable Macro macro() {
        return macro;
    }

    /** How many macros this is in. */
    int depth() {
        return depth;
    }

    /** The expansion of a macro called by a node here. */
    Expansion at(Node call, Definition.Macro macro) {
        return inner.computeIfAbsent(call, _ -> new Expansion(macro, depth + 1));
    }

    /** The variable that a node here makes. */
    ScriptVariable variable(Node node, Supplier<ScriptVariable> fresh) {
        return variables.computeIfAbsent(node, _ -> fresh.get());
    }

    /**
     * Where a name of a macro leads: to what the caller wrote, seen from where it was written.
     *
     * @param expression what was written
     * @param frame from where names in it are seen
     */
    record Binding(Expression expression, Frame frame) {}

    /**
     * From where names are seen.
     *
     * @param expansion the body
     * @param scope the block in it
     * @param bindings the macro's parameters
     * @param caller where the macro was called; null for a probe's or function's own body
     */
    record Frame(
            Expansion expansion,
            Scope scope,
            Map<String, Binding> bindings,
            @Nullable Frame caller) {
        /** Inside of a further block. */
        Frame inner() {
            return new Frame(expansion, new Scope(scope), bindings, caller);
        }
    }
}
