/**
 * Rewrites of functions: one rewrite, one class, one test. {@link dev.rawtap.ir.pass.Passes} lists their order.
 *
 * <pre>{@code
 * Module better = Passes.run(module, Passes.Options.DEFAULT);
 * }</pre>
 *
 * <pre>
 * Pass    = a whole function at a time; the same object when there is nothing to do
 * Rule    = one operation, by what its operands are     } SimplifyOperations applies all of them
 * EndRule = the end of a block, by what its operands are }   until none does anything
 * </pre>
 *
 * <p>What is shared: {@code Definitions}, {@code Substitution}, {@code Constants} (each constant stands once at the beginning of the entry),
 * {@code KnownBits}, {@code Facts}, {@code HelperEffect}, {@code MemoryEffects} and {@code MemoryVersions}.
 *
 * <p>Invariants:
 * <ul>
 *   <li>No pass separates a check from what it proves: the kernel's verifier learns from a branch about the value that was compared. So a
 *       sum that something else uses too is not computed anew from its parts, and a branch goes only where the verifier sees the same.
 *   <li>What a function does that can be seen, it does afterwards in the same order; a read that fails gives 0. Kernel objects are taken
 *       to stay as they are during a run, unless the program changes them.
 *   <li>Time is linear in the steps of a function, but for what is bounded by a constant.
 * </ul>
 *
 * <p>A new pass: a class with before and after in its docstring, a place in {@code Passes.ALL}, a test with both as text
 * ({@code Rewrites} in the tests). {@code PassesTest} tries it on random modules and compares what the interpreter says.
 *
 * <p>Not here: instruction selection, registers, the layout of blocks and of the stack.
 */
@NullMarked
package dev.rawtap.ir.pass;

import org.jspecify.annotations.NullMarked;
