package dev.rawtap.script.analysis;

import dev.rawtap.script.syntax.AttachPoint;
import java.util.ArrayList;
import java.util.List;

/**
 * A name in which {@code *} is any text.
 *
 * @param pieces what stands between the stars; one piece is a plain name
 */
record Pattern(List<String> pieces) {
    /** Copies the pieces. */
    Pattern {
        pieces = List.copyOf(pieces);
    }

    /** Of text in which stars count. */
    static Pattern of(String text) {
        return new Pattern(List.of(text.split("\\*", -1)));
    }

    /** Of a part of an attach point; parameters stand for what was given. */
    static Pattern of(AttachPoint.Part part, List<String> positional) {
        var pieces = new ArrayList<String>();
        var current = new StringBuilder();
        for (AttachPoint.Piece piece : part.pieces()) {
            switch (piece) {
                case AttachPoint.Plain(String text) -> current.append(text);
                case AttachPoint.Quoted(String text) -> current.append(text);
                case AttachPoint.Wildcard() -> {
                    pieces.add(current.toString());
                    current.setLength(0);
                }
                case AttachPoint.Parameter(int number) ->
                    current.append(number >= 1 && number <= positional.size() ? positional.get(number - 1) : "");
                case AttachPoint.ParameterCount() -> current.append(positional.size());
            }
        }
        pieces.add(current.toString());
        return new Pattern(pieces);
    }

    /** Whether it is one name. */
    boolean isPlain() {
        return pieces.size() == 1;
    }

    /** As it is written. */
    String text() {
        return String.join("*", pieces);
    }

    /** Whether a name fits. */
    boolean matches(String name) {
        if (isPlain()) {
            return name.equals(pieces.getFirst());
        }
        String first = pieces.getFirst();
        String last = pieces.getLast();
        if (!name.startsWith(first) || !name.endsWith(last) || name.length() < first.length() + last.length()) {
            return false;
        }
        int from = first.length();
        int end = name.length() - last.length();
        for (String piece : pieces.subList(1, pieces.size() - 1)) {
            int at = name.indexOf(piece, from);
            if (at < 0 || at + piece.length() > end) {
                return false;
            }
            from = at + piece.length();
        }
        return true;
    }
}
