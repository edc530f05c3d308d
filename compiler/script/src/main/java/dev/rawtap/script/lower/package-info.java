/**
 * From a typed script to functions in static single assignment form, the maps that they use and the actions that they send.
 *
 * <pre>
 * Lowering       = one {@code ModuleWriter} (maps, actions, programs) and for each function a {@code FunctionWriter}
 * FunctionWriter = statements; it hands expressions to Expressions, memory to Places, maps to MapAccess and so on
 * Place          = Known(pointer that the verifier knows) | Kernel(typed pointer) | Remote(address, by helper)
 * </pre>
 *
 * Numbers, truth values, pointers and enumerators are values of 64 bits; texts, tuples, records, arrays, composites, stacks and buffers
 * are bytes at a place, written by {@code Values.into} straight to where they are wanted: a variable, a map key, an event record.
 *
 * <p>Text in variables, keys and map values is 0 up to its capacity, so that it can be compared and hashed in words; text in event records
 * is not.
 *
 * <p>Not here: types (analysis), instructions (codegen).
 */
@NullMarked
package dev.rawtap.script.lower;

import org.jspecify.annotations.NullMarked;
