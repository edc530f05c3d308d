package dev.rawtap.btf.c;

import dev.rawtap.base.NearestNames;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfBuilder;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.BtfType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Names that C text has defined so far, and those that it may use without. */
final class CScope {
    private static final int HINTS = 3;

    private final BtfBuilder builder;
    private final @Nullable Btf known;
    /** By keyword and tag: {@code struct event}. */
    private final Map<String, CType> tags = new HashMap<>();

    private final Map<String, CType> typedefs = new HashMap<>();
    private final Map<String, Long> constants = new HashMap<>(CWellKnown.MACROS);

    CScope(BtfBuilder builder, @Nullable Btf known) {
        this.builder = builder;
        this.known = known;
    }

    /** The type that a typedef of this name stands for. */
    Optional<CType> typedef(String name) {
        CType own = typedefs.get(name);
        if (own != null) {
            return Optional.of(own);
        }
        var usual = CWellKnown.typedef(builder, name);
        return usual.isPresent() ? usual : find(BtfKind.TYPEDEF, name);
    }

    void defineTypedef(String name, CType type) {
        typedefs.put(name, new CType(builder.add(new BtfType.Typedef(name, type.id())), type.size(), type.align()));
    }

    /** The type of a tag; one that nobody defines is declared, which only pointers can use. */
    CType tag(String keyword, String name) {
        CType own = tags.get(keyword + " " + name);
        if (own != null) {
            return own;
        }
        BtfKind kind = switch (keyword) {
            case "struct" -> BtfKind.STRUCT;
            case "union" -> BtfKind.UNION;
            default -> BtfKind.ENUM;
        };
        var found = find(kind, name);
        if (found.isPresent()) {
            return found.get();
        }
        if (kind == BtfKind.ENUM) {
            return find(BtfKind.ENUM64, name).orElse(CType.VOID);
        }
        var declared = new CType(builder.intern(new BtfType.Forward(name, kind == BtfKind.UNION)), -1, 1);
        tags.put(keyword + " " + name, declared);
        return declared;
    }

    /** Whether the text itself has defined the tag. */
    boolean defines(String keyword, String name) {
        CType own = tags.get(keyword + " " + name);
        return own != null && own.complete();
    }

    void defineTag(String keyword, String name, CType type) {
        tags.put(keyword + " " + name, type);
    }

    Optional<Long> constant(String name) {
        return Optional.ofNullable(constants.get(name));
    }

    void defineConstant(String name, long value) {
        constants.put(name, value);
    }

    private Optional<CType> find(BtfKind kind, String name) {
        if (known == null) {
            return Optional.empty();
        }
        OptionalInt id = known.find(kind, name);
        return id.isEmpty()
                ? Optional.empty()
                : Optional.of(new CType(id.getAsInt(), known.sizeOf(id.getAsInt()), known.alignOf(id.getAsInt())));
    }

    String[] hintsForType(String name) {
        var names = new ArrayList<>(CWellKnown.names());
        names.addAll(typedefs.keySet());
        if (known != null) {
            known.ids(BtfKind.TYPEDEF).forEach(id -> names.add(known.nameOf(id)));
        }
        var hints = new ArrayList<>(nearest(name, names));
        for (String keyword : List.of("struct", "union", "enum")) {
            if (tags.containsKey(keyword + " " + name)) {
                hints.addFirst("write '%s %s'".formatted(keyword, name));
            }
        }
        return hints.toArray(String[]::new);
    }

    String[] hintsForTag(String keyword, String name) {
        var names = new ArrayList<String>();
        tags.forEach((tag, type) -> {
            if (tag.startsWith(keyword + " ") && type.complete()) {
                names.add(tag.substring(keyword.length() + 1));
            }
        });
        if (known != null) {
            BtfKind kind =
                    keyword.equals("union") ? BtfKind.UNION : keyword.equals("enum") ? BtfKind.ENUM : BtfKind.STRUCT;
            known.ids(kind).forEach(id -> names.add(known.nameOf(id)));
        }
        var hints = nearest(name, names);
        return hints.isEmpty()
                ? new String[] {"define it before: %s %s { ... };".formatted(keyword, name)}
                : hints.toArray(String[]::new);
    }

    private static List<String> nearest(String name, List<String> names) {
        var near = NearestNames.of(name, names, HINTS);
        return near.isEmpty() ? List.of() : List.of("nearest: " + String.join(", ", near));
    }
}
