/**
 * Scripts on the command line: what bpftrace's own arguments say.
 *
 * <p>Not here: the language (module dev.rawtap.script), what is done with the arguments ({@code ScriptCommand} in the package above).
 */
@NullMarked
package dev.rawtap.cli.script;

import org.jspecify.annotations.NullMarked;
