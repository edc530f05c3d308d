package dev.rawtap.isa;

import java.util.OptionalInt;

/**
 * The relative offset of an instruction that refers to another one: jumps, branches, local calls and loads of a
 * function's address. The slot it names is {@code slot + 1 + offset}, where {@code slot} is the instruction's first.
 */
public final class Targets {
    private Targets() {}

    /** The offset in slots, or empty for an instruction that refers to no other. */
    public static OptionalInt offsetOf(Instruction instruction) {
        return switch (instruction) {
            case Instruction.Jump(int offset, var _) -> OptionalInt.of(offset);
            case Instruction.Branch(var _, var _, var _, var _, short offset) -> OptionalInt.of(offset);
            case Instruction.MayGoto(short offset) -> OptionalInt.of(offset);
            case Instruction.CallLocal(int offset) -> OptionalInt.of(offset);
            case Instruction.LoadImmediate64(var _, Constant64.Function(int offset)) -> OptionalInt.of(offset);
            case Instruction.LoadImmediate64 _,
                    Instruction.Alu _,
                    Instruction.Negate _,
                    Instruction.MoveSignExtend _,
                    Instruction.EndianSwap _,
                    Instruction.Load _,
                    Instruction.Store _,
                    Instruction.Atomic _,
                    Instruction.LoadAcquire _,
                    Instruction.StoreRelease _,
                    Instruction.JumpRegister _,
                    Instruction.Call _,
                    Instruction.CallKernelFunction _,
                    Instruction.CallRegister _,
                    Instruction.Exit _,
                    Instruction.AddressSpaceCast _,
                    Instruction.PacketLoad _ -> OptionalInt.empty();
        };
    }

    /** Whether the instruction's offset field can hold {@code offset}; false for one that has none. */
    public static boolean fits(Instruction instruction, int offset) {
        return switch (instruction) {
            case Instruction.Jump(var _, boolean longForm) -> longForm || offset == (short) offset;
            case Instruction.Branch _, Instruction.MayGoto _ -> offset == (short) offset;
            case Instruction other -> offsetOf(other).isPresent();
        };
    }

    /**
     * The same instruction with another offset.
     *
     * @throws IllegalArgumentException if it has no offset, or its field cannot hold this one
     */
    public static Instruction withOffset(Instruction instruction, int offset) {
        if (!fits(instruction, offset)) {
            throw new IllegalArgumentException("cannot be encoded: offset %d in %s".formatted(offset, instruction));
        }
        return switch (instruction) {
            case Instruction.Jump(var _, boolean longForm) -> new Instruction.Jump(offset, longForm);
            case Instruction.Branch(var condition, var wide, var left, var right, var _) ->
                new Instruction.Branch(condition, wide, left, right, (short) offset);
            case Instruction.MayGoto _ -> new Instruction.MayGoto((short) offset);
            case Instruction.CallLocal _ -> new Instruction.CallLocal(offset);
            case Instruction.LoadImmediate64(var dst, var _) ->
                new Instruction.LoadImmediate64(dst, new Constant64.Function(offset));
            case Instruction other -> other;
        };
    }

    /** Whether control can go on to the next instruction: not after an exit or an unconditional jump. */
    public static boolean fallsThrough(Instruction instruction) {
        return !(instruction instanceof Instruction.Exit
                || instruction instanceof Instruction.Jump
                || instruction instanceof Instruction.JumpRegister);
    }
}
