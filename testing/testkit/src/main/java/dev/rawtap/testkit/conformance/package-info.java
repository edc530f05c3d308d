/**
 * The cases of {@code conformance}: reading them, and comparing what a run gave with what they expect.
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
 * RefusalCase = name, provocation, code, errno, Pattern, fixed program?      (of conformance/verifier)
 * Pattern  = literal text with {{number}}, {{hex}}, {{time}}, {{word}}, {{any}}, {{lines}}
 * </pre>
 *
 * <p>The formats are described in {@code conformance/script/README.md} and {@code conformance/verifier/README.md}. Invariants: names are unique in a file; an outcome is a refusal or has
 * output, never both; a case without a deviation has no upstream outcome. Running a case is not here: that needs a compiler.
 */
@NullMarked
package dev.rawtap.testkit.conformance;

import org.jspecify.annotations.NullMarked;
