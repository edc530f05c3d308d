package dev.rawtap.object.relocate;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfType;
import dev.rawtap.isa.Constant64;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.Operand;
import dev.rawtap.isa.Size;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts a relocation's number into an instruction: the immediate of arithmetic and of a 64-bit load, the offset of a
 * memory access, whose width follows the target's field where that is safe.
 */
final class InstructionPatch {
    /** A helper that no kernel has; the same number as other loaders use, so that tools know it. */
    static final int POISON = 0xbad2310;

    private final Answer.Known local;
    private final Answer.Known target;
    private final Btf localTypes;
    private final Btf targetTypes;

    private InstructionPatch(Answer.Known local, Answer.Known target, Btf localTypes, Btf targetTypes) {
        this.local = local;
        this.target = target;
        this.localTypes = localTypes;
        this.targetTypes = targetTypes;
    }

    /** The fitted instruction, or why it cannot be fitted. */
    sealed interface Result {
        record Fitted(Instruction instruction) implements Result {}

        record Refused(String reason) implements Result {}
    }

    static Result apply(
            Instruction instruction, Answer.Known local, Answer.Known target, Btf localTypes, Btf targetTypes) {
        return new InstructionPatch(local, target, localTypes, targetTypes).apply(instruction);
    }

    private Result apply(Instruction instruction) {
        return switch (instruction) {
            case Instruction.Alu alu ->
                alu.src() instanceof Operand.Immediate immediate
                        ? arithmetic(alu, immediate.value())
                        : new Result.Refused("the instruction holds no number");
            case Instruction.LoadImmediate64 load ->
                load.constant() instanceof Constant64.Value value
                        ? held(
                                value.value(),
                                new Instruction.LoadImmediate64(load.dst(), new Constant64.Value(target.value())))
                        : new Result.Refused("the instruction holds no number");
            case Instruction.Load load ->
                access(
                        load.size(),
                        load.offset(),
                        (size, offset) -> load.signExtend() && size == Size.DOUBLE
                                ? null
                                : new Instruction.Load(size, load.signExtend(), load.dst(), load.base(), offset));
            case Instruction.Store store ->
                access(
                        store.size(),
                        store.offset(),
                        (size, offset) -> new Instruction.Store(size, store.base(), offset, store.src()));
            case Instruction.Atomic atomic ->
                access(
                        atomic.size(),
                        atomic.offset(),
                        (size, offset) -> size != atomic.size()
                                ? null
                                : new Instruction.Atomic(
                                        atomic.operation(), atomic.fetch(), size, atomic.base(), offset, atomic.src()));
            default -> new Result.Refused("an instruction of this kind holds no number of a type");
        };
    }

    private Result arithmetic(Instruction.Alu alu, int held) {
        if (target.value() != (int) target.value() && target.value() >>> 32 != 0) {
            return new Result.Refused("%d does not fit 32 bits".formatted(target.value()));
        }
        var fitted = new Instruction.Alu(alu.operation(), alu.wide(), alu.dst(), Operand.of((int) target.value()));
        return held(held, fitted);
    }

    private Result held(long held, Instruction fitted) {
        boolean expected = !local.fixed() || held == local.value() || held == (int) local.value();
        return expected
                ? new Result.Fitted(fitted)
                : new Result.Refused(
                        "the instruction holds %d, the object's types say %d".formatted(held, local.value()));
    }

    /** The access with another size and offset; null if it has no such form. */
    private interface Rebuild {
        @Nullable
        Instruction of(Size size, short offset);
    }

    private Result access(Size size, short offset, Rebuild rebuild) {
        if (local.fixed() && offset != local.value()) {
            return new Result.Refused(
                    "the access is at %d, the object's types say %d".formatted(offset, local.value()));
        }
        if (target.value() != (short) target.value()) {
            return new Result.Refused("offset %d is past what an access can reach".formatted(target.value()));
        }
        Optional<Size> fitted = width(size);
        Instruction instruction =
                fitted.map(width -> rebuild.of(width, (short) target.value())).orElse(null);
        return instruction == null
                ? new Result.Refused("the field has %d bytes there, here it is read as %d"
                        .formatted(target.accessBytes(), size.bytes()))
                : new Result.Fitted(instruction);
    }

    /**
     * Width of the access. Where the field's size differs it follows the field, if that cannot change the value's
     * meaning: both are pointers, or unsigned numbers.
     */
    private Optional<Size> width(Size size) {
        if (local.accessBytes() == target.accessBytes()) {
            return Optional.of(size);
        }
        boolean known = target.accessBytes() == 1
                || target.accessBytes() == 2
                || target.accessBytes() == 4
                || target.accessBytes() == 8;
        return size.bytes() == local.accessBytes() && known && resizable()
                ? Optional.of(Size.ofBytes((int) target.accessBytes()))
                : Optional.empty();
    }

    private boolean resizable() {
        BtfType here = localTypes.type(localTypes.strip(local.fieldType()));
        BtfType there = targetTypes.type(targetTypes.strip(target.fieldType()));
        return (here instanceof BtfType.Pointer && there instanceof BtfType.Pointer)
                || (here instanceof BtfType.Int one
                        && there instanceof BtfType.Int other
                        && !one.signed()
                        && !other.signed());
    }
}
