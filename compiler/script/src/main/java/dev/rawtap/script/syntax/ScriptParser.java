package dev.rawtap.script.syntax;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.base.SourceText;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Text to tree. All mistakes of a text are found in one go: behind one, reading goes on with the next statement or the
 * next probe. Takes time in proportion to the text and never throws, whatever the text is.
 */
public final class ScriptParser {
    private ScriptParser() {}

    /**
     * Reads a script.
     *
     * @param name what problems call it: its file, {@code stdin} for a script of the command line
     * @param bytes its text in UTF-8
     */
    public static ParsedScript parse(String name, byte[] bytes) {
        String text = EscapedBytes.decode(bytes);
        var source = new SourceText(name, text);
        for (int i = 0; i < text.length(); i++) {
            if (EscapedBytes.isEscape(text, i)) {
                var problems = new Problems(source);
                String shown = "0x%02x".formatted(text.charAt(i) & 0xff);
                problems.syntax(
                        i, i + 1, "invalid UTF-8: byte " + shown, "in a string, write \\x" + shown.substring(2));
                return new ParsedScript(new Program(source, null, List.of()), List.of(), problems.found());
            }
        }
        return parse(source);
    }

    /** Reads a script whose text is already decoded. */
    public static ParsedScript parse(SourceText source) {
        var tokens = new TokenStream(source);
        int start = shebangEnd(source.content());
        @Nullable
        String shebang =
                start == 0 ? null : source.content().substring(0, start).strip();
        List<Definition> definitions = new DefinitionParser(tokens).definitions(start);
        var problems = tokens.problems().found().stream()
                .sorted(Comparator.comparingInt(
                        (Diagnostic problem) -> problem.at().start()))
                .toList();
        var comments = tokens.lexer().comments().stream()
                .filter(comment -> comment.span().start() >= start)
                .toList();
        return new ParsedScript(new Program(source, shebang, definitions), comments, problems);
    }

    /** Where the first line ends if it names an interpreter, else 0. */
    private static int shebangEnd(String text) {
        int first = 0;
        while (first < text.length() && Lexer.isBlank(text.charAt(first))) {
            first++;
        }
        if (!text.startsWith("#!", first)) {
            return 0;
        }
        int end = text.indexOf('\n', first);
        return end < 0 ? text.length() : end;
    }
}
