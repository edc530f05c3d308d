package dev.rawtap.script.syntax;

/** An operator between two operands; all of them group to the left. */
public enum BinaryOperator {
    /** {@code l || r}: {@code r} is evaluated only if {@code l} is false. */
    LOGICAL_OR("||", 1),
    /** {@code l && r}: {@code r} is evaluated only if {@code l} is true. */
    LOGICAL_AND("&&", 2),
    /** {@code l | r}. */
    OR("|", 3),
    /** {@code l ^ r}. */
    XOR("^", 4),
    /** {@code l & r}. */
    AND("&", 5),
    /** {@code l == r}. */
    EQUAL("==", 6),
    /** {@code l != r}. */
    NOT_EQUAL("!=", 6),
    /** {@code l < r}. */
    LESS("<", 7),
    /** {@code l > r}. */
    GREATER(">", 7),
    /** {@code l <= r}. */
    LESS_OR_EQUAL("<=", 7),
    /** {@code l >= r}. */
    GREATER_OR_EQUAL(">=", 7),
    /** {@code l << r}. */
    SHIFT_LEFT("<<", 8),
    /** {@code l >> r}. */
    SHIFT_RIGHT(">>", 8),
    /** {@code l + r}. */
    ADD("+", 9),
    /** {@code l - r}. */
    SUBTRACT("-", 9),
    /** {@code l * r}. */
    MULTIPLY("*", 10),
    /** {@code l / r}. */
    DIVIDE("/", 10),
    /** {@code l % r}. */
    REMAINDER("%", 10);

    private final String symbol;
    private final int precedence;

    BinaryOperator(String symbol, int precedence) {
        this.symbol = symbol;
        this.precedence = precedence;
    }

    /** As it is written. */
    public String symbol() {
        return symbol;
    }

    /** The higher, the closer it binds; from 1. */
    public int precedence() {
        return precedence;
    }

    /** Whether the result is a truth value of comparing the operands. */
    public boolean isComparison() {
        return precedence == EQUAL.precedence || precedence == LESS.precedence;
    }

    /** Whether it is {@code ||} or {@code &&}. */
    public boolean isLogical() {
        return this == LOGICAL_OR || this == LOGICAL_AND;
    }

    /** Whether it is {@code <<} or {@code >>}. */
    public boolean isShift() {
        return precedence == SHIFT_LEFT.precedence;
    }

    /** Whether there is an assignment with it, such as {@code +=}. */
    public boolean assigns() {
        return !isComparison() && !isLogical();
    }
}
