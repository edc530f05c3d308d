package dev.rawtap.isa;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Inserts instructions into finished code and mends all that counts slots: jumps, branches, local calls, addresses of
 * functions. It exists only inside the lambda given to {@link #edit}; indices are those of the old code throughout,
 * in any order. Not thread-safe.
 *
 * <p>An inserted sequence may jump within itself and to its own end, which is whatever follows it. Where several meet
 * at one place, control that falls in from above runs those inserted after the instruction above, then those that
 * arrivals skip, then those that arrivals run, each kind in the order of the calls.
 *
 * <p>Jump tables of {@code gotox} lie outside the code; their owner moves them with {@link EditedCode#entryOf}.
 *
 * <pre>{@code
 * var edited = CodeEditor.edit(code, LongJumps.REFUSED, editor -> editor
 *         .insertBefore(0, Arrivals.SKIP_INSERTED, prologue)
 *         .insertAfter(indexOfCall, countIfNull));
 * }</pre>
 */
public final class CodeEditor {
    /** What is inserted at one place of the old code, that is before the instruction with its index. */
    private record Place(
            List<List<Instruction>> afterPrevious,
            List<List<Instruction>> skippedByArrivals,
            List<List<Instruction>> runByArrivals) {
        Place() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }
    }

    private static final Place NOTHING = new Place(List.of(), List.of(), List.of());

    private final List<Instruction> code;
    private final TreeMap<Integer, Place> places = new TreeMap<>();

    private CodeEditor(List<Instruction> code) {
        this.code = code;
    }

    /**
     * The code with all that {@code edits} inserts.
     *
     * @throws dev.rawtap.base.InvalidInputException if a jump of the old or inserted code leads nowhere, or cannot
     *     reach its target any more
     */
    public static EditedCode edit(List<? extends Instruction> code, LongJumps longJumps, Consumer<CodeEditor> edits) {
        var editor = new CodeEditor(List.copyOf(code));
        edits.accept(editor);
        return editor.finish(longJumps);
    }

    /**
     * Inserts before the instruction at {@code index}, or at the end for the number of instructions.
     *
     * @param arrivals whether jumps and calls to that instruction run the inserted code
     */
    public CodeEditor insertBefore(int index, Arrivals arrivals, List<? extends Instruction> inserted) {
        var place = place(index);
        switch (arrivals) {
            case RUN_INSERTED -> place.runByArrivals.add(List.copyOf(inserted));
            case SKIP_INSERTED -> place.skippedByArrivals.add(List.copyOf(inserted));
        }
        return this;
    }

    /**
     * Inserts after the instruction at {@code index}: it runs whenever control falls out of that instruction, and not
     * when something jumps to the one below.
     *
     * @throws IllegalArgumentException if control never falls out of that instruction
     */
    public CodeEditor insertAfter(int index, List<? extends Instruction> inserted) {
        if (!Targets.fallsThrough(code.get(index))) {
            throw new IllegalArgumentException("code after instruction %d, '%s', would never run"
                    .formatted(index, InstructionText.of(code.get(index))));
        }
        place(index + 1).afterPrevious.add(List.copyOf(inserted));
        return this;
    }

    private Place place(int index) {
        if (index < 0 || index > code.size()) {
            throw new IndexOutOfBoundsException("instruction %d of %d".formatted(index, code.size()));
        }
        return places.computeIfAbsent(index, _ -> new Place());
    }

    private EditedCode finish(LongJumps longJumps) {
        var items = new Items();
        int[] itemOfOld = new int[code.size() + 1];
        int[] entryOfOld = new int[code.size() + 1];
        for (int i = 0; i <= code.size(); i++) {
            var place = places.getOrDefault(i, NOTHING);
            place.afterPrevious.forEach(items::add);
            place.skippedByArrivals.forEach(items::add);
            entryOfOld[i] = items.size();
            place.runByArrivals.forEach(items::add);
            itemOfOld[i] = items.size();
            if (i < code.size()) {
                items.addOld(code.get(i));
            }
        }
        int[] oldTargets = Layout.targets(code);
        for (int i = 0; i < oldTargets.length; i++) {
            if (oldTargets[i] != Layout.NO_TARGET) {
                items.targets.set(itemOfOld[i], entryOfOld[oldTargets[i]]);
            }
        }
        var placed = Layout.place(
                items.instructions,
                items.targets.stream().mapToInt(Integer::intValue).toArray(),
                longJumps);
        entryOfOld[0] = 0;
        return new EditedCode(
                placed.code(), bySlot(itemOfOld, itemOfOld, placed), bySlot(entryOfOld, itemOfOld, placed));
    }

    /** From item by old index to new slot by old slot; second slots stay with their first. */
    private int[] bySlot(int[] itemOfFirst, int[] itemOfOld, Layout.Placed placed) {
        var old = SlotMap.of(code);
        int[] result = new int[old.slots() + 1];
        for (int i = 0; i <= code.size(); i++) {
            result[old.slotOf(i)] = placed.slots()[itemOfFirst[i]];
            if (i < code.size() && code.get(i).slots() == 2) {
                result[old.slotOf(i) + 1] = placed.slots()[itemOfOld[i]] + 1;
            }
        }
        return result;
    }

    /** Old and inserted instructions in their new order, with their targets. */
    private static final class Items {
        private final List<Instruction> instructions = new ArrayList<>();
        private final List<Integer> targets = new ArrayList<>();

        int size() {
            return instructions.size();
        }

        void addOld(Instruction instruction) {
            instructions.add(instruction);
            targets.add(Layout.NO_TARGET);
        }

        void add(List<Instruction> inserted) {
            int first = size();
            instructions.addAll(inserted);
            for (int target : Layout.targets(inserted)) {
                targets.add(target == Layout.NO_TARGET ? target : first + target);
            }
        }
    }
}
