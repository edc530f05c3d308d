/**
 * What must hold of every function between passes: each value is defined once and before its uses, types fit, edges give what blocks take.
 *
 * <p>Not here: what the kernel's verifier wants.
 */
@NullMarked
package dev.rawtap.ir.check;

import org.jspecify.annotations.NullMarked;
