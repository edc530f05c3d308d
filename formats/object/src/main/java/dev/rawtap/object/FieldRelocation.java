package dev.rawtap.object;

import dev.rawtap.btf.CoreRelocation;
import java.util.List;

/**
 * A CO-RE relocation: an instruction whose number depends on the target's types.
 *
 * @param instruction index into the program's code
 * @param root id of the local root type in the object's BTF
 * @param access for a field: 0 (or an array index), then member and array indexes; for an enumerator: its index
 * @param kind what is asked about the field, type or enumerator
 */
public record FieldRelocation(int instruction, int root, List<Integer> access, CoreRelocation.Kind kind) {
    /** Copies the path. */
    public FieldRelocation {
        access = List.copyOf(access);
    }
}
