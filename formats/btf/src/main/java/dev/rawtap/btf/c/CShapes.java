package dev.rawtap.btf.c;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfType;
import java.util.HashMap;
import java.util.Map;

/**
 * What a C compiler makes of the structures that {@link CPrinter} writes: BTF has offsets but no attributes, so that
 * {@code packed} must be found from members that lie where C would not put them.
 */
final class CShapes {
    private static final int MAX_DEPTH = 256;

    private final Btf btf;
    private final Map<Integer, Shape> shapes = new HashMap<>();

    CShapes(Btf btf) {
        this.btf = btf;
    }

    /** Whether a structure is packed, and its alignment in bytes. */
    record Shape(boolean packed, int align) {}

    Shape shape(int composite) {
        return shape(composite, 0);
    }

    /** Alignment of a type as written, in bytes. */
    int align(int type) {
        return align(type, 0);
    }

    private int align(int type, int depth) {
        int id = btf.strip(type);
        return switch (btf.type(id)) {
            case BtfType.Composite ignored -> shape(id, depth).align();
            case BtfType.Array array -> depth > MAX_DEPTH ? 1 : align(array.element(), depth + 1);
            case BtfType ignored -> btf.alignOf(id);
        };
    }

    private Shape shape(int id, int depth) {
        Shape known = shapes.get(id);
        if (known != null) {
            return known;
        }
        if (depth > MAX_DEPTH || !(btf.type(id) instanceof BtfType.Composite composite)) {
            return new Shape(false, 1);
        }
        // Whoever contains itself finds this; only a broken file does.
        shapes.put(id, new Shape(false, 1));
        int align = 1;
        boolean packed = false;
        for (var member : composite.members()) {
            int memberAlign = align(member.type(), depth + 1);
            if (!(member.isBitField() && member.name().isEmpty())) {
                align = Math.max(align, memberAlign);
            }
            packed |= member.isBitField() ? crossesUnit(member) : member.bitOffset() % (memberAlign * 8) != 0;
        }
        packed |= composite.size() % align != 0;
        var shape = packed ? new Shape(true, 1) : new Shape(false, align);
        shapes.put(id, shape);
        return shape;
    }

    private boolean crossesUnit(BtfType.Member member) {
        long unit = Math.max(1, btf.sizeOf(member.type())) * 8;
        return member.bitOffset() / unit != (member.bitOffset() + (long) member.bitSize() - 1) / unit;
    }
}
