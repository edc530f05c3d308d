package dev.rawtap.codegen;

import dev.rawtap.codegen.MachineInstruction.Alu;
import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.AluOperation;
import dev.rawtap.isa.ByteSwap;

/** Arithmetic, extensions, byte order. */
final class ArithmeticSelection {
    private static final long LOW_HALF = 0xffffffffL;

    private final Selection selection;

    ArithmeticSelection(Selection selection) {
        this.selection = selection;
    }

    void binary(Value result, Operation.Binary binary) {
        Value left = binary.left();
        Value right = binary.right();
        if (binary.operator().commutative() && swap(left, right)) {
            left = binary.right();
            right = binary.left();
        }
        Source first = selection.source(left);
        Source second = selection.source(right);
        if (binary.operator() == BinaryOperator.SUBTRACT && isZero(first)) {
            selection.emit(new MachineInstruction.Negate(
                    !selection.held.narrow(result), result.number(), selection.register(second)));
        } else if (second instanceof Source.Constant(long number)) {
            withNumber(result, binary.operator(), left, first, number);
        } else {
            withRegister(result, binary.operator(), first, second);
        }
    }

    /** The result takes the place of the left operand: better one that is not used again; a number is best on the right. */
    private boolean swap(Value left, Value right) {
        if (left.type() instanceof Type.Pointer) {
            return false;
        }
        return selection.definitions.isNumber(left)
                || (!selection.definitions.isNumber(right) && selection.isNeeded(left) && !selection.isNeeded(right));
    }

    private static boolean isZero(Source source) {
        return source instanceof Source.Constant(long number) && number == 0;
    }

    private void withRegister(Value result, BinaryOperator operator, Source first, Source second) {
        boolean signed = operator == BinaryOperator.SIGNED_DIVIDE || operator == BinaryOperator.SIGNED_REMAINDER;
        if (signed && !selection.hasVersion4()) {
            signedDivision(result, operator, selection.register(first), selection.register(second));
            return;
        }
        selection.emit(new Alu(
                operator.instruction(),
                !selection.held.narrow(result),
                result.number(),
                selection.register(first),
                new Source.Virtual(selection.register(second))));
    }

    private void withNumber(Value result, BinaryOperator operator, Value left, Source first, long number) {
        boolean divides = operator == BinaryOperator.DIVIDE || operator == BinaryOperator.REMAINDER;
        if (number == 0 && divides) {
            // The verifier refuses the instruction.
            Source zero = new Source.Constant(0);
            Source value = operator == BinaryOperator.DIVIDE ? zero : first;
            selection.emit(new MachineInstruction.Move(result.number(), value));
            return;
        }
        boolean wide = !selection.held.narrow(result);
        switch (operator) {
            case ADD -> number(result, AluOperation.ADD, wide, first, number);
            case SUBTRACT -> number(result, AluOperation.ADD, wide, first, -number);
            case AND -> and(result, wide, left, first, number);
            case MULTIPLY -> power(result, AluOperation.MUL, AluOperation.LSH, wide, first, number);
            case DIVIDE -> power(result, AluOperation.DIV, AluOperation.RSH, wide, first, number);
            case REMAINDER -> {
                if (Long.bitCount(number) == 1) {
                    and(result, wide, left, first, number - 1);
                } else {
                    number(result, AluOperation.MOD, wide, first, number);
                }
            }
            case SHIFT_LEFT, SHIFT_RIGHT, SIGNED_SHIFT_RIGHT ->
                number(result, operator.instruction(), wide, first, number & 63);
            case OR, XOR -> number(result, operator.instruction(), wide, first, number);
            case SIGNED_DIVIDE, SIGNED_REMAINDER -> signedByNumber(result, operator, first, number);
        }
    }

    private void number(Value result, AluOperation operation, boolean wide, Source first, long number) {
        Source right = !wide ? new Source.Constant((int) number) : selection.operand(new Source.Constant(number));
        selection.emit(new Alu(operation, wide, result.number(), selection.register(first), right));
    }

