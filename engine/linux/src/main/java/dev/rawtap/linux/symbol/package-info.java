/**
 * Names for addresses in processes: which file is mapped there, which function of it, or which code made at run time.
 *
 * <pre>{@code
 * var symbols = new UserSymbols(SystemFiles.HOST);
 * symbols.place(pid, address);       // read+16 in /usr/lib/x86_64-linux-gnu/libc.so.6
 * }</pre>
 *
 * <pre>
 * UserSymbols   = process number -> ProcessImage, file -> MappedModule
 * ProcessImage  = ProcessMapping*, PerfMap
 * MappedModule  = ElfImage, FunctionTable (its own, or that of a separate debug file)
 * ElfImage      = sections, loaded segments, build id, debug link
 * FunctionTable = functions by address
 * PerfMap       = functions that a virtual machine has compiled, by address
 * </pre>
 *
 * <p>An address becomes a place in the file through its mapping, and that an address of the file through its loaded
 * segments: position-independent code, shared libraries and fixed executables alike. Files are looked for in the
 * process's own file system ({@code /proc/PID/root}), then in ours. What is broken or gone has no names; nothing here
 * throws for what others wrote. No DWARF: inlined functions and source lines are not known.
 */
@NullMarked
package dev.rawtap.linux.symbol;

import org.jspecify.annotations.NullMarked;
