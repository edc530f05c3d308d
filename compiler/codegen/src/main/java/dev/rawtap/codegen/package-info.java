/**
 * From {@link dev.rawtap.ir.Module} to instructions: selection, register allocation, stack, BTF function and line information.
 *
 * <p>Not here: what the program means, maps (the caller describes them), loading.
 */
@NullMarked
package dev.rawtap.codegen;

import org.jspecify.annotations.NullMarked;
