package dev.rawtap.object.elf;

import dev.rawtap.base.ByteCursor;

/**
 * A section of an ELF file (ELF specification, "Sections").
 *
 * @param index its number in the section table
 * @param name its name
 * @param type SHT_* number
 * @param flags SHF_* bits
 * @param size bytes, also of a section that the file does not hold, such as {@code .bss}
 * @param link SHF-dependent number of another section
 * @param info the section that relocations apply to, for relocation sections
 * @param alignment bytes that its place must be a multiple of
 * @param data its bytes in the file; empty for {@code .bss}
 */
public record ElfSection(
        int index, String name, int type, long flags, long size, int link, int info, int alignment, ByteCursor data) {
    static final int SYMBOL_TABLE = 2;
    static final int STRING_TABLE = 3;
    static final int RELOCATIONS_WITH_ADDEND = 4;
    static final int NO_BITS = 8;
    static final int RELOCATIONS = 9;

    private static final long ALLOCATED = 0x2;
    private static final long EXECUTABLE = 0x4;
    private static final long COMPRESSED = 0x800;

    /** Whether it holds instructions. */
    public boolean isCode() {
        return (flags & EXECUTABLE) != 0 && (flags & ALLOCATED) != 0 && type != NO_BITS;
    }

    /** Whether it holds global data: {@code .rodata*}, {@code .data*}, {@code .bss*}. */
    public boolean isData() {
        return (flags & ALLOCATED) != 0
                && (flags & EXECUTABLE) == 0
                && (named(".rodata") || named(".data") || named(".bss"));
    }

    /** Whether it holds constants. */
    public boolean isConstant() {
        return named(".rodata");
    }

    boolean isCompressed() {
        return (flags & COMPRESSED) != 0;
    }

    boolean isRelocations() {
        return type == RELOCATIONS || type == RELOCATIONS_WITH_ADDEND;
    }

    private boolean named(String prefix) {
        return name.equals(prefix) || name.startsWith(prefix + ".");
    }
}
