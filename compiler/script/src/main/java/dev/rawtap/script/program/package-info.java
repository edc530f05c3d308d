/**
 * A script ready to run: the object for an engine, and what the run time needs to understand its maps and events.
 *
 * <pre>
 * CompiledScript = ObjectSpec, probes: CompiledProbe*, maps: CompiledMap*, actions: CompiledAction*, ScriptConfig
 * CompiledAction = ScriptAction, types and offsets of its fields in the event record
 * </pre>
 *
 * An event record is the number of an action, inverted and of 8 bytes, and the action's fields at their offsets; a first field that is
 * text read from memory begins in the upper four of these bytes (see {@code CompiledAction.reads}). Exits and
 * errors come in a ring buffer of their own, {@code control}, so that they never wait behind the data of the other, {@code events}.
 * Packets come in a perf buffer, {@code packets}: the kernel copies them into nothing else.
 *
 * <p>Not here: the language, execution.
 */
@NullMarked
package dev.rawtap.script.program;

import org.jspecify.annotations.NullMarked;
