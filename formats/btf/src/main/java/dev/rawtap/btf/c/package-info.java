/**
 * C text to BTF and back.
 *
 * <pre>{@code
 * CNames.declare(btf, id, "task");                              // struct task_struct *task
 * }</pre>
 *
 * <p>Not here: expressions, functions, the preprocessor.
 */
@NullMarked
package dev.rawtap.btf.c;

import org.jspecify.annotations.NullMarked;
