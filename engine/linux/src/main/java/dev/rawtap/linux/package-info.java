/**
 * The one door to the kernel, and what is read through it or from procfs: the only room with native access.
 *
 * <pre>{@code
 * Kernel kernel = new LinuxKernel();
 * try (var call = Arena.ofConfined();
 *         var link = FileDescriptor.of(
 *                 kernel,
 *                 kernel.bpf(BpfCommand.RAW_TRACEPOINT_OPEN, RawTracepointOpenAttribute.of(call, "sys_enter", program, 0)),
 *                 "attach raw tracepoint 'sys_enter'")) { ... }
 * }</pre>
 *
 * <pre>
 * Kernel         = bpf(BpfCommand, struct) | mmap | epoll | eventfd | perf events | files | detached mounts | children
 * LinuxKernel    : Kernel        the real one; testkit has a fake
 * FileDescriptor = Kernel, number; one owner
 * Tracefs        = Kernel, a detached mount: availableEvents | eventId | eventFormat | openTracePipe
 * LinuxHost      : Host          children, shell, processes, clocks, users, groups, control groups, symbols
 * Lockdown       = Kernel -> NONE | INTEGRITY | CONFIDENTIALITY
 * Machine        = SystemFiles -> kernelVersion | CPUs | sysctl | capabilities | KernelConfig
 * Holders        = SystemFiles -> (PROGRAM | MAP | LINK | BTF, id) -> Holder*
 * KernelBtf      = Kernel, SystemFiles -> vmlinux | module(name)
 * </pre>
 *
 * <p>Invariants: the kernel is called through {@link dev.rawtap.linux.Kernel} alone, by one FFM downcall shape; a result
 * below zero is {@code -errno}; a descriptor has one owner, which closes it once. Start the JVM with
 * {@code --enable-native-access=dev.rawtap.linux}.
 *
 * <p>Not here: what maps and programs mean (kernel), layouts of kernel structs ({@code dev.rawtap.linux.struct}), symbols of
 * processes ({@code dev.rawtap.linux.symbol}).
 */
@NullMarked
package dev.rawtap.linux;

import org.jspecify.annotations.NullMarked;
