/**
 * C text to BTF and back.
 *
 * <pre>{@code
 * CNames.declare(btf, id, "task");                    // struct task_struct *task
 * CPrinter.type(btf, id);                             // its definition after all that it needs
 * CPrinter.header(vmlinux);                           // vmlinux.h
 * switch (CDeclarations.parse("--events", "u32 pid; char comm[16]", null)) {
 *     case CDeclarations.Found(Btf btf, int type) -> ...
 *     case CDeclarations.Wrong(List<Diagnostic> problems) -> ...
 * }
 * }</pre>
 *
 * <p>Layout is that of the System V ABI for 64 bits; what is printed is laid out by a compiler as BTF says. Not here:
 * expressions other than constants, function bodies, the preprocessor.
 */
@NullMarked
package dev.rawtap.btf.c;

import org.jspecify.annotations.NullMarked;
