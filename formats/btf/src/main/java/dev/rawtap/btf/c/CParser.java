package dev.rawtap.btf.c;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfBuilder;
import dev.rawtap.btf.BtfType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads C declarations of types by recursive descent; each {@code CProblem} is the first mistake.
 *
 * <pre>
 * text        = declaration*
 * declaration = "typedef"? specifiers (declarator (":" number)? ("," ...)*)? ";"
 * specifiers  = words | typedef name | ("struct" | "union") tag? ("{" declaration* "}")? | "enum" tag? ("{" ... "}")?
 * declarator  = "*"* (name | "(" declarator ")") ("[" number? "]" | "(" parameters ")")*
 * </pre>
 */
final class CParser {
    private static final int MAX_NESTING = 32;
    private static final long MAX_SIZE = 1 << 27;
    private static final Set<String> WORDS = Set.of(
            "void",
            "char",
            "short",
            "int",
            "long",
            "signed",
            "unsigned",
            "float",
            "double",
            "_Bool",
            "bool",
            "__int128");
    private static final Set<String> QUALIFIERS =
            Set.of("const", "volatile", "restrict", "__restrict", "extern", "static", "register", "__user", "__rcu");

    private final CWords words;
    private final BtfBuilder builder;
    private final CScope scope;
    private int nesting;
    /** The structure or union that was completed last on the top level, and the members given there. */
    private @Nullable CType lastComposite;

    CParser(String source, String text, BtfBuilder builder, @Nullable Btf known) throws CProblem {
        this.builder = builder;
        this.scope = new CScope(builder, known);
        this.words = new CWords(source, text, scope);
    }

    /** The id of the type that the text gives. */
    int parse() throws CProblem {
        var layout = new CStructLayout(false, false);
        var names = new HashMap<String, CToken>();
        CToken start = words.peek();
        while (words.peek().kind() != CToken.Kind.END) {
            declaration(layout, names, true);
        }
        if (layout.members().stream().anyMatch(member -> !member.name().isEmpty())) {
            return composite(false, "", layout, start).id();
        }
        if (lastComposite == null) {
            throw words.problem(
                    words.peek(), "syntax", "no members and no struct", "write for example: u32 pid; char comm[16]");
        }
        return lastComposite.id();
    }

    /** What attributes have said about a type or member. */
    private static final class Attributes {
        boolean packed;
        int align = 1;
    }

    /** One declaration; its declarators become members of {@code layout}, unless it is a typedef. */
    private void declaration(CStructLayout layout, Map<String, CToken> names, boolean top) throws CProblem {
        if (words.accept(";")) {
            return;
        }
        boolean typedef = words.accept("typedef");
        var attributes = new Attributes();
        CToken start = words.peek();
        boolean body = start.is("struct") || start.is("union");
        CType base = specifiers(attributes);
        if (top && body && base.complete()) {
            lastComposite = base;
        }
        if (words.atDeclarationEnd()) {
            boolean anonymous = body
                    && base.complete()
                    && builder.type(base.id()) instanceof BtfType.Composite composite
                    && composite.name().isEmpty();
            if (anonymous) {
                layout.add("", base, attributes.align);
            }
        } else {
            do {
                declarator(layout, names, base, typedef, start, attributes);
            } while (words.accept(","));
        }
        if (!(words.peek().kind() == CToken.Kind.END && top)) {
            words.expect(";");
        }
    }

    private void declarator(
            CStructLayout layout,
            Map<String, CToken> names,
            CType base,
            boolean typedef,
            CToken start,
            Attributes outer)
            throws CProblem {
        if (words.accept(":")) {
            layout.addBits("", base, bitWidth(base, true));
            return;
        }
        var declarator = CDeclaratorParser.parse(this, words, builder);
        CToken name = declarator.name();
        if (name == null) {
            throw words.unexpected("a name");
        }
        CType type = declarator.apply(base, words, builder);
        if (layout.closed()) {
            throw words.problem(name, "flexible-array", "member after one whose length is open", "make it the last");
        }
        var attributes = new Attributes();
        attributes.align = outer.align;
        if (typedef) {
            attributes(attributes);
            scope.defineTypedef(name.text(), type);
            return;
        }
        if (names.putIfAbsent(name.text(), name) != null) {
            throw words.problem(name, "duplicate-field", "member '%s' is there twice".formatted(name.text()));
        }
        if (words.accept(":")) {
            layout.addBits(name.text(), type, bitWidth(type, false));
            return;
        }
        attributes(attributes);
        if (!type.complete()) {
            String shown = words.between(start, name).strip();
            throw words.problem(
                    start,
                    "incomplete-type",
                    "'%s' has no size".formatted(shown),
                    scope.hintsForTag("struct", lastWord(shown)));
        }
        layout.add(name.text(), type, attributes.align);
        if (declarator.open()) {
            layout.close();
        }
        if (layout.size() > MAX_SIZE) {
            throw words.problem(name, "size", "struct of %d bytes, at most %d".formatted(layout.size(), MAX_SIZE));
        }
    }

    private static String lastWord(String text) {
        return text.substring(text.lastIndexOf(' ') + 1);
    }

    private int bitWidth(CType type, boolean nameless) throws CProblem {
        CToken at = words.peek();
        long width = words.constant();
        boolean number = type.complete() && type.size() <= 8 && isNumber(type.id());
        if (!number || width < (nameless ? 0 : 1) || width > type.size() * 8) {
            throw words.problem(
                    at, "bit-field", "bit field of %d bits in %d".formatted(width, Math.max(0, type.size()) * 8));
        }
        return (int) width;
    }

