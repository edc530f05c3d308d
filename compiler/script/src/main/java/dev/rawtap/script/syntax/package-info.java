/**
 * The text of a script and its tree: bpftrace's language as of 0.27, all of it, with nothing said yet about meaning.
 *
 * <pre>{@code
 * Program program = …;
 * for (Probe probe : program.probes()) {
 *     for (Statement statement : probe.body().statements()) {
 *         switch (statement) {
 *             case Statement.Evaluate(Span span, Expression expression) -> …
 *         }
 *     }
 * }
 * }</pre>
 *
 * <pre>
 * Node       = Definition | AttachPoint | Statement | Expression | TypeName      each with its Span
 * Program    = shebang? Definition*
 * Definition = Include | Define | TypeDefinition | Config | Import | MapDeclaration | Macro | Subprogram | Probe
 * Probe      = AttachPoint+ predicate? Block
 * Statement  = Evaluate | Assign | CompoundAssign | Declare | Discard | Unroll | While | ForRange | ForEach
 *            | Break | Continue | Return | ImportInside
 * Expression = IntegerLiteral | StringLiteral | BooleanLiteral | Identifier | Variable | MapName | MapElement
 *            | PositionalParameter | PositionalCount | Call | Unary | AddressOf | Step | Binary | Ternary | Elvis
 *            | FieldAccess | TupleAccess | Index | Cast | Tuple | RecordLiteral | SizeOf | OffsetOf | TypeInfo
 *            | TypeValue | Comptime | Block | If
 * TypeName   = Named | Tagged | Pointer | Array | UnsizedArray | TypeOf
 * </pre>
 *
 * <p>Nodes are immutable. Not here: what names mean, types, the expansion of macros, which probes exist.
 */
@NullMarked
package dev.rawtap.script.syntax;

import org.jspecify.annotations.NullMarked;
