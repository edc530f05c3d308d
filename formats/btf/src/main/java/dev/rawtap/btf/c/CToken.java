package dev.rawtap.btf.c;

/** A word of C text; {@code offset} counts chars from the start. The last one is {@link Kind#END}, of length 0. */
record CToken(Kind kind, String text, int offset) {
    enum Kind {
        NAME,
        NUMBER,
        PUNCTUATION,
        END
    }

    boolean is(String wanted) {
        return kind != Kind.END && text.equals(wanted);
    }

    /** As messages name it. */
    String shown() {
        return kind == Kind.END ? "the end" : "'" + text + "'";
    }
}
