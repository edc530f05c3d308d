/**
 * What is loaded on this machine, by whomever, as text and as JSON.
 *
 * <pre>{@code
 * var inventory = new Inventory(engine);
 * ObjectView<?> programs = ObjectView.of("prog", inventory);
 * programs.table(programs.all());
 * }</pre>
 *
 * <pre>
 * Inventory   = KernelEngine: names in full, names of numbers, holders, types; each asked for once, when needed
 * ObjectView  = ProgramView | MapView | LinkView | BtfView: one kind, as rows, as a description, as JSON
 * Selection   = ID | NAME | PIN -> the objects meant
 * ProgramText = ProgramCode -> instructions with names of helpers, functions and maps
 * BtfSource   = ID | NAME | FILE -> Btf
 * TypeList    = Btf -> one line for each type
 * PrototypeDifferences = Btf, Btf -> raw tracepoints added, removed, changed
 * </pre>
 *
 * <p>What goes away while it is looked at is left out. Not here: reading (engine/kernel), contents of maps, the commands.
 */
@NullMarked
package dev.rawtap.cli.loaded;

import org.jspecify.annotations.NullMarked;
