/**
 * What generated code costs: six reference programs, each a script and the same in C, made by several producers.
 *
 * <pre>{@code
 * testing/bench/generated-code              # builds, measures, prints a table
 * testing/bench/generated-code sizes        # instructions and machine code alone
 * }</pre>
 *
 * <pre>
 * Reference = name, Events                 a file NAME.bt, NAME.bpf.c and its objects in testing/bench/reference
 * Producer  = ObjectFiles (clang's) | ScriptCode (ours) | Bpftrace     gives a reference's code, attached
 * Attached  = programs in the kernel with their sizes and run statistics
 * </pre>
 *
 * <p>Times are the kernel's own run statistics, which cost about 47 ns a run themselves; what an empty program takes in
 * the same round is subtracted. All producers take turns in every round, so that a ratio is made of neighbours.
 *
 * <p>Not here: the gate on sizes; that is a test, which uses {@link dev.rawtap.bench.code.CodeSize}.
 */
@NullMarked
package dev.rawtap.bench.code;

import org.jspecify.annotations.NullMarked;
