package dev.rawtap.object.elf;

import java.util.OptionalLong;

/**
 * A place whose bytes depend on a symbol (LLVM, BPF backend: R_BPF_*).
 *
 * @param offset byte offset into the section that it applies to
 * @param type R_BPF_* number
 * @param symbol what it depends on
 * @param addend what is added; absent where it stands in the place itself
 */
record ElfRelocation(long offset, int type, ElfSymbol symbol, OptionalLong addend) {
    /** R_BPF_64_64: the constant of a 64-bit immediate load. */
    static final int IMMEDIATE_64 = 1;
    /** R_BPF_64_ABS64: 8 bytes of data. */
    static final int DATA_64 = 2;
    /** R_BPF_64_ABS32: 4 bytes of data. */
    static final int DATA_32 = 3;
    /** R_BPF_64_NODYLD32: 4 bytes of .BTF and .BTF.ext. */
    static final int TYPES_32 = 4;
    /** R_BPF_64_32: the target of a call. */
    static final int CALL = 10;
}
