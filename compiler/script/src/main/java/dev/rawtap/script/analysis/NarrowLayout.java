package dev.rawtap.script.analysis;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfType;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.syscall.Architecture;

/**
 * Whether a type of the 64-bit kernel lies in a 32-bit program's memory as it does in the kernel's. What has a pointer or a {@code long}
 * in it does not; the kernel has types of its own for that ({@code struct compat_iovec}), which do.
 */
final class NarrowLayout {
    private final Btf btf;
    /** What a number of eight bytes is aligned to. */
    private final int wide;

    private NarrowLayout(Btf btf, int wide) {
        this.btf = btf;
        this.wide = wide;
    }

    /** Whether what a system call's argument points to is the same for these callers. */
    static boolean isSame(Architecture callers, ScriptType type) {
        return switch (type) {
            case ScriptType.Composite composite ->
                new NarrowLayout(composite.btf(), callers == Architecture.I386 ? Integer.BYTES : Long.BYTES)
                        .isSame(composite.id());
            case ScriptType.Int number -> number.bits() < Long.SIZE;
            case ScriptType.Array array -> isSame(callers, array.element());
            case ScriptType.Pointer _ -> false;
            default -> true;
        };
    }

    private boolean isSame(int id) {
        return switch (btf.type(btf.strip(id))) {
            case BtfType.Int number ->
                number.size() < Long.BYTES || number.name().contains("long long");
            case BtfType.Pointer _ -> false;
            case BtfType.Array array -> isSame(array.element());
            case BtfType.Struct struct -> isSame(struct);
            case BtfType.Union union -> union.members().stream().allMatch(member -> isSame(member.type()));
            default -> true;
        };
    }

    private boolean isSame(BtfType.Struct struct) {
        long end = 0;
        int most = 1;
        for (BtfType.Member member : struct.members()) {
            int alignment = alignment(member.type());
            long offset = member.bitOffset() / Byte.SIZE;
            // Where there is no gap there is none for them; else it has to be as wide.
            if (!isSame(member.type()) || (offset > end && !member.isBitField() && offset != align(end, alignment))) {
                return false;
            }
            end = member.isBitField()
                    ? (member.bitOffset() + member.bitSize() + Byte.SIZE - 1L) / Byte.SIZE
                    : offset + btf.sizeOf(member.type());
            most = Math.max(most, alignment);
        }
        return struct.size() == end || struct.size() == align(end, most);
    }

    private int alignment(int id) {
        return Math.min(wide, btf.alignOf(id));
    }

    private static long align(long offset, int alignment) {
        return (offset + alignment - 1) / alignment * alignment;
    }
}
