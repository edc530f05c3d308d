package dev.rawtap.object.elf;

/**
 * A symbol of a relocatable ELF file.
 *
 * @param index its number in the symbol table
 * @param name its name; empty for a section's own symbol
 * @param value byte offset into its section
 * @param size bytes, 0 if unknown
 * @param type what it names
 * @param binding who sees it
 * @param section number of its section, {@link #UNDEFINED} for what is defined elsewhere
 */
record ElfSymbol(int index, String name, long value, long size, Type type, Binding binding, int section) {
    /** SHN_UNDEF. */
    static final int UNDEFINED = 0;

    /** STB_*. */
    enum Binding {
        /** This file alone. */
        LOCAL,
        /** Every object. */
        GLOBAL,
        /** Every object that has none of its own; if undefined, it may stay so. */
        WEAK;

        static Binding of(int number) {
            return switch (number) {
                case 0 -> LOCAL;
                case 2 -> WEAK;
                default -> GLOBAL;
            };
        }
    }

    /** STT_*, as far as objects use them. */
    enum Type {
        OBJECT,
        FUNCTION,
        SECTION,
        OTHER;

        static Type of(int number) {
            return switch (number) {
                case 1 -> OBJECT;
                case 2 -> FUNCTION;
                case 3 -> SECTION;
                default -> OTHER;
            };
        }
    }
}
