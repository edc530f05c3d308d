package dev.rawtap.isa;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A random program, random insertions into it, and two ways to say what runs: from the meaning of the insertions, and
 * by running the edited code. A trace is a list of numbers: the index of an old instruction, or the id of an inserted
 * one.
 */
final class RandomProgram {
    private enum Where {
        AFTER,
        SKIPPED,
        RUN
    }

    private record Insertion(int index, Where where, int id, int length) {}

    private static final int FIRST_ID = 1_000;
    private static final int STEPS = 200;

    private final List<Instruction> code;
    private final int[] targets;
    private final List<Insertion> insertions;

    private RandomProgram(List<Instruction> code, int[] targets, List<Insertion> insertions) {
        this.code = code;
        this.targets = targets;
        this.insertions = insertions;
    }

    static RandomProgram of(Random random) {
        int size = 2 + random.nextInt(12);
        int[] targets = new int[size];
        var code = Assembler.assemble(a -> {
            var labels = new ArrayList<Assembler.Label>();
            for (int i = 0; i < size; i++) {
                labels.add(a.newLabel("l" + i));
            }
            for (int i = 0; i < size; i++) {
                a.bind(labels.get(i));
                targets[i] = random.nextInt(size);
                write(a, i == size - 1 ? 0 : random.nextInt(8), i, labels.get(targets[i]));
            }
        });
        var insertions = new ArrayList<Insertion>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            var where = Where.values()[random.nextInt(3)];
            int index = random.nextInt(size);
            if (where != Where.AFTER || Targets.fallsThrough(code.get(index))) {
                insertions.add(new Insertion(index, where, FIRST_ID + i, 1 + random.nextInt(3)));
            }
        }
        return new RandomProgram(code, targets, insertions);
    }

    private static void write(Assembler a, int kind, int index, Assembler.Label target) {
        switch (kind) {
            case 0 -> a.exit();
            case 1 -> a.jump(target);
            case 2 -> a.mayGoto(target);
            case 3, 4 -> a.branch(Condition.EQ, Register.R1, index, target);
            case 5 -> a.load(Register.R2, new Constant64.Value(index));
            default -> a.mov(Register.R3, index);
        }
    }

    RandomProgram withLongInsertions() {
        var longer = insertions.stream()
                .map(insertion -> new Insertion(insertion.index, insertion.where, insertion.id, 20_000))
                .toList();
        return new RandomProgram(code, targets, longer);
    }

    EditedCode edit() {
        return CodeEditor.edit(code, LongJumps.ALLOWED, editor -> {
            for (var insertion : insertions) {
                var inserted = sequence(insertion);
                switch (insertion.where) {
                    case AFTER -> editor.insertAfter(insertion.index, inserted);
                    case SKIPPED -> editor.insertBefore(insertion.index, Arrivals.SKIP_INSERTED, inserted);
                    case RUN -> editor.insertBefore(insertion.index, Arrivals.RUN_INSERTED, inserted);
                }
            }
        });
    }

    /** A marker, then a jump over code that must never run, to the sequence's end. */
    private static List<Instruction> sequence(Insertion insertion) {
        return Assembler.assemble(a -> {
            var end = a.newLabel("end");
            a.mov(Register.R9, insertion.id)
                    .jump(end)
                    .with(Collections.nCopies(insertion.length, new Instruction.Call(-1)))
                    .bind(end);
        });
    }

    /** What the insertions mean, from the old code alone. */
    List<Integer> expectedTrace(long decisions) {
        var random = new Random(decisions);
        var trace = new ArrayList<Integer>();
        fallInto(0, trace);
        int at = 0;
        while (trace.size() < STEPS) {
            trace.add(at);
            var instruction = code.get(at);
            if (instruction instanceof Instruction.Exit) {
                break;
            }
            if (jumps(instruction, random)) {
                at = targets[at];
                add(at, Where.RUN, trace);
            } else {
                add(at, Where.AFTER, trace);
                at++;
                fallInto(at, trace);
            }
        }
        return trace.subList(0, Math.min(STEPS, trace.size()));
    }

    private void fallInto(int index, List<Integer> trace) {
        add(index, Where.SKIPPED, trace);
        add(index, Where.RUN, trace);
    }

    private void add(int index, Where where, List<Integer> trace) {
        insertions.stream()
                .filter(insertion -> insertion.index == index && insertion.where == where)
                .forEach(insertion -> trace.add(insertion.id));
    }

    /** What runs, step by step, in the edited code; old instructions are known by the slot they moved to. */
    List<Integer> traceOf(EditedCode edited, long decisions) {
        var random = new Random(decisions);
        var oldSlots = SlotMap.of(code);
        var newSlots = SlotMap.of(edited.code());
        var oldAt = new int[newSlots.slots()];
        java.util.Arrays.fill(oldAt, -1);
        for (int i = 0; i < code.size(); i++) {
            oldAt[edited.slotOf(oldSlots.slotOf(i))] = i;
        }
        var trace = new ArrayList<Integer>();
        int slot = 0;
        while (trace.size() < STEPS) {
            var instruction = edited.code().get(newSlots.indexOf(slot).orElseThrow());
            boolean old = oldAt[slot] >= 0;
            if (old) {
                trace.add(oldAt[slot]);
            } else if (instruction instanceof Instruction.Alu(var _, var _, var _, Operand.Immediate(int id))) {
                trace.add(id);
            }
            if (instruction instanceof Instruction.Exit) {
                break;
            }
            if (!old && !(instruction instanceof Instruction.Alu) && !(instruction instanceof Instruction.Jump)) {
                throw new AssertionError(
                        "slot %d, '%s', must not run".formatted(slot, InstructionText.of(instruction)));
            }
            boolean jumps = old ? jumps(code.get(oldAt[slot]), random) : instruction instanceof Instruction.Jump;
            slot += jumps ? 1 + Targets.offsetOf(instruction).orElseThrow() : instruction.slots();
        }
        return trace.subList(0, Math.min(STEPS, trace.size()));
    }

    private static boolean jumps(Instruction instruction, Random random) {
        boolean conditional = instruction instanceof Instruction.Branch || instruction instanceof Instruction.MayGoto;
        return instruction instanceof Instruction.Jump || (conditional && random.nextBoolean());
    }
}
