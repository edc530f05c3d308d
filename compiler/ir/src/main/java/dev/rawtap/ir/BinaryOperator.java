package dev.rawtap.ir;

import dev.rawtap.isa.AluOperation;

/** Arithmetic on two 64-bit integers, with the results that RFC 9669 section 4.1 gives. */
public enum BinaryOperator {
    /** Wrapping sum; the left operand may be a pointer. */
    ADD("+", true, AluOperation.ADD),
    /** Wrapping difference; the left operand may be a pointer. */
    SUBTRACT("-", false, AluOperation.SUB),
    /** Wrapping product. */
    MULTIPLY("*", true, AluOperation.MUL),
    /** Unsigned quotient; by 0 gives 0. */
    DIVIDE("u/", false, AluOperation.DIV),
    /** Unsigned remainder; by 0 gives the left operand. */
    REMAINDER("u%", false, AluOperation.MOD),
    /** Signed quotient towards 0; by 0 gives 0. */
    SIGNED_DIVIDE("s/", false, AluOperation.SDIV),
    /** Signed remainder; by 0 gives the left operand. */
    SIGNED_REMAINDER("s%", false, AluOperation.SMOD),
    /** Bitwise and. */
    AND("&", true, AluOperation.AND),
    /** Bitwise or. */
    OR("|", true, AluOperation.OR),
    /** Bitwise exclusive or. */
    XOR("^", true, AluOperation.XOR),
    /** Shift left; the count modulo 64. */
    SHIFT_LEFT("<<", false, AluOperation.LSH),
    /** Logical shift right; the count modulo 64. */
    SHIFT_RIGHT("u>>", false, AluOperation.RSH),
    /** Arithmetic shift right; the count modulo 64. */
    SIGNED_SHIFT_RIGHT("s>>", false, AluOperation.ARSH);

    private final String symbol;
    private final boolean commutative;
    private final AluOperation instruction;

    BinaryOperator(String symbol, boolean commutative, AluOperation instruction) {
        this.symbol = symbol;
        this.commutative = commutative;
        this.instruction = instruction;
    }

    /** The operator in the printed form. */
    public String symbol() {
        return symbol;
    }

    /** Whether the operands may change places. */
    public boolean commutative() {
        return commutative;
    }

    /** The instruction that computes it; the signed divisions exist from CPU version 4. */
    public AluOperation instruction() {
        return instruction;
    }

    /** The result for two numbers. */
    public long apply(long left, long right) {
        return switch (this) {
            case ADD -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            case DIVIDE -> right == 0 ? 0 : Long.divideUnsigned(left, right);
            case REMAINDER -> right == 0 ? left : Long.remainderUnsigned(left, right);
            case SIGNED_DIVIDE -> right == 0 ? 0 : left / right;
            case SIGNED_REMAINDER -> right == 0 ? left : left % right;
            case AND -> left & right;
            case OR -> left | right;
            case XOR -> left ^ right;
            case SHIFT_LEFT -> left << right;
            case SHIFT_RIGHT -> left >>> right;
            case SIGNED_SHIFT_RIGHT -> left >> right;
        };
    }
}
