package dev.rawtap.btf;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sizes, alignments and places of members. Every walk is bounded, because a broken file may go round in circles. */
final class Layout {
    /** Structures nested deeper than this are taken for a circle; the kernel refuses more than 32. */
    static final int MAX_DEPTH = 256;

    private Layout() {}

    static int strip(Btf btf, int id) {
        int current = id;
        for (int steps = 0; steps <= btf.count(); steps++) {
            if (!(btf.type(current) instanceof BtfType.Modifier modifier)) {
                return current;
            }
            current = modifier.target();
        }
        throw btf.malformed(id, "typedefs or modifiers go round in a circle");
    }

    static long sizeOf(Btf btf, int id) {
        long elements = 1;
        int current = id;
        for (int steps = 0; steps <= btf.count(); steps++) {
            switch (btf.type(current)) {
                case BtfType.Modifier modifier -> current = modifier.target();
                case BtfType.Variable variable -> current = variable.type();
                case BtfType.Array array -> {
                    current = array.element();
                    elements *= array.length();
                    if (elements > Integer.MAX_VALUE) {
                        throw btf.malformed(id, "array of %d elements".formatted(elements));
                    }
                }
                case BtfType.Sized sized -> {
                    return elements * sized.size();
                }
                case BtfType.Pointer ignored -> {
                    return elements * Btf.POINTER_SIZE;
                }
                case BtfType.Void ignored -> {
                    return 0;
                }
                case BtfType.Forward ignored -> {
                    return 0;
                }
                case BtfType.Function ignored -> {
                    return 0;
                }
                case BtfType.FunctionPrototype ignored -> {
                    return 0;
                }
                case BtfType.DeclarationTag ignored -> {
                    return 0;
                }
            }
        }
        throw btf.malformed(id, "type contains itself");
    }

    static int alignOf(Btf btf, int id) {
        return alignOf(btf, id, new HashMap<>(), 0);
    }

    private static int alignOf(Btf btf, int id, Map<Integer, Integer> known, int depth) {
        Integer before = known.get(id);
        if (before != null) {
            return before;
        }
        if (depth > MAX_DEPTH) {
            throw btf.malformed(id, "type contains itself");
        }
        int align = switch (btf.type(id)) {
            case BtfType.Modifier modifier -> alignOf(btf, modifier.target(), known, depth + 1);
            case BtfType.Variable variable -> alignOf(btf, variable.type(), known, depth + 1);
            case BtfType.Array array -> alignOf(btf, array.element(), known, depth + 1);
            case BtfType.Pointer ignored -> Btf.POINTER_SIZE;
            case BtfType.Composite composite -> {
                int greatest = 1;
                for (var member : composite.members()) {
                    // A nameless bit field is padding and aligns nothing.
                    if (!(member.isBitField() && member.name().isEmpty())) {
                        greatest = Math.max(greatest, alignOf(btf, member.type(), known, depth + 1));
                    }
                }
                yield greatest;
            }
            // After composites, which align as their members do.
            case BtfType.Sized sized -> powerOfTwo(sized.size());
            case BtfType.Void ignored -> 1;
            case BtfType.Forward ignored -> 1;
            case BtfType.Function ignored -> 1;
            case BtfType.FunctionPrototype ignored -> 1;
            case BtfType.DeclarationTag ignored -> 1;
        };
        known.put(id, align);
        return align;
    }

    /** The greatest power of two in {@code size}: 16 for {@code __int128} and an 80-bit float of 16 bytes, 4 for 12. */
    private static int powerOfTwo(int size) {
        return size < 1 ? 1 : Math.min(16, Integer.lowestOneBit(size));
    }

    static Optional<Field> field(Btf btf, int composite, String name) {
        return field(btf, strip(btf, composite), name, 0, new HashSet<>(), 0);
    }

    private static Optional<Field> field(Btf btf, int id, String name, long before, Set<Integer> seen, int depth) {
        if (!(btf.type(id) instanceof BtfType.Composite composite) || !seen.add(id)) {
            return Optional.empty();
        }
        if (depth > MAX_DEPTH) {
            throw btf.malformed(id, "type contains itself");
        }
        for (var member : composite.members()) {
            long offset = before + member.bitOffset();
            if (member.name().equals(name) && !name.isEmpty()) {
                return Optional.of(field(btf, member, offset));
            }
            if (member.name().isEmpty()) {
                var inner = field(btf, strip(btf, member.type()), name, offset, seen, depth + 1);
                if (inner.isPresent()) {
                    return inner;
                }
            }
        }
        return Optional.empty();
    }

    /** A member as field; bit fields of before kernel 5.0 carry offset and width in their int type. */
    static Field field(Btf btf, BtfType.Member member, long bitOffset) {
        if (!member.isBitField()
                && btf.type(strip(btf, member.type())) instanceof BtfType.Int integer
                && (integer.bitOffset() != 0 || integer.bits() != integer.size() * 8)) {
            return new Field(member.name(), member.type(), bitOffset + integer.bitOffset(), integer.bits());
        }
        return new Field(member.name(), member.type(), bitOffset, member.bitSize());
    }
}
