package dev.rawtap.script.syntax;

/**
 * A word of a script.
 *
 * @param start offset of its first char
 * @param end offset behind its last char
 * @param text a symbol, name or number as written; the value of a string
 */
record Token(Kind kind, int start, int end, String text) {
    enum Kind {
        /** A name or keyword. */
        WORD,
        /** A number as written: {@code 0xff}, {@code 5ms}. */
        INTEGER,
        /** A string. */
        STRING,
        /** {@code $x}. */
        VARIABLE,
        /** {@code @x} or {@code @}. */
        MAP,
        /** {@code $1}; the text has the digits alone. */
        PARAMETER,
        /** {@code $#}. */
        PARAMETER_COUNT,
        /** An operator or a bracket. */
        SYMBOL,
        /** Chars that mean nothing; they have been reported. */
        WRONG,
        /** The end of the text. */
        END
    }

    boolean is(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean isWord(String word) {
        return kind == Kind.WORD && text.equals(word);
    }
}
