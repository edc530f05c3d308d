/**
 * System calls of x86-64, i386, arm64 and arm as data: numbers, names, arguments, the register and pt_regs field of
 * each argument, and the names of flags and other constants.
 *
 * <pre>{@code
 * Syscall call = SyscallTable.of(Architecture.X86_64).get("unlinkat");
 * call.number();                                    // 263
 * call.prototype();                                 // long unlinkat(int dfd, const char *pathname, int flag)
 * Argument flag = call.arguments().get(2);
 * call.register(flag);                              // rdx (pt_regs.dx, offset 96)
 * call.text(flag, 0x200);                           // AT_REMOVEDIR
 * SyscallResult.of(call.architecture(), -2);        // -1 ENOENT
 * }</pre>
 *
 * <pre>
 * SyscallTable     = Architecture, Syscall*                     by number, by name, by tracepoint name
 * Syscall          = number, name, kernel function, Argument*   at most six
 * Argument         = index, name, C type, Representation, ConstantSet name?
 * Representation   = 32, 16 or 64 bits, signed or not | user pointer | user string
 * ConstantSet      = name, Style, Constant*                     flags | octal | enumeration
 * Constant         = name, value, mask
 * SyscallRegisters = number, argument x 6, result               each a Register: name, pt_regs field, offset
 * SyscallResult    = value, error number?
 * </pre>
 *
 * <p>Three names. User space says {@code stat}; the kernel function is {@code sys_newstat}; tracepoints say
 * {@code sys_enter_newstat}. {@link SyscallTable#get} takes the first and the last. I386 is 32-bit callers on an x86-64
 * kernel, arm those on an arm64 kernel: other numbers, other registers, and types as the kernel's compat functions
 * declare them. The kernel leaves these callers out of the {@code syscalls:} tracepoints, but raw {@code sys_enter} sees
 * them with their own numbers.
 *
 * <p>The tables are those of the newest kernel that the script {@code formats/syscall/generate} was run on (their first
 * lines say which), so an older kernel may lack a call or a last argument; calls that were removed since 5.8 are kept.
 * They are read when first used, a few milliseconds cold, and entries are decoded one by one. All types are immutable or
 * thread-safe.
 *
 * <p>Not here: names of error numbers ({@link dev.rawtap.base.Errno}), requests of ioctl, contents of structs, making a
 * system call.
 */
@NullMarked
package dev.rawtap.syscall;

import org.jspecify.annotations.NullMarked;
