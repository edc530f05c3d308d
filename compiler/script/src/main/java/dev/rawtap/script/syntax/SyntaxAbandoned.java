package dev.rawtap.script.syntax;

/** Leaves a construct whose problem has been reported, for the nearest place from where reading can go on. */
final class SyntaxAbandoned extends Exception {
    private static final long serialVersionUID = 1L;

    SyntaxAbandoned() {
        super("abandoned", null, false, false);
    }
}
