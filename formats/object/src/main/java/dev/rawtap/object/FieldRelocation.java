package dev.rawtap.object;

/**
 * A CO-RE relocation: an instruction whose number depends on the target's types.
 *
 * @param instruction index into the program's code
 * @param root id of the local root type in the object's BTF
 * @param access access string, such as {@code "0:1:0"}, or an enumerator's index
 * @param kind what is asked about the field, type or enumerator
 */
public record FieldRelocation(int instruction, int root, String access, Kind kind) {
    /** Kinds and their numbers in .BTF.ext (enum bpf_core_relo_kind, linux/bpf.h, 6.18). */
    public enum Kind {
        /** Byte offset of the field. */
        FIELD_BYTE_OFFSET,
        /** Size of the field in bytes. */
        FIELD_BYTE_SIZE,
        /** 1 if the target has the field. */
        FIELD_EXISTS,
        /** 1 if the field is signed. */
        FIELD_SIGNED,
        /** Left shift that brings a bit field to the top of 64 bits. */
        FIELD_LEFT_SHIFT_U64,
        /** Right shift after that. */
        FIELD_RIGHT_SHIFT_U64,
        /** The local type's id. */
        TYPE_ID_LOCAL,
        /** The target type's id. */
        TYPE_ID_TARGET,
        /** 1 if the target has the type. */
        TYPE_EXISTS,
        /** The type's size in bytes. */
        TYPE_SIZE,
        /** 1 if the target has the enumerator. */
        ENUMERATOR_EXISTS,
        /** The enumerator's value. */
        ENUMERATOR_VALUE,
        /** 1 if the target's type matches in shape. */
        TYPE_MATCHES
    }
}
