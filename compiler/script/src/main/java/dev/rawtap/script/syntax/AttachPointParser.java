package dev.rawtap.script.syntax;

import dev.rawtap.script.syntax.AttachPoint.Parameter;
import dev.rawtap.script.syntax.AttachPoint.ParameterCount;
import dev.rawtap.script.syntax.AttachPoint.Part;
import dev.rawtap.script.syntax.AttachPoint.Piece;
import dev.rawtap.script.syntax.AttachPoint.Plain;
import dev.rawtap.script.syntax.AttachPoint.Quoted;
import dev.rawtap.script.syntax.AttachPoint.Wildcard;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads attach points, whose words are not those of the rest: what is between blanks, commas and braces belongs together,
 * except for a slash that begins the predicate.
 */
final class AttachPointParser {
    private final TokenStream tokens;
    private final String text;
    private int at;
    private boolean path;

    AttachPointParser(TokenStream tokens) {
        this.tokens = tokens;
        this.text = tokens.source().content();
    }

    /** Reads {@code a, b, …} up to the predicate or the block. */
    List<AttachPoint> attachPoints() throws SyntaxAbandoned {
        List<AttachPoint> points = new ArrayList<>();
        do {
            points.add(attachPoint());
        } while (tokens.accept(",") && !tokens.at("{") && !tokens.at("/"));
        return points;
    }

    private AttachPoint attachPoint() throws SyntaxAbandoned {
        at = tokens.start();
        path = false;
        int start = at;
        @Nullable String name = name();
        int typeStart = at;
        Part type = part(true);
        path = Words.PATH_PROBES.contains(type.text().toLowerCase(Locale.ROOT));
        List<Part> parts = new ArrayList<>();
        while (at < text.length() && text.charAt(at) == ':') {
            at++;
            parts.add(part(false));
        }
        if (at == start) {
            throw tokens.problem("expected attach point", "such as rawtracepoint:sched_switch, begin or interval:s:1");
        }
        int typeEnd = type.span().end();
        tokens.resume(at);
        return new AttachPoint(tokens.since(start), name, tokens.source().span(typeStart, typeEnd), type.text(), parts);
    }

    /** Takes {@code name=}, if there is one. */
    private @Nullable String name() {
        int end = at;
        while (end < text.length() && (Lexer.isWordStart(text.charAt(end)) || Lexer.isDigit(text.charAt(end)))) {
            end++;
        }
        if (end == at || end == text.length() || text.charAt(end) != '=') {
            return null;
        }
        String name = text.substring(at, end);
        at = end + 1;
        return name;
    }

    private Part part(boolean type) {
        int start = at;
        List<Piece> pieces = new ArrayList<>();
        while (at < text.length() && !endsPart(text.charAt(at), type)) {
            char c = text.charAt(at);
            if (c == '"') {
                var literal = StringReader.read(text, at, tokens.problems());
                pieces.add(new Quoted(literal.value()));
                at = literal.end();
            } else if (c == '*') {
                pieces.add(new Wildcard());
                at++;
            } else if (c == '$' && at + 1 < text.length() && text.charAt(at + 1) == '#') {
                pieces.add(new ParameterCount());
                at += 2;
            } else if (c == '$' && at + 1 < text.length() && Lexer.isDigit(text.charAt(at + 1))) {
                pieces.add(parameter());
            } else {
                pieces.add(plain(type));
            }
        }
        return new Part(tokens.source().span(start, at), pieces);
    }

    private Parameter parameter() {
        int start = ++at;
        while (at < text.length() && Lexer.isDigit(text.charAt(at))) {
            at++;
        }
        String digits = text.substring(start, at);
        int number = ParameterNumber.parse(digits);
        if (number == 0) {
            tokens.problems().syntax(start - 1, at, ParameterNumber.outOfRange(digits));
        }
        return new Parameter(Math.max(1, number));
    }

    private Plain plain(boolean type) {
        int start = at++;
        while (at < text.length() && "\"*$".indexOf(text.charAt(at)) < 0 && !endsPart(text.charAt(at), type)) {
            at++;
        }
        return new Plain(text.substring(start, at));
    }

    /** Whether a char cannot be in an attach point; a slash can, where paths can be. */
    private boolean endsPart(char c, boolean type) {
        return c == ':' || c == ',' || c == '{' || c == '}' || Lexer.isBlank(c) || (c == '/' && (type || !path));
    }
}
