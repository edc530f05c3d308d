package dev.rawtap.isa;

/**
 * A word, number or symbol of a line.
 *
 * @param column first code point, from 0
 * @param value of a number, without its sign; 64 bits
 */
record Token(Kind kind, String text, int column, long value) {
    enum Kind {
        WORD,
        NUMBER,
        SYMBOL,
        END
    }

    boolean is(String expected) {
        return kind != Kind.END && text.equals(expected);
    }

    boolean isNumber() {
        return kind == Kind.NUMBER;
    }

    /** How an error names it. */
    String shown() {
        return kind == Kind.END ? "the end of the line" : "'" + text + "'";
    }
}
