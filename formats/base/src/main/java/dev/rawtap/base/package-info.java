/**
 * What every room shares, and nothing else: reading bytes with bounds, saying where something is wrong, and the few
 * exceptions that leave this project.
 *
 * <pre>{@code
 * var bytes = new ByteCursor("vmlinux.btf", segment, ByteOrder.LITTLE_ENDIAN);
 * int magic = bytes.u16(0);                     // MalformedException names the file and the offset
 * throw new InvalidInputException("no raw tracepoint 'sys_entr'", "nearest: sys_enter, sys_exit");
 * }</pre>
 *
 * <pre>
 * RawtapException = MalformedException      bytes that are not what they should be: file, offset
 *                 | InvalidInputException   a user's mistake: a name, an option, a value
 *                 | RejectedException       a program that the verifier refuses: findings, the whole log
 *                 | KernelException         a system call that failed: doing what, to what, errno
 *                 | UnsupportedException    what this machine does not have or does not allow
 * Diagnostic      = Severity, code, Span, message, contexts, hints
 * Span            = SourceText, start, end
 * </pre>
 *
 * <p>Not here: anything that one room alone needs. Values are immutable; {@link ByteCursor} is stateless and may be
 * shared by threads.
 */
@NullMarked
package dev.rawtap.base;

import org.jspecify.annotations.NullMarked;
