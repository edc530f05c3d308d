package dev.rawtap.btf.c;

import dev.rawtap.btf.BtfBuilder;
import dev.rawtap.btf.BtfType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Reads {@code enum tag { NAME = number, ... }}. */
final class CEnumParser {
    private final CWords words;
    private final BtfBuilder builder;
    private final CScope scope;

    CEnumParser(CWords words, BtfBuilder builder, CScope scope) {
        this.words = words;
        this.builder = builder;
        this.scope = scope;
    }

    CType parse() throws CProblem {
        words.expect("enum");
        CToken tag = words.peek().kind() == CToken.Kind.NAME ? words.next() : null;
        if (!words.accept("{")) {
            if (tag == null) {
                throw words.unexpected("a name or '{'");
            }
            CType known = scope.tag("enum", tag.text());
            if (!known.complete()) {
                throw words.problem(
                        tag,
                        "unknown-type",
                        "unknown enum '%s'".formatted(tag.text()),
                        scope.hintsForTag("enum", tag.text()));
            }
            return known;
        }
        if (tag != null && scope.defines("enum", tag.text())) {
            throw words.problem(tag, "duplicate-type", "enum %s is defined twice".formatted(tag.text()));
        }
        boolean packed = words.packedAfterBody();
        CType type = define(tag == null ? "" : tag.text(), values(), packed);
        if (tag != null) {
            scope.defineTag("enum", tag.text(), type);
        }
        return type;
    }

    private List<BtfType.Enumerator> values() throws CProblem {
        var values = new ArrayList<BtfType.Enumerator>();
        var names = new HashSet<String>();
        long next = 0;
        while (!words.accept("}")) {
            if (words.peek().kind() != CToken.Kind.NAME) {
                throw words.unexpected("a name");
            }
            CToken name = words.next();
            if (words.accept("=")) {
                next = words.constant();
            }
            if (!names.add(name.text())) {
                throw words.problem(name, "duplicate-field", "'%s' is there twice".formatted(name.text()));
            }
            scope.defineConstant(name.text(), next);
            values.add(new BtfType.Enumerator(name.text(), next++));
            if (!words.accept(",") && !words.peek().is("}")) {
                throw words.unexpected("',' or '}'");
            }
        }
        return values;
    }

    private CType define(String name, List<BtfType.Enumerator> values, boolean packed) {
        boolean signed = values.stream().anyMatch(value -> value.value() < 0);
        int bits = values.stream()
                .mapToInt(value -> 64
                        - Long.numberOfLeadingZeros(value.value() < 0 ? ~value.value() : value.value())
                        + (signed ? 1 : 0))
                .max()
                .orElse(0);
        int size = bits > 32 ? 8 : !packed || bits > 16 ? 4 : bits > 8 ? 2 : 1;
        BtfType type = size == 8
                ? new BtfType.Enum64(name, size, signed, values)
                : new BtfType.Enum(name, size, signed, values);
        return new CType(builder.add(type), size, size);
    }
}
