/**
 * What a script prints: values and their text and JSON, to the byte as bpftrace 0.27 writes them where it is right.
 *
 * <pre>{@code
 * try (var sink = new Sink(stream, Buffering.LINE)) {
 *     var output = new TextOutput(sink, messages, ZoneId.systemDefault(), Set.of());
 *     var format = (FormatString) FormatString.parse("%s has %d\n");
 *     output.printf(format, List.of(ScriptValue.Text.of("a"), new ScriptValue.Signed(5)));              // a has 5
 *     output.print(new ScriptValue.Tuple(List.of(new ScriptValue.Signed(1), ScriptValue.Text.of("x"))));  // (1, x)
 *     output.caughtUp();
 *     output.end(List.of(ScriptMap.scalar("@n", new ScriptValue.Unsigned(2))));                         // @n: 2
 * }
 * }</pre>
 *
 * <pre>
 * ScriptValue  = Signed | Unsigned | Pointer | Bool | Enumerator | Text | Bytes | Tuple | Structure | Array
 *              | Stack(StackMode, Frame*) | Symbol | Inet | Mac | Time | Nothing
 *              | Average | Statistics | LogHistogram | LinearHistogram | TimeSeries(Point*)
 * ScriptMap    = name, (key, value)*                  a scalar map's key is Nothing
 * Output       = TextOutput | JsonOutput              each writes to a Sink
 * FormatString = (Literal | Conversion)*              ParsedFormat = FormatString | Problem
 * </pre>
 *
 * <p>Invariants: every line of JSON is valid JSON in UTF-8, whatever bytes the kernel gave; the order of a map's entries
 * depends on its keys and values alone. What bpftrace prints is in conformance/script/output, made by the script there.
 *
 * <p>Not here: where values come from (kernel, maps, symbols). Nothing in this package knows the compiler or the kernel.
 */
@NullMarked
package dev.rawtap.script.output;

import org.jspecify.annotations.NullMarked;
