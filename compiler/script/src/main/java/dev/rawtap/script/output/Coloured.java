package dev.rawtap.script.output;

/** What is coloured in the text form. */
public enum Coloured {
    /** The labels of the results of tests. */
    TESTS,
    /** Errors and warnings. */
    MESSAGES
}
