package dev.rawtap.ir.pass;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Slot;
import dev.rawtap.ir.Step;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Numbers for the contents of memory on a walk of the tree of dominators: as long as an area's number is the same, so are its bytes. A
 * write gives a new number, and so does a block that several ways lead to, unless nothing in the whole function writes to the area.
 */
final class MemoryVersions {
    private static final int STACK = 0;
    private static final int SHARED = 1;
    private static final int KERNEL = 2;
    private static final int FIRST_SLOT = 3;

    private final Map<Slot, Integer> places = new HashMap<>();
    private final int[] current;
    private final boolean[] written;
    private final Deque<int[]> undo = new ArrayDeque<>();
    private final Deque<Integer> marks = new ArrayDeque<>();
    private int last;

    MemoryVersions(Function function, MemoryEffects effects) {
        for (Slot slot : function.slots()) {
            places.put(slot, FIRST_SLOT + places.size());
        }
        current = new int[FIRST_SLOT + places.size()];
        written = new boolean[current.length];
        for (Block block : function.blocks()) {
            for (Step step : block.steps()) {
                for (MemoryEffects.Area area : effects.writes(step)) {
                    written[area instanceof MemoryEffects.Area.OfSlot ? STACK : place(area)] = true;
                }
            }
        }
    }

    /** Goes into a block below the one that was entered last and not left. */
    void enter(boolean join) {
        marks.push(undo.size());
        if (join) {
            last++;
            for (int i = 0; i < FIRST_SLOT; i++) {
                if (written[i]) {
                    set(i, last);
                }
            }
        }
    }

    /** Forgets what was written since the block was entered. */
    void leave() {
        int mark = marks.pop();
        while (undo.size() > mark) {
            int[] change = undo.pop();
            current[change[0]] = change[1];
        }
    }

    void write(MemoryEffects.Area area) {
        if (!(area instanceof MemoryEffects.Area.Fixed)) {
            set(place(area), ++last);
        }
        if (area instanceof MemoryEffects.Area.OfSlot) {
            anySlot = last;
        }
    }

    private int anySlot;

    /** The number of an area's bytes. */
    int of(MemoryEffects.Area area) {
        return switch (area) {
            case MemoryEffects.Area.OfSlot _ -> Math.max(current[STACK], current[place(area)]);
            // A place anywhere on the stack: every write to a slot counts, on whatever way.
            case MemoryEffects.Area.Stack _ -> Math.max(current[STACK], anySlot);
            case MemoryEffects.Area.Shared _ -> current[SHARED];
            case MemoryEffects.Area.Kernel _ -> current[KERNEL];
            case MemoryEffects.Area.Fixed _ -> 0;
        };
    }

    private int place(MemoryEffects.Area area) {
        return switch (area) {
            case MemoryEffects.Area.OfSlot(var slot) -> places.getOrDefault(slot, STACK);
            case MemoryEffects.Area.Stack _, MemoryEffects.Area.Fixed _ -> STACK;
            case MemoryEffects.Area.Shared _ -> SHARED;
            case MemoryEffects.Area.Kernel _ -> KERNEL;
        };
    }

    private void set(int place, int version) {
        undo.push(new int[] {place, current[place]});
        current[place] = version;
    }
}