    /** A product or quotient by a power of two is a shift. */
    private void power(
            Value result, AluOperation operation, AluOperation shift, boolean wide, Source first, long number) {
        if (Long.bitCount(number) == 1 && (wide || number >>> 32 == 0)) {
            number(result, shift, wide, first, Long.numberOfTrailingZeros(number));
        } else {
            number(result, operation, wide, first, number);
        }
    }

    private void and(Value result, boolean wide, Value left, Source first, long number) {
        long mattering = number & selection.demanded.of(result);
        if (number >>> 32 != 0 && mattering >>> 32 != 0) {
            number(result, AluOperation.AND, wide, first, number);
        } else if ((mattering & LOW_HALF) == LOW_HALF && selection.held.upperZero(left)) {
            selection.emit(new MachineInstruction.Move(result.number(), first));
        } else if ((number & LOW_HALF) == LOW_HALF) {
            selection.emit(new MachineInstruction.Narrow(result.number(), selection.register(first)));
        } else {
            number(result, AluOperation.AND, false, first, number);
        }
    }

    private void signedByNumber(Value result, BinaryOperator operator, Source first, long number) {
        if (selection.hasVersion4() && number == (int) number && number != 0) {
            number(result, operator.instruction(), true, first, number);
        } else {
            withRegister(result, operator, first, new Source.Constant(number));
        }
    }

    /** The unsigned division of the magnitudes, then the sign: negation is {@code (x ^ s) - s} where s is -1, nothing where it is 0. */
    private void signedDivision(Value result, BinaryOperator operator, int left, int right) {
        int leftSign = alu(AluOperation.ARSH, left, new Source.Constant(63));
        int rightSign = alu(AluOperation.ARSH, right, new Source.Constant(63));
        int dividend = negatedWhere(leftSign, left);
        int divisor = negatedWhere(rightSign, right);
        boolean quotient = operator == BinaryOperator.SIGNED_DIVIDE;
        int magnitude = alu(quotient ? AluOperation.DIV : AluOperation.MOD, dividend, new Source.Virtual(divisor));
        int sign = quotient ? alu(AluOperation.XOR, leftSign, new Source.Virtual(rightSign)) : leftSign;
        int flipped = alu(AluOperation.XOR, magnitude, new Source.Virtual(sign));
        selection.emit(new Alu(AluOperation.SUB, true, result.number(), flipped, new Source.Virtual(sign)));
    }

    private int negatedWhere(int sign, int value) {
        return alu(AluOperation.SUB, alu(AluOperation.XOR, value, new Source.Virtual(sign)), new Source.Virtual(sign));
    }

    private int alu(AluOperation operation, int left, Source right) {
        int made = selection.machine.newRegister();
        selection.emit(new Alu(operation, true, made, left, right));
        return made;
    }

    void extend(Value result, Operation.Extend extend) {
        if (selection.held.isCopy(result, extend)) {
            return;
        }
        int dst = result.number();
        Source from = selection.source(extend.value());
        if (from instanceof Source.Constant(long number)) {
            int unused = 64 - extend.bits();
            long shifted = number << unused;
            selection.emit(new MachineInstruction.Move(
                    dst, new Source.Constant(extend.signed() ? shifted >> unused : shifted >>> unused)));
        } else if (extend.signed()) {
            signExtend(dst, extend.bits(), selection.register(from));
        } else if (extend.bits() == 32) {
            selection.emit(new MachineInstruction.Narrow(dst, selection.register(from)));
        } else {
            Source mask = new Source.Constant((1L << extend.bits()) - 1);
            selection.emit(new Alu(AluOperation.AND, false, dst, selection.register(from), mask));
        }
    }

    void signExtend(int dst, int bits, int src) {
        if (selection.hasVersion4()) {
            selection.emit(new MachineInstruction.SignExtend(bits, dst, src));
        } else {
            Source count = new Source.Constant(64 - bits);
            selection.emit(new Alu(AluOperation.ARSH, true, dst, alu(AluOperation.LSH, src, count), count));
        }
    }

    /** The machines of this project are little endian: to big endian is the swap that kernels before version 4 have. */
    void swap(Value result, Operation.ByteSwap swap) {
        selection.emit(new MachineInstruction.Swap(
                ByteSwap.TO_BIG_ENDIAN, swap.bits(), result.number(), selection.register(swap.value())));
    }
}
