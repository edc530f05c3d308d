/**
 * What must hold of every function between passes.
 *
 * <pre>{@code
 * FunctionCheck.check(function); // throws BrokenFunctionException with the printed function
 * }</pre>
 *
 * <p>In order: labels, slots and values are defined once, edges lead to blocks of the function and none to the entry; the entry reaches every
 * block; each use comes after its definition on every way and has its type; operands, results, arguments of edges and of helpers have the
 * types that are asked for; a pointer that may be NULL is compared with 0 before it is followed.
 *
 * <p>A failure is a bug of the compiler, never of a user's program.
 *
 * <p>Not here: what the kernel's verifier wants besides.
 */
@NullMarked
package dev.rawtap.ir.check;

import org.jspecify.annotations.NullMarked;
