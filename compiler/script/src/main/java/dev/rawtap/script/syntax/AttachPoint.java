package dev.rawtap.script.syntax;

import dev.rawtap.base.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a probe is attached: {@code type:part:part…}, taken apart at the colons that are not in quotes. What the parts
 * mean depends on the type.
 *
 * @param name what the script calls it, as in {@code name=begin}, or null
 * @param type the type of the probe as written, such as {@code tracepoint}, {@code t} or {@code BEGIN}
 * @param parts what follows, one for each colon
 */
public record AttachPoint(Span span, @Nullable String name, Span typeSpan, String type, List<Part> parts)
        implements Node {
    /** Copies the parts. */
    public AttachPoint {
        parts = List.copyOf(parts);
    }

    /** As it is written, without blanks: {@code tracepoint:sched:sched_*}. */
    public String text() {
        var out = new StringBuilder(type);
        parts.forEach(part -> out.append(':').append(part.text()));
        return out.toString();
    }

    /** What stands between two colons; it may be empty. */
    public record Part(Span span, List<Piece> pieces) {
        /** Copies the pieces. */
        public Part {
            pieces = List.copyOf(pieces);
        }

        /** Whether there is a {@code *} outside of quotes. */
        public boolean hasWildcard() {
            return pieces.stream().anyMatch(Wildcard.class::isInstance);
        }

        /** As it is written; what was in quotes is in quotes. */
        public String text() {
            var out = new StringBuilder();
            for (Piece piece : pieces) {
                switch (piece) {
                    case Plain(String text) -> out.append(text);
                    case Quoted(String text) -> out.append(StringText.quote(text));
                    case Wildcard() -> out.append('*');
                    case Parameter(int number) -> out.append('$').append(number);
                    case ParameterCount() -> out.append("$#");
                }
            }
            return out.toString();
        }
    }

    /** A piece of a {@link Part}. */
    public sealed interface Piece {}

    /** Text. */
    public record Plain(String text) implements Piece {}

    /** Text that was in quotes, with its escapes resolved. */
    public record Quoted(String text) implements Piece {}

    /** {@code *}: any text. */
    public record Wildcard() implements Piece {}

    /** {@code $1}: an argument of the command line, from 1. */
    public record Parameter(int number) implements Piece {}

    /** {@code $#}: how many arguments the command line has. */
    public record ParameterCount() implements Piece {}
}
