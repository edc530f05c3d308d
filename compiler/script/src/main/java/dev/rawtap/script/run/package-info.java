/**
 * Runs compiled scripts on any engine: loads, fires {@code begin}, attaches, does what the events ask for, fires {@code end}, prints the maps.
 *
 * <pre>
 * ScriptRun    = the life of one run
 * Actions      = what an event asks for, done through an Output
 * ValueDecoder = bytes of a ScriptType to a ScriptValue, with the host's names for addresses, users and groups
 * MapReader    = a map of the engine to a map of the script: per-CPU values added up, buckets gathered
 * </pre>
 *
 * <p>It sees {@link dev.rawtap.contract.Engine} and {@link dev.rawtap.contract.Host} alone, so that a script runs unchanged on every engine.
 *
 * <p>Not here: how output looks (output), what a script means (analysis).
 */
@NullMarked
package dev.rawtap.script.run;

import org.jspecify.annotations.NullMarked;
