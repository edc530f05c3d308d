/**
 * The cases of {@code conformance/script}: reading them, and comparing what a run gave with what they expect.
 *
 * <pre>{@code
 * for (Case each : ConformanceFile.readAll(ConformanceFile.folder())) {
 *     for (Format format : each.formats()) {
 *         Actual actual = run(each.commandLine(format), each.environment(), each.files());
 *         assertThat(each.differences(format, actual)).as(each.toString()).isEmpty();
 *     }
 * }
 * }</pre>
 *
 * <pre>
 * file     = comment lines, Case...
 * Case     = name, script?, arguments, parameters, command?, environment, files, formats, Outcome, deviation?, upstream Outcome?
 * Outcome  = text?, json?, errors?, refusal?, exit status     (each text is a Pattern)
 * Pattern  = literal text with {{number}}, {{hex}}, {{time}}, {{word}}, {{any}}, {{lines}}
 * </pre>
 *
 * <p>The format is described in {@code conformance/script/README.md}. Invariants: names are unique in a file; an outcome is a refusal or has
 * output, never both; a case without a deviation has no upstream outcome. Running a case is not here: that needs a compiler.
 */
@NullMarked
package dev.rawtap.testkit.conformance;

import org.jspecify.annotations.NullMarked;
