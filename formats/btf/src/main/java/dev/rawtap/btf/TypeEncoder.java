package dev.rawtap.btf;

import dev.rawtap.btf.BtfType.IntEncoding;
import dev.rawtap.btf.BtfType.Linkage;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Encodes type records one after the other; the counterpart of {@link TypeDecoder}. */
final class TypeEncoder {
    private final BtfBuilder strings;
    private ByteBuffer out;

    TypeEncoder(BtfBuilder strings) {
        this.strings = strings;
        this.out = ByteBuffer.allocate(1 << 12).order(strings.order());
    }

    byte[] bytes() {
        return Arrays.copyOf(out.array(), out.position());
    }

    void encode(BtfType type) {
        switch (type) {
            case BtfType.Void ignored -> throw new IllegalArgumentException("type 0 is there already");
            case BtfType.Int integer -> {
                head(integer, integer.name(), 0, false, integer.size());
                put(encoding(integer.encoding()) << 24 | integer.bitOffset() << 16 | integer.bits());
            }
            case BtfType.Pointer pointer -> head(pointer, "", 0, false, pointer.target());
            case BtfType.Array array -> {
                head(array, "", 0, false, 0);
                put(array.element());
                put(array.index());
                put(array.length());
            }
            case BtfType.Composite composite -> composite(composite);
            case BtfType.Enumeration enumeration -> enumeration(enumeration);
            case BtfType.Forward forward -> head(forward, forward.name(), 0, forward.union(), 0);
            case BtfType.Typedef typedef -> head(typedef, typedef.name(), 0, false, typedef.target());
            case BtfType.TypeTag tag -> head(tag, tag.value(), 0, tag.attribute(), tag.target());
            case BtfType.Modifier modifier -> head(modifier, "", 0, false, modifier.target());
            case BtfType.Function function ->
                head(function, function.name(), linkage(function.linkage()), false, function.prototype());
            case BtfType.FunctionPrototype prototype -> {
                head(prototype, "", prototype.parameters().size(), false, prototype.returnType());
                for (var parameter : prototype.parameters()) {
                    put(strings.string(parameter.name()));
                    put(parameter.type());
                }
            }
            case BtfType.Variable variable -> {
                head(variable, variable.name(), 0, false, variable.type());
                put(linkage(variable.linkage()));
            }
            case BtfType.DataSection section -> {
                head(section, section.name(), section.variables().size(), false, section.size());
                for (var place : section.variables()) {
                    put(place.type());
                    put(place.offset());
                    put(place.size());
                }
            }
            case BtfType.Float number -> head(number, number.name(), 0, false, number.size());
            case BtfType.DeclarationTag tag -> {
                head(tag, tag.value(), 0, tag.attribute(), tag.target());
                put(tag.component());
            }
        }
    }

    private void composite(BtfType.Composite composite) {
        boolean bitFields = composite.hasBitFields();
        head(composite, composite.name(), composite.members().size(), bitFields, composite.size());
        for (var member : composite.members()) {
            if (bitFields && member.bitOffset() > 0xffffff) {
                throw new IllegalArgumentException("bit offset %d beside bit fields".formatted(member.bitOffset()));
            }
            put(strings.string(member.name()));
            put(member.type());
            put(member.bitSize() << 24 | member.bitOffset());
        }
    }

    private void enumeration(BtfType.Enumeration enumeration) {
        head(enumeration, enumeration.name(), enumeration.values().size(), enumeration.signed(), enumeration.size());
        for (var value : enumeration.values()) {
            put(strings.string(value.name()));
            put((int) value.value());
            if (enumeration instanceof BtfType.Enum64) {
                put((int) (value.value() >> 32));
            }
        }
    }

    private void head(BtfType type, String name, int count, boolean flag, int sizeOrType) {
        if (count > 0xffff) {
            throw new IllegalArgumentException("%d members in '%s', at most 65535".formatted(count, name));
        }
        put(strings.string(name));
        put((flag ? 1 << 31 : 0) | type.kind().number() << 24 | count);
        put(sizeOrType);
    }

    private static int encoding(IntEncoding encoding) {
        return switch (encoding) {
            case UNSIGNED -> 0;
            case SIGNED -> 1;
            case CHAR -> 2;
            case BOOL -> 4;
        };
    }

    private static int linkage(Linkage linkage) {
        return switch (linkage) {
            case STATIC -> 0;
            case GLOBAL -> 1;
            case EXTERN -> 2;
        };
    }

    private void put(int value) {
        if (out.remaining() < 4) {
            out = ByteBuffer.allocate(out.capacity() * 2).order(strings.order()).put(out.array(), 0, out.position());
        }
        out.putInt(value);
    }
}
