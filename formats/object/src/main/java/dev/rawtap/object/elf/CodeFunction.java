package dev.rawtap.object.elf;

/**
 * A function in a code section.
 *
 * @param name its name
 * @param section where it is
 * @param start index of its first instruction in the section
 * @param end index past its last
 * @param binding who sees it; local is a static function
 */
record CodeFunction(String name, CodeSection section, int start, int end, ElfSymbol.Binding binding) {
    /** Number of instructions. */
    int length() {
        return end - start;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CodeFunction that && section == that.section && start == that.start;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(section) * 31 + start;
    }

    @Override
    public String toString() {
        return name;
    }
}
