/**
 * Reads objects that clang made: ELF files with BPF code, maps, global data, BTF and DWARF.
 *
 * <pre>{@code
 * var object = ElfObject.read(Path.of("unlinkat.bpf.o"));
 * ObjectSpec spec = object.spec();
 * }</pre>
 *
 * <pre>
 * ElfFile      = ElfSection*, ElfSymbol*, ElfRelocation*          what any ELF reader sees
 * CodeSection  = instructions cut into CodeFunction*              with func_info, line_info, CO-RE of .BTF.ext
 * MapSections  = maps of .maps (BTF) and maps (struct bpf_map_def), MapValues what they hold at the beginning
 * DataSections = .rodata* .data* .bss* as array maps, global variables
 * ExternalDeclarations    = options (.kconfig) as a map of constants, symbols of the kernel (.ksyms)
 * SymbolTable  : relocation -> function | map | place in global data | external symbol
 * ProgramLinker: entry function + all that it reaches -> ProgramSpec
 * ObjectLinker : files -> ObjectSpec, by GlobalSymbols (names that they share), SectionPlaces and LinkedTypes (BTF of all)
 * </pre>
 *
 * <p>A function that is not static, in a section other than {@code .text}, is a program; everything else is called by
 * one. The map of global data is named like its section ({@code .rodata}), as it is the same in every object; only
 * the kernel cuts names to 15 bytes. Relocation against a kernel's types happens later, in {@code
 * dev.rawtap.object.relocate}.
 *
 * <p>Invariant: whatever the bytes are, reading ends with a value or one {@link dev.rawtap.base.RawtapException}, in
 * time and memory that are linear in the size of the file (at most 64 MiB). Sections do not overlap. Not here: what kernel
 * options and symbols ({@code .kconfig}, {@code .ksyms}) are on a kernel.
 */
@NullMarked
package dev.rawtap.object.elf;

import org.jspecify.annotations.NullMarked;
