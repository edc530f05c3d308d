package dev.rawtap.btf.c;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfType;
import java.util.function.BiFunction;

/** Writes the members of one structure or union, with padding where C would put them elsewhere. */
final class CBody {
    private static final String PADDING = "__padding_at_";

    private final Btf btf;
    private final CShapes shapes;
    private final BiFunction<Integer, String, String> declare;
    private final String indent;
    private final StringBuilder out = new StringBuilder();
    /** First bit that is not taken yet. */
    private long bits;

    /** {@code declare} gives the declaration of a type and a name. */
    CBody(Btf btf, CShapes shapes, BiFunction<Integer, String, String> declare, String indent) {
        this.btf = btf;
        this.shapes = shapes;
        this.declare = declare;
        this.indent = indent;
    }

    /** {@code {...}} with attributes. */
    String write(int id, BtfType.Composite composite) {
        var shape = shapes.shape(id);
        boolean union = composite instanceof BtfType.Union;
        long widest = 0;
        for (var member : composite.members()) {
            bits = union ? 0 : bits;
            if (member.isBitField()) {
                bitField(member, shape.packed());
            } else {
                member(member, shape.packed());
            }
            widest = Math.max(widest, bits);
        }
        bits = union ? 0 : bits;
        long natural = CStructLayout.roundUp(CStructLayout.roundUp(widest, 8) / 8, shape.align());
        if (natural < composite.size()) {
            padTo(composite.size() * 8L);
        }
        return "{\n" + out + indent.substring(1) + "}" + (shape.packed() ? " __attribute__((packed))" : "");
    }

    private void line(String text) {
        out.append(indent).append(text).append(";\n");
    }

    private void member(BtfType.Member member, boolean packed) {
        long align = packed ? 8 : shapes.align(member.type()) * 8L;
        if (CStructLayout.roundUp(bits, align) < member.bitOffset()) {
            padTo(member.bitOffset());
        }
        line(declare.apply(member.type(), CIdentifiers.plain(member.name())));
        bits = member.bitOffset() + btf.sizeOf(member.type()) * 8;
    }

    private void bitField(BtfType.Member member, boolean packed) {
        long unit = Math.max(1, btf.sizeOf(member.type())) * 8;
        boolean crosses = !packed && bits / unit != (bits + member.bitSize() - 1) / unit;
        if ((crosses ? CStructLayout.roundUp(bits, unit) : bits) < member.bitOffset()) {
            padTo(member.bitOffset());
        }
        line(declare.apply(member.type(), CIdentifiers.plain(member.name())) + " : " + member.bitSize());
        bits = member.bitOffset() + (long) member.bitSize();
    }

    private void padTo(long wanted) {
        long byteEnd = Math.min(CStructLayout.roundUp(bits, 8), wanted);
        if (byteEnd > bits) {
            line("unsigned char : " + (byteEnd - bits));
        }
        long bytes = (wanted - byteEnd) / 8;
        if (bytes > 0) {
            line("unsigned char " + PADDING + byteEnd / 8 + "[" + bytes + "]");
        }
        long rest = wanted - byteEnd - bytes * 8;
        if (rest > 0) {
            line("unsigned char : " + rest);
        }
        bits = wanted;
    }
}
