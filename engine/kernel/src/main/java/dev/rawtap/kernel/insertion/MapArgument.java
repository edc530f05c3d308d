package dev.rawtap.kernel.insertion;

import dev.rawtap.isa.AluOperation;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.Operand;
import dev.rawtap.isa.Register;
import dev.rawtap.isa.SlotMap;
import dev.rawtap.isa.Targets;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.Reference;
import dev.rawtap.object.Reference.Symbol;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds which map a call is given, by looking back from the call along straight code. What comes from the stack, or from
 * beyond a place that jumps lead to, is not found.
 */
final class MapArgument {
    private final ProgramSpec program;
    private final Map<Integer, String> loads = new HashMap<>();
    private final Set<Integer> arrivals = new HashSet<>();

    MapArgument(ProgramSpec program) {
        this.program = program;
        for (Reference reference : program.references()) {
            if (reference.symbol() instanceof Symbol.MapItself(String map)) {
                loads.put(reference.instruction(), map);
            }
        }
        var slots = SlotMap.of(program.code());
        for (int i = 0; i < program.code().size(); i++) {
            int next = slots.slotOf(i) + 1;
            Targets.offsetOf(program.code().get(i))
                    .ifPresent(offset -> slots.indexOf(next + offset).ifPresent(arrivals::add));
        }
    }

    /** The map in {@code register} at the instruction at {@code call}. */
    Optional<String> of(int call, Register register) {
        Register wanted = register;
        for (int i = call - 1; i >= 0 && !arrivals.contains(i + 1); i--) {
            Instruction instruction = program.code().get(i);
            if (instruction instanceof Instruction.LoadImmediate64(Register dst, var _) && dst == wanted) {
                return Optional.ofNullable(loads.get(i));
            }
            if (instruction instanceof Instruction.Alu(AluOperation operation, boolean wide, Register dst, Operand src)
                    && dst == wanted) {
                if (operation != AluOperation.MOV || !wide || !(src instanceof Operand.Reg(Register copied))) {
                    return Optional.empty();
                }
                wanted = copied;
            } else if (overwrites(instruction, wanted)) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Whether {@code register} holds something else before {@code instruction}, or control never comes from there. */
    private static boolean overwrites(Instruction instruction, Register register) {
        return switch (instruction) {
            case Instruction.Load load -> load.dst() == register;
            case Instruction.LoadAcquire load -> load.dst() == register;
            case Instruction.Negate negate -> negate.dst() == register;
            case Instruction.MoveSignExtend move -> move.dst() == register;
            case Instruction.EndianSwap swap -> swap.dst() == register;
            case Instruction.AddressSpaceCast cast -> cast.dst() == register;
            case Instruction.Atomic atomic -> atomic.fetch() && (atomic.src() == register || register == Register.R0);
            case Instruction.Call _,
                    Instruction.CallLocal _,
                    Instruction.CallKernelFunction _,
                    Instruction.CallRegister _,
                    Instruction.PacketLoad _ -> register.number() <= Register.R5.number();
            case Instruction.Jump _, Instruction.JumpRegister _, Instruction.Exit _ -> true;
            case Instruction.Alu _,
                    Instruction.LoadImmediate64 _,
                    Instruction.Store _,
                    Instruction.StoreRelease _,
                    Instruction.Branch _,
                    Instruction.MayGoto _ -> false;
        };
    }
}
