/**
 * A script after analysis: names resolved, macros and attach points expanded, every expression with its type, every conversion written out.
 * What analysis gives and lowering takes.
 *
 * <pre>
 * TypedScript     = probes: TypedProbe*, functions: TypedFunction*, maps: ScriptMap*, ScriptConfig
 * TypedProbe      = names, ProbeKind, body: TypedStatement.Block
 * TypedStatement  = Block | Evaluate | AssignVariable | AssignMap | Aggregate | Emit | If | While | ForRange | ForMap | Break | Continue | Return
 * TypedExpression = constants, variables, maps, memory, arithmetic, calls; each has a ScriptType and a Span
 * </pre>
 *
 * <p>Operands of arithmetic and comparison have the type in which the operation is done; analysis puts {@code Convert} where they had
 * not. A variable of type text, tuple, record, array or composite holds bytes; all others hold a number of 64 bits, extended as their
 * type says.
 *
 * <p>Not here: syntax, code.
 */
@NullMarked
package dev.rawtap.script.typed;

import org.jspecify.annotations.NullMarked;
