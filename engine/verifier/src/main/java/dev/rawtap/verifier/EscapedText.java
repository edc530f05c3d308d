package dev.rawtap.verifier;

import java.util.ArrayList;
import java.util.List;

/** The lines of a string as Rust's debugging form writes it: {@code 0: R1=ctx()\nR0 !read_ok\n"}, from behind its first quote. */
final class EscapedText {
    private EscapedText() {}

    /** The lines up to the closing quote. */
    static List<String> lines(String text) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        int i = 0;
        while (i < text.length() && text.charAt(i) != '"') {
            char next = text.charAt(i++);
            if (next != '\\' || i == text.length()) {
                line.append(next);
                continue;
            }
            char escaped = text.charAt(i++);
            switch (escaped) {
                case 'n' -> {
                    lines.add(line.toString());
                    line.setLength(0);
                }
                case 't' -> line.append('\t');
                default -> line.append(escaped);
            }
        }
        lines.add(line.toString());
        return lines;
    }
}
