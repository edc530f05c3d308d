package dev.rawtap.codegen;

import dev.rawtap.codegen.StackUse.Range;
import dev.rawtap.ir.Slot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where slots and registers on the stack lie below the frame pointer. What is not used at the same time shares bytes. Small things come
 * first, within reach of short offsets, unless the whole is smaller in the order of use.
 */
final class FrameLayout {
    /** Bytes that the kernel allows. */
    static final int LIMIT = 512;

    /** Beyond so many things only one order is tried, which takes time in proportion. */
    private static final int MANY = 500;

    /** Key of the place for a moment's use. */
    private static final int SPARE = -1;

    private final Map<Integer, Integer> slots = new HashMap<>();
    private final Map<Integer, Integer> registers = new HashMap<>();
    private int size;

    /** Something with a place. */
    private record Item(boolean slot, int number, int bytes, int alignment, Range range) {}

    private record Placed(int top, int bottom, Range range) {}

    static FrameLayout of(MachineFunction function, Allocated allocated) {
        StackUse use = StackUse.of(function, allocated);
        List<Item> items = items(function.slots, use);
        use.registers()
                .forEach((register, range) -> items.add(new Item(false, register, Long.BYTES, Long.BYTES, range)));
        FrameLayout byUse = placeByUse(items);
        if (items.size() > MANY) {
            return byUse;
        }
        FrameLayout bySize = placeBySize(items);
        return byUse.size < bySize.size && bySize.size > Byte.MAX_VALUE ? byUse : bySize;
    }

    /** The layout of some slots alone. */
    static FrameLayout ofSlots(List<Slot> slots, StackUse use) {
        return placeByUse(items(slots, use));
    }

    private static List<Item> items(List<Slot> slots, StackUse use) {
        List<Item> items = new ArrayList<>();
        for (Slot slot : slots) {
            Range range = use.slots().get(slot.number());
            if (range != null) {
                items.add(new Item(true, slot.number(), slot.bytes(), slot.alignment(), range));
            }
        }
        return items;
    }

    private static FrameLayout placeBySize(List<Item> items) {
        var frame = new FrameLayout();
        List<Placed> placed = new ArrayList<>();
        for (Item item :
                items.stream().sorted(Comparator.comparingInt(Item::bytes)).toList()) {
            frame.place(item, placed);
        }
        return frame;
    }

    /** What is no longer used is forgotten on the way. */
    private static FrameLayout placeByUse(List<Item> items) {
        var frame = new FrameLayout();
        List<Placed> placed = new ArrayList<>();
        for (Item item : items.stream()
                .sorted(Comparator.comparingInt(item -> item.range.from()))
                .toList()) {
            placed.removeIf(other -> other.range.to() < item.range.from());
            frame.place(item, placed);
        }
        return frame;
    }

    private void place(Item item, List<Placed> placed) {
        int depth = depth(item, placed);
        placed.add(new Placed(depth - item.bytes, depth, item.range));
        (item.slot ? slots : registers).put(item.number, -depth);
        size = Math.max(size, depth);
    }

    /** The lowest depth at which nothing lies that is used at the same time. */
    private static int depth(Item item, List<Placed> placed) {
        List<Placed> meanwhile = placed.stream()
                .filter(other -> other.range.overlaps(item.range))
                .sorted(Comparator.comparingInt(Placed::top))
                .toList();
        int depth = aligned(item.bytes, item.alignment);
        for (Placed other : meanwhile) {
            if (other.bottom > depth - item.bytes && other.top < depth) {
                depth = aligned(other.bottom + item.bytes, item.alignment);
            }
        }
        return depth;
    }

    private static int aligned(int bytes, int alignment) {
        return (bytes + alignment - 1) / alignment * alignment;
    }

    /** Bytes of the frame. */
    int size() {
        return size;
    }

    /** Whether a slot is used at all. */
    boolean has(Slot slot) {
        return slots.containsKey(slot.number());
    }

    /** The offset of a slot from the frame pointer. */
    int offset(Slot slot) {
        return known(slots.get(slot.number()), slot.toString());
    }

    /** The offset of a register on the stack. */
    int offset(int register) {
        return known(registers.get(register), "%" + register);
    }

    private static int known(@Nullable Integer offset, String what) {
        if (offset == null) {
            throw new IllegalStateException("%s has no place on the stack".formatted(what));
        }
        return offset;
    }

    /** Where nothing lies, for an instant. */
    int spare() {
        return registers.computeIfAbsent(SPARE, _ -> {
            size = aligned(size, Long.BYTES) + Long.BYTES;
            return -size;
        });
    }
}
