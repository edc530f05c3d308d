package dev.rawtap.btf.c;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.BtfType;
import java.util.HashMap;
import java.util.Map;

/**
 * Unique C names. BTF may hold several structures of one name (from different source files); the first one asked for
 * keeps it, others get {@code ___2}, {@code ___3}: what CO-RE takes for flavours of the same type.
 */
final class CIdentifiers {
    private final Btf btf;
    private final Map<Integer, String> byId = new HashMap<>();
    /** How often a tag was given out. Tags and other names do not clash in C. */
    private final Map<String, Integer> tags = new HashMap<>();

    private final Map<String, Integer> others = new HashMap<>();

    CIdentifiers(Btf btf) {
        this.btf = btf;
    }

    /** The tag of a structure, union, enumeration or forward declaration that has a name. */
    String tag(int id) {
        String known = byId.get(id);
        if (known != null) {
            return known;
        }
        String name = plain(btf.nameOf(id));
        String tag;
        if (btf.type(id) instanceof BtfType.Forward forward) {
            var definition = btf.find(forward.union() ? BtfKind.UNION : BtfKind.STRUCT, forward.name());
            tag = definition.isPresent() ? tag(definition.getAsInt()) : unique(tags, name);
        } else {
            tag = unique(tags, name);
        }
        byId.put(id, tag);
        return tag;
    }

    /** The name of a typedef. */
    String typedef(int id) {
        return byId.computeIfAbsent(id, ignored -> unique(others, plain(btf.nameOf(id))));
    }

    /** The name of an enumerator, to be asked for once. */
    String enumerator(String name) {
        return unique(others, plain(name));
    }

    private static String unique(Map<String, Integer> used, String name) {
        int count = used.merge(name, 1, Integer::sum);
        return count == 1 ? name : name + "___" + count;
    }

    /** A C identifier; other languages' types have other characters in their names. */
    static String plain(String name) {
        boolean fine = name.chars().allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || c == '_' || c == '$'));
        return fine ? name : name.replaceAll("[^A-Za-z0-9_]", "_");
    }
}
