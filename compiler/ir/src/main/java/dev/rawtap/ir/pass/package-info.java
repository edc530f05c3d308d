/**
 * Rewrites of functions: one rewrite, one class, one test. {@code Passes} lists their order.
 *
 * <p>No pass may separate a check from what it proves: the kernel's verifier learns from a branch about the value that was compared.
 */
@NullMarked
package dev.rawtap.ir.pass;

import org.jspecify.annotations.NullMarked;
