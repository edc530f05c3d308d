package dev.rawtap.script.syntax;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.base.SourceText;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Text to tree. All mistakes of a text are found in one go: behind one, reading goes on with the next statement or the
 * next probe. Takes time in proportion to the text and never throws, whatever the text is.
 */
public final class ScriptParser {
    /** Some editors begin UTF-8 with it. */
    private static final String BYTE_ORDER_MARK = "\ufeff";

    private ScriptParser() {}

    /**
     * Reads a script.
     *
     * @param name what problems call it: its file, {@code stdin} for a script of the command line
     * @param bytes its text in UTF-8; in strings and comments any bytes may be
     */
    public static ParsedScript parse(String name, byte[] bytes) {
        return parse(new SourceText(name, EscapedBytes.decode(bytes)));
    }

    /** Reads a script whose text is already decoded, by {@link EscapedBytes#decode} where it may have other bytes. */
    public static ParsedScript parse(SourceText source) {
        var tokens = new TokenStream(source);
        int first = source.content().startsWith(BYTE_ORDER_MARK) ? 1 : 0;
        int start = shebangEnd(source.content(), first);
        @Nullable
        String shebang =
                start == first ? null : source.content().substring(first, start).strip();
        var parser = new DefinitionParser(tokens);
        List<Definition> definitions = parser.definitions(start);
        var problems = tokens.problems().found().stream()
                .sorted(Comparator.comparingInt(
                        (Diagnostic problem) -> problem.at().start()))
                .toList();
        var comments = tokens.lexer().comments().stream()
                .filter(comment -> comment.span().start() >= start)
                .toList();
        Optional<Damage> damage = problems.isEmpty() ? Optional.empty() : Optional.of(parser.damage());
        return new ParsedScript(new Program(source, shebang, definitions, damage), comments, problems);
    }

    /** Where the first line, from {@code start}, ends if it names an interpreter, else {@code start}. */
    private static int shebangEnd(String text, int start) {
        int first = start;
        while (first < text.length() && Lexer.isBlank(text.charAt(first))) {
            first++;
        }
        if (!text.startsWith("#!", first)) {
            return start;
        }
        int end = text.indexOf('\n', first);
        return end < 0 ? text.length() : end;
    }
}
