/**
 * Types out of DWARF 4 and 5, as BTF: compilers keep a structure in BTF only if a map, a global variable or a function
 * signature uses it, but in DWARF always.
 *
 * <pre>{@code
 * var sections = new DwarfSections("x.bpf.o", order, info, abbrev, str, strOffsets, lineStr);
 * Btf types = DwarfTypes.read(sections);
 * int event = types.find(BtfKind.STRUCT, "event").orElseThrow();
 * }</pre>
 *
 * <p>Relocations of the sections must have been applied. Not here: code, locations, line tables, split DWARF.
 */
@NullMarked
package dev.rawtap.btf.dwarf;

import org.jspecify.annotations.NullMarked;
