package dev.rawtap.script.syntax;

import dev.rawtap.base.Span;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Text in lines that are indented, into which the comments of the script are put back: those before or in an item on
 * lines of their own, those behind it on its line. One blank line stays where the script has any.
 */
final class Output {
    private static final String STEP = "  ";

    private final Deque<Comment> comments;
    private final boolean blankLines;
    private StringBuilder text = new StringBuilder();
    private int indent;
    /** The offset in the script behind what was written last, or -1 if no blank line may follow. */
    private int written = -1;

    /** With comments and the blank lines of the script. */
    Output(List<Comment> comments) {
        this.comments = new ArrayDeque<>(comments);
        this.blankLines = true;
    }

    /** With what the tree has and nothing else. */
    Output() {
        this.comments = new ArrayDeque<>();
        this.blankLines = false;
    }

    Output append(String more) {
        text.append(more);
        return this;
    }

    /** Begins a line. */
    Output line() {
        if (!text.isEmpty()) {
            text.append('\n');
        }
        return append(STEP.repeat(indent));
    }

    void indent() {
        indent++;
        written = -1;
    }

    void outdent() {
        indent--;
    }

    /** The column at which a line begins. */
    int margin() {
        return STEP.length() * indent;
    }

    /** What {@code writing} writes, as text of its own that begins in the middle of a line. */
    String capture(Runnable writing) {
        StringBuilder outer = text;
        int outerWritten = written;
        text = new StringBuilder("\n");
        writing.run();
        String captured = text.substring(1);
        text = outer;
        written = outerWritten;
        return captured;
    }

    /** Writes the comments and the blank line before an item; then its text may be made. */
    void before(Span item) {
        comments(item.start());
        blankLine(item);
        written = item.end();
    }

    /** Begins the line of an item with its first words, which end at {@code end} in the script. */
    Output begin(String words, int end) {
        while (hasCommentBefore(end)) {
            line().append(comments.removeFirst().text());
        }
        return line().append(words);
    }

    /** Ends an item: comments on its line stay there. */
    void end(Span item) {
        int line = item.endLine();
        while (!comments.isEmpty() && isBehind(item, comments.getFirst().span(), line)) {
            Comment comment = comments.removeFirst();
            append(" ").append(comment.text());
            written = Math.max(written, comment.span().end());
            line = comment.text().startsWith("//") ? 0 : comment.span().endLine();
        }
        written = Math.max(written, item.end());
    }

    /** Whether a comment is on the line of an item with nothing in between. */
    private boolean isBehind(Span item, Span comment, int line) {
        int start = Math.max(item.end(), written);
        return comment.start() >= start
                && comment.line() == line
                && comment.source()
                        .content()
                        .substring(start, comment.start())
                        .chars()
                        .allMatch(c -> " \t;,".indexOf(c) >= 0);
    }

    /** Writes the comments before an offset of the script on lines of their own. */
    void comments(int before) {
        while (hasCommentBefore(before)) {
            Comment comment = comments.removeFirst();
            blankLine(comment.span());
            line().append(comment.text());
            written = comment.span().end();
        }
    }

    boolean hasCommentBefore(int offset) {
        return !comments.isEmpty() && comments.getFirst().span().start() < offset;
    }

    private void blankLine(Span next) {
        if (blankLines && written >= 0 && written < next.start()) {
            String between = next.source().content().substring(written, next.start());
            if (between.chars().filter(c -> c == '\n').count() > 1) {
                text.append('\n');
            }
        }
    }

    @Override
    public String toString() {
        return text.isEmpty() ? "" : text + "\n";
    }
}
