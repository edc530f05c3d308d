/**
 * From the syntax of a script to its typed tree: names are resolved, macros and attach points expanded, types found, mistakes told.
 *
 * <pre>
 * Analysis.analyze(Program, AnalysisOptions) = AnalysisResult(TypedScript?, Diagnostic*)
 * </pre>
 *
 * <p>The whole script is elaborated again and again under what is known of variables and maps so far ({@code Slot}), until a round
 * learns nothing new. Types only ever widen, so that this ends. Problems are those of the last round: all of them, in one run.
 * Whatever the script says, nothing is thrown.
 *
 * <p>A type that is not known yet, or that of a mistake which was told already, is {@code Unknown.TYPE}; whatever it
 * touches is unknown too, and says nothing more.
 *
 * <p>Not here: parsing, code, what happens at run time.
 */
@NullMarked
package dev.rawtap.script.analysis;

import org.jspecify.annotations.NullMarked;
