package dev.rawtap.btf;

/** The kinds of BTF types; the ordinal is the number in the file (include/uapi/linux/btf.h, 6.18). */
public enum BtfKind {
    /** Type 0: no type; the target of {@code void *}. */
    VOID,
    /** Integer, character, boolean. */
    INT,
    /** Pointer. */
    POINTER,
    /** Array. */
    ARRAY,
    /** Structure. */
    STRUCT,
    /** Union. */
    UNION,
    /** Enumeration of values of up to 32 bits. */
    ENUM,
    /** Forward declaration of a structure or union. */
    FORWARD,
    /** Typedef. */
    TYPEDEF,
    /** {@code volatile}. */
    VOLATILE,
    /** {@code const}. */
    CONST,
    /** {@code restrict}. */
    RESTRICT,
    /** Function with a name and linkage. */
    FUNCTION,
    /** Function signature. */
    FUNCTION_PROTOTYPE,
    /** Global variable. */
    VARIABLE,
    /** ELF section of global variables. */
    DATA_SECTION,
    /** Floating point number. */
    FLOAT,
    /** {@code btf_decl_tag}. */
    DECLARATION_TAG,
    /** {@code btf_type_tag}. */
    TYPE_TAG,
    /** Enumeration of 64-bit values. */
    ENUM64;

    private static final BtfKind[] ALL = values();

    /** Number of kinds; a greater or equal number in a file is unknown. */
    static final int COUNT = ALL.length;

    /** The kind of a number below {@link #COUNT}. */
    static BtfKind of(int number) {
        return ALL[number];
    }

    /** The number in the file. */
    @SuppressWarnings("EnumOrdinal") // the order is the format's
    public int number() {
        return ordinal();
    }
}
