/**
 * What a script prints: values and their text and JSON, to the byte as bpftrace 0.27 writes them where it is right.
 *
 * <pre>{@code
 * var output = new TextOutput(sink, errors);
 * output.print(new ScriptValue.Tuple(List.of(new ScriptValue.Signed(1), ScriptValue.Text.of("x"))));   // (1, x)
 * }</pre>
 *
 * <pre>
 * ScriptValue = Signed | Unsigned | Pointer | Bool | Enumerator | Text | Bytes | Tuple | Structure | Array
 *             | Stack(StackMode, Frame*) | Symbol | Inet | Mac | Time | Nothing
 *             | Average | Statistics | LogHistogram | LinearHistogram | TimeSeries
 * </pre>
 *
 * <p>Not here: where values come from (kernel, maps, symbols). Nothing in this package knows the compiler or the kernel.
 */
@NullMarked
package dev.rawtap.script.output;

import org.jspecify.annotations.NullMarked;
