package dev.rawtap.script.syntax;

/** An operator before its operand that does not change it. */
public enum UnaryOperator {
    /** {@code -e}. */
    NEGATE("-"),
    /** {@code !e}. */
    NOT("!"),
    /** {@code ~e}. */
    COMPLEMENT("~"),
    /** {@code *e}. */
    DEREFERENCE("*");

    private final String symbol;

    UnaryOperator(String symbol) {
        this.symbol = symbol;
    }

    /** As it is written. */
    public String symbol() {
        return symbol;
    }
}
