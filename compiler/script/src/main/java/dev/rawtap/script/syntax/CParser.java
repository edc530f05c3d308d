package dev.rawtap.script.syntax;

import dev.rawtap.script.syntax.Definition.CDefinition;
import dev.rawtap.script.syntax.Definition.Define;
import dev.rawtap.script.syntax.Definition.FunctionDefine;
import dev.rawtap.script.syntax.Definition.Include;
import dev.rawtap.script.syntax.Definition.TypeDefinition;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads lines of the C preprocessor, and the text of C types without understanding it. */
final class CParser {
    private static final Pattern DIRECTIVE = Pattern.compile("#\\s*([A-Za-z_]\\w*)?\\s*(.*)", Pattern.DOTALL);
    private static final Pattern INCLUDE = Pattern.compile("(?:<([^<>]+)>|\"([^\"]+)\")");
    private static final Pattern DEFINE = Pattern.compile("([A-Za-z_]\\w*)(\\()?(.*)", Pattern.DOTALL);
    private static final String ATTRIBUTE = "__attribute__";

    private final TokenStream tokens;
    private final String text;

    CParser(TokenStream tokens) {
        this.tokens = tokens;
        this.text = tokens.source().content();
    }

    /** Reads the line of the preprocessor at {@code start}; null if it is none that means something. */
    @Nullable
    CDefinition directive(int start) {
        int end = lineEnd(start);
        String line = withoutComments(text.substring(start, end).replaceAll("\\\\\r?\n", " "));
        tokens.resume(end);
        Matcher directive = DIRECTIVE.matcher(line.strip());
        String name = directive.matches() && directive.group(1) != null ? directive.group(1) : "";
        String rest = directive.matches() ? directive.group(2) : "";
        return switch (name) {
            case "include" -> include(start, end, rest);
            case "define" -> define(start, end, rest);
            case "pragma" -> null;
            default -> {
                tokens.problems()
                        .unsupported(
                                start,
                                end,
                                "preprocessor directive '#" + name + "' is not supported",
                                "known are #include and #define of constants; there is no C compiler behind it");
                yield null;
            }
        };
    }

    /** The end of a line, which goes on behind a backslash. */
    private int lineEnd(int start) {
        int end = tokens.lexer().lineEnd(start);
        while (end < text.length() && text.substring(start, end).stripTrailing().endsWith("\\")) {
            end = tokens.lexer().lineEnd(end + 1);
        }
        return end > start && text.charAt(end - 1) == '\r' ? end - 1 : end;
    }

    private static String withoutComments(String line) {
        var out = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (!quoted && line.startsWith("//", i)) {
                break;
            }
            if (!quoted && line.startsWith("/*", i)) {
                int end = line.indexOf("*/", i + 2);
                out.append(' ');
                i = end < 0 ? line.length() : end + 1;
                continue;
            }
            quoted ^= c == '"' && (i == 0 || line.charAt(i - 1) != '\\');
            out.append(c);
        }
        return out.toString();
    }

    private @Nullable CDefinition include(int start, int end, String rest) {
        Matcher include = INCLUDE.matcher(rest.strip());
        if (!include.matches()) {
            tokens.problems().syntax(start, end, "expected file name after '#include'", "#include <linux/sched.h>");
            return null;
        }
        boolean angle = include.group(1) != null;
        return new Include(tokens.since(start), angle ? include.group(1) : include.group(2), angle);
    }

    private @Nullable CDefinition define(int start, int end, String rest) {
        Matcher define = DEFINE.matcher(rest);
        if (!define.matches()) {
            tokens.problems().syntax(start, end, "expected name after '#define'", "#define NAME value");
            return null;
        }
        String name = define.group(1);
        return define.group(2) != null
                ? new FunctionDefine(tokens.since(start), name)
                : new Define(tokens.since(start), name, define.group(3).strip());
    }

    /** Reads {@code struct s { … };}. */
    CDefinition typeDefinition(TypeName.Tag tag) throws SyntaxAbandoned {
        int start = tokens.next().start();
        attribute();
        @Nullable String name = tokens.at(Token.Kind.WORD) ? tokens.next().text() : null;
        attribute();
        if (!tokens.at("{")) {
            throw tokens.problem(
                    "expected '{'", "a C type is defined with its members: " + tag.keyword() + " s { … };");
        }
        skipBody();
        attribute();
        var definition =
                new TypeDefinition(tokens.since(start), tag, name, text.substring(start, tokens.previousEnd()));
        tokens.accept(";");
        return definition;
    }

    private void attribute() throws SyntaxAbandoned {
        while (tokens.atWord(ATTRIBUTE)) {
            tokens.next();
            int depth = 0;
            do {
                depth += tokens.at("(") ? 1 : tokens.at(")") ? -1 : 0;
                tokens.next();
            } while (depth > 0 && !tokens.atEnd());
            if (depth > 0) {
                throw tokens.problem("expected ')'");
            }
        }
    }

    /** Skips to behind the brace that closes the one that the parser looks at. */
    private void skipBody() throws SyntaxAbandoned {
        int depth = 0;
        int at = tokens.start();
        while (at < text.length()) {
            at = tokens.lexer().skipBlanks(at);
            if (at == text.length()) {
                break;
            }
            char c = text.charAt(at++);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth == 0) {
                tokens.resume(at);
                return;
            }
        }
        SyntaxAbandoned problem = tokens.problem("unterminated C type", "a '}' is missing");
        tokens.resume(text.length());
        throw problem;
    }
}
