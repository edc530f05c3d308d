package dev.rawtap.ir.pass;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.ControlFlow;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Slot;
import dev.rawtap.ir.Step;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Numbers for the contents of memory on a walk of the tree of dominators: as long as an area's number is the same, so are its bytes. A
 * write gives a new number, and so does a block that several ways lead to, for what is written on any of them.
 */
final class MemoryVersions {
    private static final int STACK = 0;
    private static final int SHARED = 1;
    private static final int KERNEL = 2;
    private static final int MEMBERS = 3;
    private static final int OTHERS = 4;

    /** How many blocks are looked at between a block and its dominator. */
    private static final int FARTHEST = 100;

    private final ControlFlow flow;
    private final Map<Slot, Integer> slots = new HashMap<>();
    private final Map<String, Integer> maps = new HashMap<>();
    private final int[] current;
    private final BitSet[] written;
    private final BitSet all = new BitSet();
    private final Deque<int[]> undo = new ArrayDeque<>();
    private final Deque<Integer> marks = new ArrayDeque<>();
    private int last;
    private int anySlot;

    MemoryVersions(Function function, ControlFlow flow, MemoryEffects effects) {
        this.flow = flow;
        int count = OTHERS;
        for (Slot slot : function.slots()) {
            slots.put(slot, count++);
        }
        for (Block block : function.blocks()) {
            for (Step step : block.steps()) {
                if (step.operation() instanceof Operation.MapReference(var map) && !maps.containsKey(map)) {
                    maps.put(map, count++);
                }
            }
        }
        current = new int[count];
        written = new BitSet[flow.size()];
        for (int block = 0; block < written.length; block++) {
            written[block] = new BitSet();
            for (Step step : function.blocks().get(block).steps()) {
                for (MemoryEffects.Area area : effects.writes(step)) {
                    written[block].set(place(area));
                }
            }
            all.or(written[block]);
        }
    }

    /** Goes into a block below the one that was entered last and not left. */
    void enter(int block) {
        marks.push(undo.size());
        if (flow.predecessors(block).length > 1) {
            last++;
            between(block).stream().forEach(place -> set(place, last));
            anySlot = last;
        }
    }

    /** What is written on the ways from a block's dominator to it, and round a loop that begins with it. */
    private BitSet between(int block) {
        int dominator = flow.immediateDominator(block);
        var places = new BitSet();
        var seen = new BitSet();
        var waiting = new ArrayDeque<Integer>();
        for (int before : flow.predecessors(block)) {
            waiting.add(before);
        }
        while (!waiting.isEmpty()) {
            int at = waiting.removeLast();
            if (at == dominator || seen.get(at)) {
                continue;
            }
            seen.set(at);
            if (seen.cardinality() > FARTHEST) {
                return all;
            }
            places.or(written[at]);
            for (int before : flow.predecessors(at)) {
                waiting.add(before);
            }
        }
        return places;
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
        set(place(area), ++last);
        if (area instanceof MemoryEffects.Area.OfSlot) {
            anySlot = last;
        }
    }

    /** The number of an area's bytes. */
    int of(MemoryEffects.Area area) {
        return switch (area) {
            case MemoryEffects.Area.OfSlot _ -> Math.max(current[STACK], current[place(area)]);
            // A place anywhere on the stack: every write to a slot counts, on whatever way.
            case MemoryEffects.Area.Stack _ -> Math.max(current[STACK], anySlot);
            case MemoryEffects.Area.Members _ -> Math.max(current[MEMBERS], current[place(area)]);
            case MemoryEffects.Area.AllMembers _, MemoryEffects.Area.Shared _, MemoryEffects.Area.Kernel _ ->
                current[place(area)];
            case MemoryEffects.Area.Fixed _ -> 0;
        };
    }

    private int place(MemoryEffects.Area area) {
        return switch (area) {
            case MemoryEffects.Area.OfSlot(var slot) -> slots.getOrDefault(slot, STACK);
            case MemoryEffects.Area.Stack _, MemoryEffects.Area.Fixed _ -> STACK;
            case MemoryEffects.Area.Shared _ -> SHARED;
            case MemoryEffects.Area.Kernel _ -> KERNEL;
            case MemoryEffects.Area.Members(var map) -> maps.getOrDefault(map, MEMBERS);
            case MemoryEffects.Area.AllMembers _ -> MEMBERS;
        };
    }

    private void set(int place, int version) {
        undo.push(new int[] {place, current[place]});
        current[place] = version;
    }
}
