package dev.rawtap.btf.dwarf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A debugging information entry, with the attributes that types need. */
final class Entry {
    /** Byte offset in {@code .debug_info}; what references name. */
    final long offset;

    final int tag;
    final List<Entry> children = new ArrayList<>();
    private final Map<Integer, Long> numbers = new HashMap<>();
    private String name = "";

    Entry(long offset, int tag) {
        this.offset = offset;
        this.tag = tag;
    }

    void setNumber(int attribute, long value) {
        numbers.put(attribute, value);
    }

    void setName(String name) {
        this.name = name;
    }

    /** {@code DW_AT_name}; empty if there is none. */
    String name() {
        return name;
    }

    /** A number, or the offset of the entry that a reference names. */
    OptionalLong number(int attribute) {
        Long value = numbers.get(attribute);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    boolean has(int attribute) {
        return numbers.containsKey(attribute);
    }
}
