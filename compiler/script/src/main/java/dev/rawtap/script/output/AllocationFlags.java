package dev.rawtap.script.output;

/**
 * The flags of the page allocator by name ({@code %gr}), as the kernel's own traces write them: combinations first, then
 * single bits, then what has no name. From include/linux/gfp_types.h and include/trace/events/mmflags.h of 6.18; the bits of
 * older kernels differ from bit 3 on.
 */
final class AllocationFlags {
    private static final long RECLAIM = bits(10, 11);
    private static final long USER = RECLAIM | bits(6, 7, 20);
    private static final long HIGH_USER = USER | bits(1);
    private static final long HIGH_USER_MOVABLE = HIGH_USER | bits(3, 25);
    private static final long HUGE_LIGHT = (HIGH_USER_MOVABLE | bits(13, 18, 19)) & ~RECLAIM;

    private static final Flag[] FLAGS = {
        new Flag("GFP_TRANSHUGE", HUGE_LIGHT | bits(10)),
        new Flag("GFP_TRANSHUGE_LIGHT", HUGE_LIGHT),
        new Flag("GFP_HIGHUSER_MOVABLE", HIGH_USER_MOVABLE),
        new Flag("GFP_HIGHUSER", HIGH_USER),
        new Flag("GFP_USER", USER),
        new Flag("GFP_KERNEL_ACCOUNT", RECLAIM | bits(6, 7, 22)),
        new Flag("GFP_KERNEL", RECLAIM | bits(6, 7)),
        new Flag("GFP_NOFS", RECLAIM | bits(6)),
        new Flag("GFP_ATOMIC", bits(5, 11)),
        new Flag("GFP_NOIO", RECLAIM),
        new Flag("GFP_NOWAIT", bits(11, 13)),
        new Flag("GFP_DMA", bits(0)),
        new Flag("__GFP_HIGHMEM", bits(1)),
        new Flag("GFP_DMA32", bits(2)),
        new Flag("__GFP_MOVABLE", bits(3)),
        new Flag("__GFP_RECLAIMABLE", bits(4)),
        new Flag("__GFP_HIGH", bits(5)),
        new Flag("__GFP_IO", bits(6)),
        new Flag("__GFP_FS", bits(7)),
        new Flag("__GFP_ZERO", bits(8)),
        new Flag("__GFP_DIRECT_RECLAIM", bits(10)),
        new Flag("__GFP_KSWAPD_RECLAIM", bits(11)),
        new Flag("__GFP_WRITE", bits(12)),
        new Flag("__GFP_NOWARN", bits(13)),
        new Flag("__GFP_RETRY_MAYFAIL", bits(14)),
        new Flag("__GFP_NOFAIL", bits(15)),
        new Flag("__GFP_NORETRY", bits(16)),
        new Flag("__GFP_MEMALLOC", bits(17)),
        new Flag("__GFP_COMP", bits(18)),
        new Flag("__GFP_NOMEMALLOC", bits(19)),
        new Flag("__GFP_HARDWALL", bits(20)),
        new Flag("__GFP_THISNODE", bits(21)),
        new Flag("__GFP_ACCOUNT", bits(22)),
        new Flag("__GFP_ZEROTAGS", bits(23)),
        new Flag("__GFP_SKIP_ZERO", bits(24)),
        new Flag("__GFP_SKIP_KASAN", bits(25)),
        new Flag("__GFP_NO_OBJ_EXT", bits(26)),
    };

    private record Flag(String name, long mask) {}

    private AllocationFlags() {}

    static void write(long flags, TextBuffer out) {
        long rest = flags;
        String separator = "";
        for (Flag flag : FLAGS) {
            if ((rest & flag.mask) == flag.mask) {
                out.put(separator).put(flag.name);
                separator = "|";
                rest &= ~flag.mask;
            }
        }
        if (flags == 0) {
            out.put('0');
        } else if (rest != 0) {
            out.put(separator).put("0x").hexadecimal(rest, false);
        }
    }

    private static long bits(int... numbers) {
        long mask = 0;
        for (int number : numbers) {
            mask |= 1L << number;
        }
        return mask;
    }
}
