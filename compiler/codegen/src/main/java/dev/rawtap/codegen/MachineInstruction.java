package dev.rawtap.codegen;

import dev.rawtap.isa.AluOperation;
import dev.rawtap.isa.AtomicOperation;
import dev.rawtap.isa.ByteSwap;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Size;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * An instruction on virtual registers, each written as one to a few BPF instructions. Operands of type {@code int} must be in a register
 * when it runs; a {@link Source} of a move, a call, a jump or a return may be anywhere.
 */
sealed interface MachineInstruction {
    /** No register. */
    int NONE = -1;

    /**
     * {@code dst = src}.
     *
     * @param late whether the two are to have different registers, because the move was put where it is for that
     */
    record Move(int dst, Source src, boolean late) implements MachineInstruction {
        Move(int dst, Source src) {
            this(dst, src, false);
        }
    }

    /** {@code dst = (u32) src}. */
    record Narrow(int dst, int src) implements MachineInstruction {}

    /** {@code dst = left operation right}; the right operand is a register or fits an immediate. */
    record Alu(AluOperation operation, boolean wide, int dst, int left, Source right) implements MachineInstruction {}

    /** {@code dst = -src}. */
    record Negate(boolean wide, int dst, int src) implements MachineInstruction {}

    /** {@code dst = (s8) src} and wider (CPU version 4). */
    record SignExtend(int bits, int dst, int src) implements MachineInstruction {}

    /** {@code dst = be32 src} and other widths. */
    record Swap(ByteSwap kind, int bits, int dst, int src) implements MachineInstruction {}

    /** {@code dst = *(size *) place}. */
    record Load(Size size, boolean signed, int dst, Place place) implements MachineInstruction {}

    /** {@code *(size *) place = value}; the value is a register or fits an immediate. */
    record Store(Size size, Place place, Source value) implements MachineInstruction {}

    /** An atomic operation; {@code dst} gets the old value unless it is {@link #NONE}. */
    record Atomic(AtomicOperation operation, Size size, Place place, int dst, int src) implements MachineInstruction {}

    /** {@code dst = left condition right ? whenTrue : whenFalse}. */
    record Choose(int dst, Test test, Source whenTrue, Source whenFalse) implements MachineInstruction {}

    /** Arguments to R1 and on, a call, and R0 to {@code result} unless it is {@link #NONE}. */
    record Call(Callee callee, List<Source> arguments, int result) implements MachineInstruction {}

    /** The end of a block: on to another, whose parameters get the arguments. */
    record Jump(int target, List<Source> arguments) implements MachineInstruction {}

    /**
     * The end of a block: one of two others, which have no parameters.
     *
     * @param pointer whether it tells a pointer from NULL
     */
    record Branch(Test test, boolean pointer, int whenTrue, int whenFalse) implements MachineInstruction {}

    /** The end of a block: on, unless the budget for loops is used up. */
    record MayGoto(int next, int exhausted) implements MachineInstruction {}

    /** The end of the function. */
    record Return(Source value) implements MachineInstruction {}

    /** The end of a program whose result nobody looks at; only R0 must be readable. */
    record Leave() implements MachineInstruction {}

    /** A comparison; the right operand is a register or fits an immediate. */
    record Test(Condition condition, boolean wide, int left, Source right) {}

    /** What is called. */
    sealed interface Callee {
        /** A helper by its number. */
        record HelperNumber(int id) implements Callee {}

        /** A function of the module. */
        record ModuleFunction(String name) implements Callee {}

        /** A function of the kernel by the id of its BTF type. */
        record KernelFunction(int type) implements Callee {}
    }

    /** Sees the operands of an instruction. */
    interface Operands {
        /**
         * A register that is read.
         *
         * @param late whether it is read after the result has been written, so that it must not share the result's register
         * @param anywhere whether it may lie on the stack
         */
        void use(int register, boolean late, boolean anywhere);

        /** The register that is written; always the last call. */
        void define(int register);
    }

    /** Shows the operands to {@code operands}. */
    default void visit(Operands operands) {
        switch (this) {
            case Move(int dst, var src, boolean late) -> {
                use(operands, src, false, true);
                operands.define(dst);
            }
            case Narrow(int dst, int src) -> {
                operands.use(src, false, false);
                operands.define(dst);
            }
            case Alu(var operation, boolean wide, int dst, int left, var right) -> {
                operands.use(left, false, false);
                use(operands, right, !isRegister(right, left), false);
                operands.define(dst);
            }
            case Negate(boolean wide, int dst, int src) -> {
                operands.use(src, false, false);
                operands.define(dst);
            }
            case SignExtend(int bits, int dst, int src) -> {
                operands.use(src, false, false);
                operands.define(dst);
            }
            case Swap(var kind, int bits, int dst, int src) -> {
                operands.use(src, false, false);
                operands.define(dst);
            }
            case Load(var size, boolean signed, int dst, var place) -> {
                use(operands, place, false);
                operands.define(dst);
            }
            case Store(var size, var place, var value) -> {
                use(operands, place, false);
                use(operands, value, false, false);
            }
            case Atomic atomic -> {
                use(operands, atomic.place, true);
                operands.use(atomic.src, false, false);
                if (atomic.dst != NONE) {
                    operands.define(atomic.dst);
                }
            }
            case Choose(int dst, var test, var whenTrue, var whenFalse) -> {
                use(operands, whenTrue, false, true);
                // Where the result starts as the compared value, writing it changes nothing that is compared.
                operands.use(test.left, !isRegister(whenTrue, test.left), false);
                use(operands, test.right, true, false);
                use(operands, whenFalse, true, true);
                operands.define(dst);
            }
            case Call(var callee, var arguments, int result) -> {
                arguments.forEach(argument -> use(operands, argument, false, true));
                if (result != NONE) {
                    operands.define(result);
                }
            }
            case Jump jump -> jump.arguments.forEach(argument -> use(operands, argument, false, true));
            case Branch branch -> {
                operands.use(branch.test.left, false, false);
                use(operands, branch.test.right, false, false);
            }
            case MayGoto _, Leave _ -> {}
            case Return(var value) -> use(operands, value, false, true);
        }
    }

