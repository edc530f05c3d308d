package dev.rawtap.script.syntax;

/** Leaves a construct whose problem has been reported, for the nearest place from where reading can go on. */
final class SyntaxAbandoned extends Exception {
    private static final long serialVersionUID = 1L;

    /** Who may go on. */
    enum Until {
        /** The next definition, which begins where the problem is. */
        HERE,
        /** Whoever finds the end of what it reads. */
        BRACKET,
        /** The statement: no bracket that is open closes in it. */
        STATEMENT,
        /** The statement, which is passed unread: it is nested too deeply to look into. */
        PASSED
    }

    private final Until until;

    SyntaxAbandoned() {
        this(Until.BRACKET);
    }

    SyntaxAbandoned(Until until) {
        super("abandoned", null, false, false);
        this.until = until;
    }

    Until until() {
        return until;
    }
}
