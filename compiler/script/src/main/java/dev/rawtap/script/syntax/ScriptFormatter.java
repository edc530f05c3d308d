package dev.rawtap.script.syntax;

/** Trees to text. */
public final class ScriptFormatter {
    private ScriptFormatter() {}

    /**
     * The script in the one format that every script has: with all of its comments, two spaces for each depth, one
     * statement a line, and no more than one blank line. Reading the result gives the same tree at other places, and
     * formatting it again the same text.
     *
     * @param script a script without problems
     * @throws IllegalArgumentException if it has problems
     */
    public static String format(ParsedScript script) {
        if (!script.problems().isEmpty()) {
            throw new IllegalArgumentException(
                    "script with " + script.problems().size() + " problems");
        }
        return DefinitionPrinter.format(script.program(), script.comments());
    }

    /** The tree as text, which is a script again, without comments. */
    public static String print(Program program) {
        return DefinitionPrinter.print(program);
    }

    /** An expression as text. */
    public static String print(Expression expression) {
        return new StatementPrinter(new Output()).expressions().text(expression);
    }
}
