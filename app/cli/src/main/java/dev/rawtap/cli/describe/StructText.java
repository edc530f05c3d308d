package dev.rawtap.cli.describe;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfType;
import dev.rawtap.btf.c.CNames;
import dev.rawtap.cli.text.Columns;
import java.util.Optional;

/** A structure's members with their offsets; members of anonymous structures stand below, indented. */
final class StructText {
    private static final int FIRST_MEMBERS = 8;
    private static final int MAX_NESTING = 8;

    private final Btf btf;
    private final int limit;
    private int shown;
    private int left;

    private StructText(Btf btf, int limit) {
        this.btf = btf;
        this.limit = limit;
    }

    /** The structure or union that an argument of type {@code id} points to; empty if it points to something else. */
    static Optional<BtfType.Composite> pointee(Btf btf, int id) {
        return btf.type(btf.strip(id)) instanceof BtfType.Pointer(int target)
                        && btf.type(btf.strip(target)) instanceof BtfType.Composite composite
                        && !composite.members().isEmpty()
                ? Optional.of(composite)
                : Optional.empty();
    }

    /** A heading and a line for each member: the first ones, or all if {@code whole}. */
    static void append(Btf btf, BtfType.Composite composite, boolean whole, StringBuilder text) {
        StructText printer = new StructText(btf, whole ? Integer.MAX_VALUE : FIRST_MEMBERS);
        Columns members = new Columns(2);
        printer.members(composite, 0, 0, members);
        text.append(title(composite)).append(", ").append(composite.size()).append(" bytes\n");
        members.appendTo(text);
        if (printer.left > 0) {
            text.append("  ... ").append(printer.left).append(" more members: -v shows all\n");
        }
    }

    /** {@code struct task_struct}. */
    static String title(BtfType.Composite composite) {
        return (composite instanceof BtfType.Union ? "union " : "struct ")
                + (composite.name().isEmpty() ? "{...}" : composite.name());
    }

    private void members(BtfType.Composite composite, long base, int nesting, Columns rows) {
        for (BtfType.Member member : composite.members()) {
            if (shown == limit) {
                left++;
                continue;
            }
            shown++;
            long bits = base + member.bitOffset();
            String indent = "  ".repeat(nesting);
            if (member.name().isEmpty()
                    && nesting < MAX_NESTING
                    && btf.type(btf.strip(member.type())) instanceof BtfType.Composite inner) {
                rows.row(offset(bits, member), indent + title(inner));
                members(inner, bits, nesting + 1, rows);
            } else {
                String width = member.isBitField() ? " : " + member.bitSize() : "";
                rows.row(offset(bits, member), indent + CNames.declare(btf, member.type(), member.name()) + width);
            }
        }
    }

    private static String offset(long bits, BtfType.Member member) {
        String bytes = Long.toString(bits / 8);
        return " ".repeat(Math.max(0, 5 - bytes.length())) + bytes + (member.isBitField() ? "." + bits % 8 : "");
    }
}
