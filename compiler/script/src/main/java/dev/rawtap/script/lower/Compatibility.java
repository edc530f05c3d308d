package dev.rawtap.script.lower;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.Size;
import dev.rawtap.object.Target;
import dev.rawtap.script.type.ScriptType;
import java.util.Optional;

/**
 * How the kernel marks a system call of a 32-bit process: a flag in the current task's {@code thread_info}.
 *
 * @param offset of the word in {@code struct task_struct}
 * @param size of the word
 * @param mask the flag in it
 */
record Compatibility(int offset, Size size, long mask) {
    /** {@code TS_COMPAT} in {@code status} (arch/x86/include/asm/thread_info.h, 6.18). */
    private static final long TS_COMPAT = 2;

    /** {@code TIF_32BIT} in {@code flags} (arch/arm64/include/asm/thread_info.h, 6.18). */
    private static final long TIF_32BIT = 1L << 22;

    /** The mark on this target; none where its BTF does not tell. */
    static Optional<Compatibility> of(Target target) {
        return target.btf().flatMap(btf -> switch (target.architecture()) {
            case X86_64 -> field(btf, "status").map(offset -> new Compatibility(offset, Size.WORD, TS_COMPAT));
            case ARM64 -> field(btf, "flags").map(offset -> new Compatibility(offset, Size.DOUBLE, TIF_32BIT));
            default -> Optional.empty();
        });
    }

    private static Optional<Integer> field(Btf btf, String name) {
        var task = btf.find(BtfKind.STRUCT, "task_struct");
        var info = btf.find(BtfKind.STRUCT, "thread_info");
        if (task.isEmpty() || info.isEmpty()) {
            return Optional.empty();
        }
        return btf.field(task.getAsInt(), "thread_info")
                .flatMap(outer -> btf.field(info.getAsInt(), name)
                        .map(inner -> Math.toIntExact((outer.bitOffset() + inner.bitOffset()) / 8)));
    }

    /** Not 0 when the current task makes its call as a 32-bit process. */
    Value mark(FunctionWriter w) {
        return w.b.binary(BinaryOperator.AND, load(w), mask);
    }

    private Value load(FunctionWriter w) {
        Value task = w.calls.task();
        Place place = w.places.behind(task, new ScriptType.Pointer(ScriptType.NOTHING, ScriptType.Space.KERNEL));
        return w.places.loadBytes(place.plus(offset), size, false);
    }
}
