/**
 * What tests of every room share.
 *
 * <pre>{@code
 * var engine = new MemoryEngine(Targets.none()).withRecords("events", record1, record2);
 * try (var loaded = engine.load(spec, LoadOptions.DEFAULT);
 *         var reader = loaded.read(List.of(new EventSource.Buffer(loaded.map("events"), handler)))) {
 *     reader.poll(Duration.ZERO);                       // the handler sees record1 and record2
 * }
 * }</pre>
 *
 * <pre>
 * MemoryEngine = Target, MemoryHost, what to replay: records by map, entries by map, what test runs and iterators write,
 *                printed lines, losses; a journal of what was done with programs
 * MemoryHost   = processes, commands, symbols and control groups that exist only by name; a clock that the test sets
 * FakeKernel   = a door with nothing behind it
 * FaultyKernel = a door that passes calls on, fails the one that the test chose, and knows what is open
 * </pre>
 *
 * <p>The in-memory engine executes nothing: it is for what surrounds programs. The command line's tests and the
 * training of its ahead-of-time cache run on it.
 */
@NullMarked
package dev.rawtap.testkit;

import org.jspecify.annotations.NullMarked;
