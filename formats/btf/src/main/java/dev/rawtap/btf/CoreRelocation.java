package dev.rawtap.btf;

import java.util.List;

/**
 * Asks that an instruction be adapted to the types of the running kernel (struct bpf_core_relo,
 * include/uapi/linux/bpf.h).
 *
 * @param offset bytes from the start of its section
 * @param type id of the local type that {@code access} starts from
 * @param access for a field: index 0 (or of an array), then member and array indexes; for an enumerator: its index;
 *     for a type: 0
 * @param kind what is asked
 */
public record CoreRelocation(int offset, int type, List<Integer> access, Kind kind) {
    /** Copies the access path. */
    public CoreRelocation {
        access = List.copyOf(access);
    }

    /** What is asked; the order is the number in the file (enum bpf_core_relo_kind). */
    public enum Kind {
        /** Offset of a field, in bytes. */
        FIELD_BYTE_OFFSET,
        /** Size of a field, in bytes. */
        FIELD_BYTE_SIZE,
        /** 1 if the field exists, else 0. */
        FIELD_EXISTS,
        /** 1 if the field is signed, else 0. */
        FIELD_SIGNED,
        /** Left shift that brings a bit field to the top of 64 bits. */
        FIELD_LEFT_SHIFT,
        /** Right shift that then brings it to the bottom. */
        FIELD_RIGHT_SHIFT,
        /** Type id in the program's BTF. */
        TYPE_ID_LOCAL,
        /** Type id in the kernel's BTF. */
        TYPE_ID_TARGET,
        /** 1 if the type exists, else 0. */
        TYPE_EXISTS,
        /** Size of the type, in bytes. */
        TYPE_SIZE,
        /** 1 if the enumerator exists, else 0. */
        ENUM_VALUE_EXISTS,
        /** Value of the enumerator. */
        ENUM_VALUE,
        /** 1 if the type exists and its members agree, else 0. */
        TYPE_MATCHES
    }

    /** The path as written in the file, such as {@code 0:1:2}. */
    public String accessText() {
        return String.join(":", access.stream().map(String::valueOf).toList());
    }
}
