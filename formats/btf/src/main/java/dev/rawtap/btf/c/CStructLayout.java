package dev.rawtap.btf.c;

import dev.rawtap.btf.BtfType;
import java.util.ArrayList;
import java.util.List;

/**
 * Places members as C compilers for Linux do (System V ABI of x86-64 and arm64): each at its alignment, a bit field in
 * the unit of its type if it still fits there, everything tight if packed.
 */
final class CStructLayout {
    private final boolean union;
    private final boolean packed;
    private final List<BtfType.Member> members = new ArrayList<>();
    private long bits;
    private long widest;
    private int align = 1;
    private boolean closed;

    CStructLayout(boolean union, boolean packed) {
        this.union = union;
        this.packed = packed;
    }

    /** Adds a member; {@code minimumAlign} is that of an attribute, 1 if there is none. */
    void add(String name, CType type, int minimumAlign) {
        int memberAlign = Math.max(packed ? 1 : type.align(), minimumAlign);
        align = Math.max(align, memberAlign);
        start();
        bits = roundUp(bits, memberAlign * 8L);
        members.add(new BtfType.Member(name, type.id(), Math.toIntExact(bits), 0));
        end(type.size() * 8);
    }

    /** Adds a bit field; of width 0, the unit before is closed. */
    void addBits(String name, CType type, int width) {
        start();
        long unit = type.size() * 8;
        if (width == 0) {
            bits = roundUp(bits, unit);
            return;
        }
        if (!packed && bits / unit != (bits + width - 1) / unit) {
            bits = roundUp(bits, unit);
        }
        if (!name.isEmpty()) {
            align = Math.max(align, packed ? 1 : type.align());
            members.add(new BtfType.Member(name, type.id(), Math.toIntExact(bits), width));
        }
        end(width);
    }

    private void start() {
        if (union) {
            bits = 0;
        }
    }

    private void end(long width) {
        bits += width;
        widest = Math.max(widest, bits);
    }

    void alignTo(int bytes) {
        align = Math.max(align, bytes);
    }

    /** Says that the member added last has an open length, so that nothing can follow it. */
    void close() {
        closed = !union;
    }

    boolean closed() {
        return closed;
    }

    int align() {
        return align;
    }

    long size() {
        return roundUp(roundUp(widest, 8) / 8, align);
    }

    List<BtfType.Member> members() {
        return members;
    }

    static long roundUp(long value, long unit) {
        return unit <= 1 ? value : (value + unit - 1) / unit * unit;
    }
}
