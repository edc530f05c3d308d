package dev.rawtap.verifier;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Lines of a text of any size: what is longer than a log's lines ever are is cut. */
final class BoundedLines {
    /** A whole log can stand in one line, quoted: kernels before 6.4 keep up to 16 MiB, and the end of it is what counts. */
    private static final int LONGEST = 1 << 20;

    private final Reader text;
    private final char[] buffer = new char[1 << 16];
    private int at;
    private int filled;

    BoundedLines(Reader text) {
        this.text = text;
    }

    /** The next line without its end; null after the last. Of a long line the first and the last half that fit. */
    @Nullable
    String next() throws IOException {
        var line = new StringBuilder();
        while (true) {
            if (at == filled) {
                filled = text.read(buffer);
                at = 0;
                if (filled <= 0) {
                    filled = 0;
                    return line.isEmpty() ? null : line.toString();
                }
            }
            int start = at;
            while (at < filled && buffer[at] != '\n') {
                at++;
            }
            line.append(buffer, start, at - start);
            if (line.length() > LONGEST) {
                line.delete(LONGEST / 2, line.length() - LONGEST / 2);
            }
            if (at < filled) {
                at++;
                return line.toString();
            }
        }
    }
}
