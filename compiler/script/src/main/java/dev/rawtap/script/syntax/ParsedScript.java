package dev.rawtap.script.syntax;

import dev.rawtap.base.Diagnostic;
import java.util.List;

/**
 * What became of a text: its tree, and everything that is wrong with it. If there are problems, what they are in is
 * {@link Expression.Missing} in the tree, or not there ({@link Program#damage()}).
 */
public final class ParsedScript {
    private final Program program;
    private final List<Comment> comments;
    private final List<Diagnostic> problems;

    ParsedScript(Program program, List<Comment> comments, List<Diagnostic> problems) {
        this.program = program;
        this.comments = List.copyOf(comments);
        this.problems = List.copyOf(problems);
    }

    /** The tree. */
    public Program program() {
        return program;
    }

    /** What is wrong, in the order of the text; all of them are errors. */
    public List<Diagnostic> problems() {
        return problems;
    }

    List<Comment> comments() {
        return comments;
    }
}