    /** The same instruction with other registers where it needs registers; sources that may lie anywhere stay. */
    default MachineInstruction rewrite(IntUnaryOperator use, IntUnaryOperator define) {
        return switch (this) {
            case Move(int dst, var src, boolean late) -> new Move(define.applyAsInt(dst), src, late);
            case Narrow(int dst, int src) -> new Narrow(define.applyAsInt(dst), use.applyAsInt(src));
            case Alu(var operation, boolean wide, int dst, int left, var right) ->
                new Alu(operation, wide, define.applyAsInt(dst), use.applyAsInt(left), map(right, use));
            case Negate(boolean wide, int dst, int src) ->
                new Negate(wide, define.applyAsInt(dst), use.applyAsInt(src));
            case SignExtend(int bits, int dst, int src) ->
                new SignExtend(bits, define.applyAsInt(dst), use.applyAsInt(src));
            case Swap(var kind, int bits, int dst, int src) ->
                new Swap(kind, bits, define.applyAsInt(dst), use.applyAsInt(src));
            case Load(var size, boolean signed, int dst, var place) ->
                new Load(size, signed, define.applyAsInt(dst), map(place, use));
            case Store(var size, var place, var value) -> new Store(size, map(place, use), map(value, use));
            case Atomic(var operation, var size, var place, int dst, int src) ->
                new Atomic(
                        operation,
                        size,
                        map(place, use),
                        dst == NONE ? NONE : define.applyAsInt(dst),
                        use.applyAsInt(src));
            case Choose(int dst, var test, var whenTrue, var whenFalse) ->
                new Choose(define.applyAsInt(dst), map(test, use), whenTrue, whenFalse);
            case Call(var callee, var arguments, int result) ->
                new Call(callee, arguments, result == NONE ? NONE : define.applyAsInt(result));
            case Branch(var test, boolean pointer, int whenTrue, int whenFalse) ->
                new Branch(map(test, use), pointer, whenTrue, whenFalse);
            case Jump _, MayGoto _, Return _, Leave _ -> this;
        };
    }

    /** The same instruction with other sources where they may lie anywhere. */
    default MachineInstruction substitute(UnaryOperator<Source> change) {
        return switch (this) {
            case Move(int dst, var src, boolean late) -> new Move(dst, change.apply(src), late);
            case Choose(int dst, var test, var whenTrue, var whenFalse) ->
                new Choose(dst, test, change.apply(whenTrue), change.apply(whenFalse));
            case Call(var callee, var arguments, int result) ->
                new Call(callee, arguments.stream().map(change).toList(), result);
            case Jump(int target, var arguments) ->
                new Jump(target, arguments.stream().map(change).toList());
            case Return(var value) -> new Return(change.apply(value));
            case Narrow _,
                    Alu _,
                    Negate _,
                    SignExtend _,
                    Swap _,
                    Load _,
                    Store _,
                    Atomic _,
                    Branch _,
                    MayGoto _,
                    Leave _ -> this;
        };
    }

    /** Whether a source is this register. */
    static boolean isRegister(Source source, int register) {
        return source instanceof Source.Virtual(int other) && other == register;
    }

    private static void use(Operands operands, Source source, boolean late, boolean anywhere) {
        if (source instanceof Source.Virtual(int register)) {
            operands.use(register, late, anywhere);
        }
    }

    private static void use(Operands operands, Place place, boolean late) {
        if (place.slot() == null) {
            operands.use(place.base(), late, false);
        }
    }

    private static Source map(Source source, IntUnaryOperator use) {
        return source instanceof Source.Virtual(int register) ? new Source.Virtual(use.applyAsInt(register)) : source;
    }

    private static Place map(Place place, IntUnaryOperator use) {
        return place.slot() == null ? place.withBase(use.applyAsInt(place.base())) : place;
    }

    private static Test map(Test test, IntUnaryOperator use) {
        return new Test(test.condition, test.wide, use.applyAsInt(test.left), map(test.right, use));
    }
}
