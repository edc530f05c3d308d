package dev.rawtap.base;

/** How much a {@link Diagnostic} matters. */
public enum Severity {
    /** Nothing can be made of the text as it is. */
    ERROR,
    /** It works, though probably not as meant. */
    WARNING
}
