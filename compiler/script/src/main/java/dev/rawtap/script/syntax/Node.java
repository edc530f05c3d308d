package dev.rawtap.script.syntax;

import dev.rawtap.base.Span;

/**
 * A node of the tree of a script. Nodes are immutable values that know their place; two nodes are equal only if their
 * places are, so what an analysis finds out about a node belongs into an {@link java.util.IdentityHashMap}.
 */
public sealed interface Node permits Definition, AttachPoint, Statement, TypeArgument {
    /** Where the node is written. */
    Span span();
}
