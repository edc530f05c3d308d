package dev.rawtap.kernel;

import dev.rawtap.isa.AluOperation;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.Operand;
import dev.rawtap.isa.Register;
import dev.rawtap.isa.Size;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Where a pointer may be before an instruction: in which registers and 8-byte stack slots of the frame, and how many bytes
 * each was moved.
 *
 * @param moved bytes by place: the number of a register, or the negative offset of a slot; {@link #COMPUTED} if it depends
 */
record PointerCopies(Map<Integer, Integer> moved) {
    static final PointerCopies NONE = new PointerCopies(Map.of());

    /** Moved by no constant. */
    static final int COMPUTED = Integer.MAX_VALUE;

    static PointerCopies in(Register register) {
        return NONE.with(register.number(), 0);
    }

    /** How far the pointer in a register was moved; null if it holds none. */
    @Nullable
    Integer at(Register register) {
        return moved.get(register.number());
    }

    /** What may hold it where two paths meet. */
    PointerCopies or(PointerCopies other) {
        var both = new HashMap<>(moved);
        other.moved.forEach((place, bytes) -> both.merge(place, bytes, (a, b) -> a.equals(b) ? a : COMPUTED));
        return both.equals(moved) ? this : new PointerCopies(both);
    }

    /** What a called subprogram gets: the arguments alone. */
    PointerCopies arguments() {
        return without(place -> place < Register.R1.number() || place > Register.R5.number());
    }

    /** With the pointer itself in a register. */
    PointerCopies loaded(Register register) {
        return with(register.number(), 0);
    }

    /** What holds it after an instruction. */
    PointerCopies after(Instruction instruction) {
        return switch (instruction) {
            case Instruction.Alu alu -> afterAlu(alu);
            case Instruction.Load load -> with(load.dst().number(), spilled(load));
            case Instruction.Store store ->
                isSlot(store.size(), store.base()) ? with(store.offset(), held(store.src())) : this;
            case Instruction.LoadImmediate64 load -> with(load.dst().number(), null);
            case Instruction.MoveSignExtend move -> with(move.dst().number(), null);
            case Instruction.LoadAcquire load -> with(load.dst().number(), null);
            case Instruction.Call _,
                    Instruction.CallLocal _,
                    Instruction.CallKernelFunction _,
                    Instruction.CallRegister _,
                    Instruction.PacketLoad _ -> without(place -> place >= 0 && place <= Register.R5.number());
            case Instruction.Negate _,
                    Instruction.EndianSwap _,
                    Instruction.Atomic _,
                    Instruction.StoreRelease _,
                    Instruction.Jump _,
                    Instruction.JumpRegister _,
                    Instruction.Branch _,
                    Instruction.MayGoto _,
                    Instruction.Exit _,
                    Instruction.AddressSpaceCast _ -> this;
        };
    }

    private PointerCopies afterAlu(Instruction.Alu alu) {
        @Nullable Integer before = at(alu.dst());
        @Nullable Integer source = held(alu.src());
        if (alu.operation() == AluOperation.MOV) {
            return with(alu.dst().number(), alu.wide() ? source : null);
        }
        if (before == null && source == null) {
            return this;
        }
        if (before != null && before != COMPUTED && alu.src() instanceof Operand.Immediate(int bytes)) {
            if (alu.operation() == AluOperation.ADD) {
                return with(alu.dst().number(), before + bytes);
            }
            if (alu.operation() == AluOperation.SUB) {
                return with(alu.dst().number(), before - bytes);
            }
        }
        return with(alu.dst().number(), COMPUTED);
    }

    private @Nullable Integer held(Operand operand) {
        return operand instanceof Operand.Reg(Register register) ? at(register) : null;
    }

    private @Nullable Integer spilled(Instruction.Load load) {
        return isSlot(load.size(), load.base()) ? moved.get((int) load.offset()) : null;
    }

    private static boolean isSlot(Size size, Register base) {
        return base == Register.R10 && size == Size.DOUBLE;
    }

    private PointerCopies with(int place, @Nullable Integer bytes) {
        if (bytes == null ? !moved.containsKey(place) : bytes.equals(moved.get(place))) {
            return this;
        }
        var changed = new HashMap<>(moved);
        if (bytes == null) {
            changed.remove(place);
        } else {
            changed.put(place, bytes);
        }
        return new PointerCopies(changed);
    }

    private PointerCopies without(IntPredicate gone) {
        var rest = new HashMap<>(moved);
        return rest.keySet().removeIf(gone::test) ? new PointerCopies(rest) : this;
    }
}
