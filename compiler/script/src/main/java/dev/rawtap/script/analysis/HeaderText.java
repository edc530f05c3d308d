package dev.rawtap.script.analysis;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of a C header. */
final class HeaderText {
    private static final Pattern BEGIN = Pattern.compile(
            "\\A(?:\\s|//[^\\n]*|/\\*(?s:.*?)\\*/)*+(#[ \\t]*ifndef[ \\t]+(\\w+)[^\\n]*\\n\\s*#[ \\t]*define[ \\t]+\\2[ \\t\\r]*)(?=\\n)");
    private static final Pattern END =
            Pattern.compile("\\n[ \\t]*(#[ \\t]*endif[^\\n]*)(?:\\s|//[^\\n]*|/\\*(?s:.*?)\\*/)*+\\z");

    private HeaderText() {}

    /** Blanks in place of the lines that keep a header from being read twice: none is, and there are no other conditions. */
    static String withoutGuard(String text) {
        Matcher begin = BEGIN.matcher(text);
        Matcher end = END.matcher(text);
        return begin.find() && end.find(begin.end())
                ? blank(blank(text, begin.start(1), begin.end(1)), end.start(1), end.end(1))
                : text;
    }

    private static String blank(String text, int from, int to) {
        return text.substring(0, from) + text.substring(from, to).replaceAll("[^\\n]", " ") + text.substring(to);
    }
}