    private boolean isNumber(int id) {
        int current = id;
        while (builder.type(current) instanceof BtfType.Modifier modifier) {
            current = modifier.target();
        }
        return builder.type(current) instanceof BtfType.Int || builder.type(current) instanceof BtfType.Enumeration;
    }

    /** What stands before the declarators. Qualifiers change nothing here and are dropped. */
    private CType specifiers(Attributes attributes) throws CProblem {
        CType type = null;
        var base = new ArrayList<String>();
        CToken start = words.peek();
        while (true) {
            attributes(attributes);
            CToken next = words.peek();
            if (QUALIFIERS.contains(next.text())) {
                words.next();
            } else if (type == null && WORDS.contains(next.text())) {
                base.add(words.next().text());
            } else if (type != null || !base.isEmpty()) {
                break;
            } else {
                type = namedType(next);
            }
        }
        if (type != null) {
            return type;
        }
        return CWellKnown.language(builder, base)
                .orElseThrow(() ->
                        words.problem(start, "unknown-type", "'%s' is no type".formatted(String.join(" ", base))));
    }

    /** A type of one word, a tag or a typedef's name, or one with a body. */
    private CType namedType(CToken next) throws CProblem {
        if (next.is("struct") || next.is("union")) {
            return compositeSpecifier();
        }
        if (next.is("enum")) {
            CType type = new CEnumParser(words, builder, scope).parse();
            attributes(new Attributes());
            return type;
        }
        if (next.kind() != CToken.Kind.NAME) {
            throw words.unexpected("a type");
        }
        words.next();
        return scope.typedef(next.text())
                .orElseThrow(() -> words.problem(
                        next,
                        "unknown-type",
                        "unknown type '%s'".formatted(next.text()),
                        scope.hintsForType(next.text())));
    }

    CType specifiers() throws CProblem {
        return specifiers(new Attributes());
    }

    private CType compositeSpecifier() throws CProblem {
        String keyword = words.next().text();
        var attributes = new Attributes();
        attributes(attributes);
        CToken tag = words.peek().kind() == CToken.Kind.NAME ? words.next() : null;
        attributes(attributes);
        CToken open = words.peek();
        if (!words.accept("{")) {
            if (tag == null) {
                throw words.unexpected("a name or '{'");
            }
            return scope.tag(keyword, tag.text());
        }
        if (tag != null && scope.defines(keyword, tag.text())) {
            throw words.problem(tag, "duplicate-type", "%s %s is defined twice".formatted(keyword, tag.text()));
        }
        if (++nesting > MAX_NESTING) {
            throw words.problem(open, "nesting", "nested deeper than %d".formatted(MAX_NESTING));
        }
        // Attributes may follow the body, and placing members depends on them.
        attributes.packed |= words.packedAfterBody();
        boolean union = keyword.equals("union");
        var layout = new CStructLayout(union, attributes.packed);
        var names = new HashMap<String, CToken>();
        while (!words.accept("}")) {
            declaration(layout, names, false);
        }
        nesting--;
        attributes(attributes);
        layout.alignTo(attributes.align);
        CType type = composite(union, tag == null ? "" : tag.text(), layout, open);
        if (tag != null) {
            scope.defineTag(keyword, tag.text(), type);
        }
        return type;
    }

    private CType composite(boolean union, String name, CStructLayout layout, CToken start) throws CProblem {
        requireUnique(layout.members(), start, new HashSet<>());
        int size = (int) layout.size();
        BtfType type = union
                ? new BtfType.Union(name, size, layout.members())
                : new BtfType.Struct(name, size, layout.members());
        return new CType(builder.add(type), size, layout.align());
    }

    /** Members of anonymous structures share the names of the outer one. */
    private void requireUnique(List<BtfType.Member> members, CToken start, Set<String> names) throws CProblem {
        for (var member : members) {
            if (!member.name().isEmpty() && !names.add(member.name())) {
                throw words.problem(start, "duplicate-field", "member '%s' is there twice".formatted(member.name()));
            }
            if (member.name().isEmpty() && builder.type(member.type()) instanceof BtfType.Composite inner) {
                requireUnique(inner.members(), start, names);
            }
        }
    }

    private void attributes(Attributes attributes) throws CProblem {
        boolean more;
        do {
            more = attribute(attributes);
        } while (more);
    }

    /** One {@code __attribute__((...))}, {@code __packed} or {@code __aligned(n)}, if there is one here. */
    private boolean attribute(Attributes attributes) throws CProblem {
        if (words.accept("__packed")) {
            attributes.packed = true;
            return true;
        }
        if (words.peek().is("__aligned")) {
            attributeOf(attributes);
            return true;
        }
        if (!words.accept("__attribute__")) {
            return false;
        }
        words.expect("(");
        words.expect("(");
        do {
            attributeOf(attributes);
        } while (words.accept(","));
        words.expect(")");
        words.expect(")");
        return true;
    }

    private void attributeOf(Attributes attributes) throws CProblem {
        CToken name = words.next();
        switch (name.text()) {
            case "packed", "__packed__" -> attributes.packed = true;
            case "aligned", "__aligned__", "__aligned" -> attributes.align = Math.max(attributes.align, alignment());
            case "preserve_access_index" -> {}
            default ->
                throw words.problem(
                        name,
                        "attribute",
                        "unknown attribute %s".formatted(name.shown()),
                        "known are packed and aligned(n)");
        }
    }

    private int alignment() throws CProblem {
        if (!words.accept("(")) {
            return 16;
        }
        CToken at = words.peek();
        long align = words.constant();
        if (align < 1 || align > 4096 || Long.bitCount(align) != 1) {
            throw words.problem(at, "attribute", "alignment %d is no power of two up to 4096".formatted(align));
        }
        words.expect(")");
        return (int) align;
    }
}
