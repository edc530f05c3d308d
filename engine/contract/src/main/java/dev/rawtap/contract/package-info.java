/**
 * What other programs code against: an {@link Engine} loads an {@link dev.rawtap.object.ObjectSpec} and gives a
 * {@link Loaded} object, whose programs are attached and whose maps and events are read. No implementation is here and
 * nothing that only the kernel can do: a virtual machine implements the same interfaces.
 *
 * <pre>{@code
 * try (var loaded = engine.load(spec, LoadOptions.DEFAULT);
 *         var links = loaded.attach();
 *         var reader = loaded.read(List.of(new EventSource.Buffer(loaded.map("events"), handler)))) {
 *     while (running) {
 *         reader.poll(Duration.ofMillis(100));
 *     }
 *     System.out.println(loaded.losses());
 * }
 * }</pre>
 *
 * <pre>
 * Engine  = target, host, load(ObjectSpec, LoadOptions) -> Loaded
 * Loaded  = Program*, BpfMap*, Variable*, attach() -> Links, read(EventSource*) -> EventReader, losses() -> LossLedger
 * Program = attach() -> Link, testRun(TestInput) -> TestResult, iterate() -> text, statistics()
 * EventSource = Buffer(map, EventHandler) | Printed(text handler)
 * Host    = start(command) -> ChildCommand, shell, clocks, CPUs, names of users, groups, control groups, symbols of the
 *           kernel and of processes
 * Finding = code, kernel's line, instruction, source line, because, fix
 * </pre>
 *
 * <p>Lifetimes: closing a {@code Loaded} closes its links, readers, maps and programs; every close may be called twice
 * and from any thread. Threads: engines, loaded objects, maps and links may be used by any thread; an
 * {@link EventReader} is polled by one thread at a time. Failures are {@link dev.rawtap.base.RawtapException}s.
 */
@NullMarked
package dev.rawtap.contract;

import org.jspecify.annotations.NullMarked;
