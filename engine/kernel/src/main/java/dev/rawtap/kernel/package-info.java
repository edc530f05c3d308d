/**
 * The engine that runs programs in the kernel, through bpf(2).
 *
 * <pre>{@code
 * try (var engine = KernelEngine.open();
 *         var loaded = engine.load(ElfObject.read(Path.of("unlinkat.bpf.o")).spec(), LoadOptions.DEFAULT);
 *         var links = loaded.attach()) {
 *     System.out.println(loaded.program("unlinkat").describe());
 * }
 * }</pre>
 *
 * <pre>
 * KernelEngine  : Engine   = Target (probed lazily), KernelLoaded*, objects(), pinned(), keepStatistics(), describe(name)
 * KernelLoaded  : Loaded   = KernelProgram*, KernelMap*, global variables, readers, CodeInsertion*
 * KernelObjects            = what is loaded, by whomever: entries by id, ProgramCode, types
 * KernelProgram : Program  = one fd; KernelLink*; test runs, iterations
 * KernelMap     : BpfMap   = one fd
 * KernelLink    : Link     = one fd; on perf events (classic tracepoints, sampling) one of each for every CPU that counts
 * UserRing                 = records for programs, in a USER_RINGBUF map
 * load                     = relocate, find external symbols, insert, BTF, maps, programs; what fails leaves nothing behind
 * </pre>
 *
 * <p>Invariants: every descriptor has one owner from its first moment; nothing is pinned unless asked for, so that
 * everything goes with the process, however it ends. Features are probed, not told by version; a test compares both. A
 * program is loaded without a log first, and with one only when refused.
 *
 * <p>Not here: the system calls and structs (room linux), relocation (room object), what the verifier's words mean (room
 * verifier).
 */
@NullMarked
package dev.rawtap.kernel;

import org.jspecify.annotations.NullMarked;
