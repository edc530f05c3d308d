/**
 * Program objects as values: what a clang object, a script and a Java method all become, and what every engine loads.
 *
 * <pre>{@code
 * ObjectSpec spec = ElfObject.read(Path.of("unlinkat.bpf.o")).spec();
 * ObjectSpec filtered = Globals.set(spec, "only_pid", 4711);
 * }</pre>
 *
 * <pre>
 * ObjectSpec  = name, byte order, licence, ProgramSpec*, MapSpec*, GlobalVariable*, Btf?, notes, ExternalSymbol*
 * ProgramSpec = name, section, AttachPoint, code, Reference*, FunctionInfo*, SourceLine*, FieldRelocation*
 * MapSpec     = name, MapType, sizes, flags, BTF types, contents?, MapSpec? of what it holds, values
 * Target      = architecture, kernel version, Feature*, Btf?
 * </pre>
 *
 * <p>Objects of clang are read by {@code dev.rawtap.object.elf}; {@code dev.rawtap.object.relocate} fits them to a target,
 * and {@code dev.rawtap.object.external} finds what they use of a kernel beside helpers.
 * A global data section is a map named like the section: {@code .rodata}, {@code .data.tuning}.
 *
 * <p>Invariant: everything is immutable and depends on no host until it is relocated for a {@link Target}. Not here:
 * file descriptors, and anything that asks a kernel.
 */
@NullMarked
package dev.rawtap.object;

import org.jspecify.annotations.NullMarked;
