package dev.rawtap.isa;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a list of instructions with labels instead of offsets. It exists only inside the lambda given to
 * {@link #assemble}; each shortcut ends in {@link #with}. Not thread-safe.
 *
 * <pre>{@code
 * List<Instruction> code = Assembler.assemble(a -> {
 *     var miss = a.newLabel("miss");
 *     a.call(Helpers.named("map_lookup_elem")).branch(Condition.EQ, R0, 0, miss)
 *             .mov(R0, 1).exit()
 *             .bind(miss).mov(R0, 0).exit();
 * });
 * }</pre>
 */
public final class Assembler {
    /** A place in the code that is being assembled. */
    public static final class Label {
        private static final int UNBOUND = -1;

        private final Assembler owner;
        private final String name;
        private int index = UNBOUND;

        private Label(Assembler owner, String name) {
            this.owner = owner;
            this.name = name;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private final List<Instruction> items = new ArrayList<>();
    private final List<@Nullable Label> labels = new ArrayList<>();
    private boolean finished;

    private Assembler() {}

    /** The code that {@code body} writes; a jump past 16 bits is refused. */
    public static List<Instruction> assemble(Consumer<Assembler> body) {
        return assemble(LongJumps.REFUSED, body);
    }

    /**
     * The code that {@code body} writes.
     *
     * @throws IllegalStateException if a label is used and never bound
     * @throws dev.rawtap.base.InvalidInputException if a jump cannot reach its target
     */
    public static List<Instruction> assemble(LongJumps longJumps, Consumer<Assembler> body) {
        var assembler = new Assembler();
        body.accept(assembler);
        assembler.finished = true;
        return Layout.place(assembler.items, assembler.targets(), longJumps).code();
    }

    /** A label to be bound once; {@code name} is for errors. */
    public Label newLabel(String name) {
        return new Label(this, name);
    }

    /** Binds {@code label} to the next instruction, or to the end. */
    public Assembler bind(Label label) {
        check(label);
        if (label.index != Label.UNBOUND) {
            throw new IllegalStateException(
                    "label '%s' is bound twice, at instructions %d and %d".formatted(label, label.index, items.size()));
        }
        label.index = items.size();
        return this;
    }

    /** Appends an instruction. Its offset, if it has one, counts slots of the code as written here. */
    public Assembler with(Instruction instruction) {
        return add(instruction, null);
    }

    /** Appends instructions, such as another {@link #assemble}'s. */
    public Assembler with(List<? extends Instruction> instructions) {
        instructions.forEach(this::with);
        return this;
    }

    /** {@code dst = src}, 64 bits. */
    public Assembler mov(Register dst, Register src) {
        return alu(AluOperation.MOV, dst, src);
    }

    /** {@code dst = value}, sign-extended to 64 bits. */
    public Assembler mov(Register dst, int value) {
        return alu(AluOperation.MOV, dst, value);
    }

    /** {@code dst operation src}, 64 bits. */
    public Assembler alu(AluOperation operation, Register dst, Register src) {
        return with(new Instruction.Alu(operation, true, dst, Operand.of(src)));
    }

    /** {@code dst operation value}, 64 bits. */
    public Assembler alu(AluOperation operation, Register dst, int value) {
        return with(new Instruction.Alu(operation, true, dst, Operand.of(value)));
    }

    /** {@code dst operation src}, 32 bits, upper half cleared. */
    public Assembler alu32(AluOperation operation, Register dst, Register src) {
        return with(new Instruction.Alu(operation, false, dst, Operand.of(src)));
    }

    /** {@code dst operation value}, 32 bits, upper half cleared. */
    public Assembler alu32(AluOperation operation, Register dst, int value) {
        return with(new Instruction.Alu(operation, false, dst, Operand.of(value)));
    }

    /** {@code dst = value}: one slot where 32 signed bits hold it, else two. */
    public Assembler constant(Register dst, long value) {
        return value == (int) value ? mov(dst, (int) value) : load(dst, new Constant64.Value(value));
    }

    /** {@code dst = constant}, two slots. */
    public Assembler load(Register dst, Constant64 constant) {
        return with(new Instruction.LoadImmediate64(dst, constant));
    }

    /** {@code dst = &function}: the address of a function of this code. */
    public Assembler loadFunction(Register dst, Label function) {
        return add(new Instruction.LoadImmediate64(dst, new Constant64.Function(0)), function);
    }

    /** {@code dst = *(size *)(base + offset)}. */
    public Assembler load(Size size, Register dst, Register base, int offset) {
        return with(new Instruction.Load(size, false, dst, base, memoryOffset(offset)));
    }

    /** {@code *(size *)(base + offset) = src}. */
    public Assembler store(Size size, Register base, int offset, Register src) {
        return with(new Instruction.Store(size, base, memoryOffset(offset), Operand.of(src)));
    }

    /** {@code *(size *)(base + offset) = value}. */
    public Assembler store(Size size, Register base, int offset, int value) {
        return with(new Instruction.Store(size, base, memoryOffset(offset), Operand.of(value)));
    }

    /** {@code lock *(size *)(base + offset) += src}. */
    public Assembler atomicAdd(Size size, Register base, int offset, Register src) {
        return with(new Instruction.Atomic(AtomicOperation.ADD, false, size, base, memoryOffset(offset), src));
    }

    /** {@code goto target}. */
    public Assembler jump(Label target) {
        return add(new Instruction.Jump(0, false), target);
    }

    /** {@code if left condition right goto target}, 64 bits. */
    public Assembler branch(Condition condition, Register left, Register right, Label target) {
        return add(new Instruction.Branch(condition, true, left, Operand.of(right), (short) 0), target);
    }

    /** {@code if left condition value goto target}, 64 bits. */
    public Assembler branch(Condition condition, Register left, int value, Label target) {
        return add(new Instruction.Branch(condition, true, left, Operand.of(value), (short) 0), target);
    }

    /** {@code if left condition right goto target}, low 32 bits. */
    public Assembler branch32(Condition condition, Register left, Register right, Label target) {
        return add(new Instruction.Branch(condition, false, left, Operand.of(right), (short) 0), target);
    }

    /** {@code if left condition value goto target}, low 32 bits. */
    public Assembler branch32(Condition condition, Register left, int value, Label target) {
        return add(new Instruction.Branch(condition, false, left, Operand.of(value), (short) 0), target);
    }

    /** {@code may_goto target}. */
    public Assembler mayGoto(Label target) {
        return add(new Instruction.MayGoto((short) 0), target);
    }

    /** Calls a helper of the kernel. */
    public Assembler call(Helper helper) {
        return with(new Instruction.Call(helper.id()));
    }

    /** Calls a function of this code. */
    public Assembler call(Label function) {
        return add(new Instruction.CallLocal(0), function);
    }

    /** {@code exit}. */
    public Assembler exit() {
        return with(new Instruction.Exit());
    }

    /** Appends an instruction that has an offset: the way to {@code target}. */
    public Assembler with(Instruction instruction, Label target) {
        return add(instruction, target);
    }

    /** Appends an instruction whose offset is that of {@code target}. */
    private Assembler add(Instruction instruction, @Nullable Label target) {
        if (finished) {
            throw new IllegalStateException("assembler is used after its lambda has returned");
        }
        if (target != null) {
            check(target);
        }
        items.add(instruction);
        labels.add(target);
        return this;
    }

    private void check(Label label) {
        if (label.owner != this) {
            throw new IllegalArgumentException("label '%s' belongs to another assembler".formatted(label));
        }
    }

    private int[] targets() {
        int[] targets = new int[items.size()];
        var map = SlotMap.of(items);
        for (int i = 0; i < targets.length; i++) {
            var label = labels.get(i);
            if (label == null) {
                targets[i] = Layout.target(items.get(i), map, map.slotOf(i));
            } else if (label.index == Label.UNBOUND) {
                throw new IllegalStateException(
                        "label '%s' is used by instruction %d and never bound".formatted(label, i));
            } else {
                targets[i] = label.index;
            }
        }
        return targets;
    }

    private static short memoryOffset(int offset) {
        Checks.that(offset == (short) offset, "memory offset %d, past 16 bits", offset);
        return (short) offset;
    }
}
