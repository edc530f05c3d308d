/**
 * Our side of measurements whose other side is another tool; scripts beside this module run both by turns and compare.
 *
 * <pre>{@code
 * testing/bench/ring            # builds both sides, prints a table
 * }</pre>
 *
 * <p>Each program prints one line of {@code key=value}, as its counterpart does. Not here: what is checked rather than
 * measured; that is a test.
 */
@NullMarked
package dev.rawtap.bench;

import org.jspecify.annotations.NullMarked;
