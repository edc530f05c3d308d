/**
 * A second opinion on what scripts print: the tree of a script walked in plain Java, beside a generator of scripts for it.
 *
 * <pre>{@code
 * String text = Evaluator.evaluate("begin { $a = 2; print($a + 3); }"); // "5\n\n\n"
 * }</pre>
 *
 * <p>A script is one or more {@code begin} probes of numbers, truth values, strings, tuples, maps and aggregations, without
 * anything that asks the machine. It was written from the description of the language alone and knows nothing of the typed tree,
 * the IR or code. Numbers are 64 bits in a {@code long} that are extended as their {@link Shape} says.
 *
 * <p>What is outside of this subset is an {@link IllegalArgumentException}, never a guess.
 */
@NullMarked
package dev.rawtap.script.evaluation;

import org.jspecify.annotations.NullMarked;
