/**
 * What several commands need to print: columns.
 *
 * <pre>{@code
 * new Columns(2).row("name", "value").row("rows", "2").appendTo(text);
 * }</pre>
 *
 * <p>Not here: colours, and anything that knows what it prints.
 */
@NullMarked
package dev.rawtap.cli.text;

import org.jspecify.annotations.NullMarked;
