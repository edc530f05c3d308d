/**
 * The script language from outside: text in, a script that an engine can run out.
 *
 * <p>Not here: the stages themselves, each in a package of its own; running (package {@code run}).
 */
@NullMarked
package dev.rawtap.script;

import org.jspecify.annotations.NullMarked;
