/**
 * The text of a script and its tree: bpftrace's language as of 0.27, all of it, with nothing said yet about meaning.
 *
 * <pre>{@code
 * ParsedScript script = ScriptParser.parse("stdin", bytes);
 * script.problems().forEach(problem -> err.print(problem.renderScript()));     // all of them, in order
 * for (Probe probe : script.program().probes()) { … }                          // exhaustive switches over sealed records
 * out.print(ScriptFormatter.print(script.program()));                          // -d ast
 * out.print(ScriptFormatter.format(script));                                   // --fmt
 * }</pre>
 *
 * <pre>
 * Node       = Definition | AttachPoint | Statement | Expression | TypeName      each with its Span
 * Program    = shebang? Definition*
 * Definition = Include | Define | FunctionDefine | TypeDefinition | Config | Import | MapDeclaration | Macro | Subprogram | Probe
 * Probe      = AttachPoint+ predicate? Block
 * Statement  = Evaluate | Assign | CompoundAssign | Declare | Discard | Unroll | While | ForRange | ForEach
 *            | Break | Continue | Return | ImportInside
 * Expression = IntegerLiteral | StringLiteral | BooleanLiteral | Identifier | Variable | MapName | MapElement
 *            | PositionalParameter | PositionalCount | Call | Unary | AddressOf | Step | Binary | Ternary | Elvis
 *            | FieldAccess | TupleAccess | Index | Cast | Tuple | RecordLiteral | SizeOf | OffsetOf | TypeInfo
 *            | TypeValue | Comptime | Block | If | Missing
 * TypeName   = Named | Tagged | Pointer | Array | UnsizedArray | TypeOf
 * </pre>
 *
 * <pre>
 * script      = ["#!" line] (include | define | struct)* (config | import)* (map | macro | function | probe)*
 * config      = "config" "=" "{" [NAME "=" value (";" NAME "=" value)* [";"]] "}"
 * import      = "import" STRING ";"
 * map         = "let" MAP "=" NAME "(" INTEGER ")" [";"]
 * macro       = "macro" NAME "(" [(VARIABLE | MAP | NAME) ("," …)*] ")" block
 * function    = "fn" NAME "(" [VARIABLE ":" type ("," …)*] ")" ":" type block
 * probe       = point ("," point)* [","] ["/" expression "/"] block
 * point       = [NAME "="] part (":" part)*        part: text without blanks, quotes, "*", "$1", "$#"
 * block       = "{" (statement)* [expression] "}"
 * statement   = [target ("=" | "+=" | …)] expression ";" | "let" VARIABLE [":" type] ["=" expression] ";"
 *             | "_" "=" expression ";" | ("break" | "continue" | "return" [expression] | import) ";"
 *             | ("while" | "unroll") expression block | "for" ["("] VARIABLE ":" (MAP | expression ".." expression) [")"] block
 * expression  = binary ["?" expression ":" expression | "?" ":" expression]
 * binary      = unary (OPERATOR unary)*            see {@link dev.rawtap.script.syntax.BinaryOperator}
 * unary       = ("-" | "!" | "~" | "*" | "++" | "--" | "comptime" | "(" type ")") unary | "&amp;" (VARIABLE | MAP) | postfix
 * postfix     = primary ("." NAME | "." INTEGER | "-&gt;" NAME | "[" expression ("," …)* "]" | "++" | "--")*
 * primary     = INTEGER | STRING | NAME ["(" arguments ")"] | VARIABLE | MAP | "$1" | "$#" | block | if
 *             | "(" expression ")" | tuple | record | ("sizeof" | "typeinfo" | "typeof") "(" (type | expression) ")"
 *             | "offsetof" "(" (type | expression) "," NAME ("." NAME)* ")"
 * if          = "if" expression block ["else" (if | block)]
 * type        = (NAME | ("struct" | "union" | "enum") NAME | "typeof" "(" … ")") ("*" | "[" [INTEGER] "]")*
 * </pre>
 *
 * <p>Keywords are keywords only where they can be: {@code $x.if} is a field. {@code (name) - 1} is a cast unless the name
 * is a builtin, a constant or a macro of the script. Where bpftrace wants parentheses around conditions and bounds, they
 * may be left out here; a lone semicolon is no mistake; a slash begins the predicate right behind an attach point that
 * has no paths.
 *
 * <p>Behind a mistake reading goes on where its bracket closes, at the block that its head leads to, at the next statement
 * or definition ({@link dev.rawtap.script.syntax.Recovery}), so that the rest can be analyzed, too.
 *
 * <p>Invariants: {@code parse(format(x))} has the tree of {@code x} at other places; {@code format} of its own result
 * changes nothing; no tree is higher than 300. Nodes are immutable. Not here: what names mean, types, the expansion of
 * macros, which probes exist, the inside of C types ({@link dev.rawtap.script.syntax.Definition.TypeDefinition}).
 */
@NullMarked
package dev.rawtap.script.syntax;

import org.jspecify.annotations.NullMarked;
