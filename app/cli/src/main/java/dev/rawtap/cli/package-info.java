/**
 * The command line: one class per command, and the wiring of engines.
 *
 * <pre>{@code
 * Main.main({"run", "unlinkat.bpf.o", "--", "rm", "FILE"})
 *     -> Commands  finds RunCommand and parses its options
 *     -> Tracing   loads, opens readers, attaches; Following waits for the end; Report prints
 * }</pre>
 *
 * <pre>
 * Command = spec (syntax and help), run(arguments, Session) -> exit status
 * CommandGroup = commands of two words: prog, map, link, btf
 * Session = Output, Errors, engine, Interruption
 * Report  = TextReport | JsonReport
 * </pre>
 *
 * <p>Invariants: results go to {@link dev.rawtap.cli.Output}, everything else to {@link dev.rawtap.cli.Errors}; only
 * {@link dev.rawtap.cli.Main} ends the process; a stack trace is a bug of ours, with status 70. The sub-packages hold
 * what list, describe, object, doctor and the groups know. Not here: anything that a library user needs.
 */
@NullMarked
package dev.rawtap.cli;

import org.jspecify.annotations.NullMarked;
