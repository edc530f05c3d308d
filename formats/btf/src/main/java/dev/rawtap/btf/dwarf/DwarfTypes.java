package dev.rawtap.btf.dwarf;

import dev.rawtap.btf.Btf;

/** Reads the types of an object's DWARF. */
public final class DwarfTypes {
    private DwarfTypes() {}

    /**
     * All types as BTF that stands on its own; a structure that several units define alike is there once.
     *
     * @throws dev.rawtap.base.MalformedException if the sections are broken
     */
    public static Btf read(DwarfSections sections) {
        var reader = new EntryReader(sections);
        return new EntryConverter(sections, reader.info(), reader.read()).convert();
    }
}
