package dev.rawtap.script.syntax;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads a string literal: {@code \n \t \r \" \\ \101 \x41}; it ends on its line. One that is not closed ends before the
 * brackets and semicolons at the end of the line, so that those are still in step.
 */
final class StringReader {
    /** What was read. */
    record Literal(String value, int end, boolean closed) {}

    private static final String AT_LINE_ENDS = ")]}{;, \t\r";

    private final String text;
    private final Problems problems;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int at;

    private StringReader(String text, int at, Problems problems) {
        this.text = text;
        this.at = at;
        this.problems = problems;
    }

    /** The literal whose opening quote is at {@code start}. */
    static Literal read(String text, int start, Problems problems) {
        int end = start + 1;
        while (end < text.length() && "\"\\\r\n".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        if (text.startsWith("\"", end)) {
            return new Literal(text.substring(start + 1, end), end + 1, true);
        }
        var reader = new StringReader(text, start + 1, problems);
        boolean closed = reader.readToQuote();
        if (!closed) {
            problems.syntax(start, reader.at, "unterminated string", "end it with '\"'; a line break is '\\n'");
            problems.follow(start, reader.at);
            reader.at = reader.unclosedEnd(start + 1);
            problems.follow(start, reader.at);
        }
        return new Literal(EscapedBytes.decode(reader.bytes.toByteArray()), reader.at, closed);
    }

    /** Where a string ends that is not closed on its line: on the next line, if that closes it, or before what ends the line. */
    private int unclosedEnd(int start) {
        int next = Math.min(text.length(), at + 1);
        int nextEnd = text.indexOf('\n', next) < 0 ? text.length() : text.indexOf('\n', next);
        String line = text.substring(next, nextEnd);
        if (line.chars().filter(c -> c == '"').count() % 2 == 1) {
            return next + line.indexOf('"') + 1;
        }
        int end = at;
        while (end > start && AT_LINE_ENDS.indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return end;
    }

    private boolean readToQuote() {
        while (at < text.length()) {
            int point = text.codePointAt(at);
            if (point == '\n' || (point == '\r' && text.startsWith("\n", at + 1))) {
                return false;
            }
            if (point == '\\') {
                escape();
                continue;
            }
            at += Character.charCount(point);
            if (point == '"') {
                return true;
            }
            byte[] encoded = EscapedBytes.encode(Character.toString(point));
            bytes.write(encoded, 0, encoded.length);
        }
        return false;
    }

    private void escape() {
        int start = at++;
        char c = at < text.length() ? text.charAt(at) : '\n';
        switch (c) {
            case 'n' -> plain('\n');
            case 't' -> plain('\t');
            case 'r' -> plain('\r');
            case '"', '\\' -> plain(c);
            case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(start);
            case 'x' -> hexadecimal();
            case '\n', '\r' -> {}
            default -> {
                String shown = Character.toString(text.codePointAt(at));
                problems.syntax(
                        start + 1,
                        at + shown.length(),
                        "invalid escape character '\\" + shown + "'",
                        "a backslash itself is '\\\\'; known are \\n \\t \\r \\\" \\\\ \\0nn \\xnn");
                bytes.writeBytes(shown.getBytes(StandardCharsets.UTF_8));
                at += shown.length();
            }
        }
    }

    private void plain(char c) {
        bytes.write(c);
        at++;
    }

    private void octal(int start) {
        int value = 0;
        int limit = Math.min(text.length(), at + 3);
        while (at < limit && text.charAt(at) >= '0' && text.charAt(at) <= '7') {
            value = value * 8 + text.charAt(at++) - '0';
        }
        if (value > 0xff) {
            String shown = text.substring(start, at);
            problems.syntax(start, at, "octal escape sequence out of range '" + shown + "'", "the largest is \\377");
        }
        bytes.write(value);
    }

    private void hexadecimal() {
        at++;
        int value = 0;
        int first = at;
        int limit = Math.min(text.length(), at + 2);
        while (at < limit && Character.digit(text.charAt(at), 16) >= 0 && text.charAt(at) < 0x80) {
            value = value * 16 + Character.digit(text.charAt(at++), 16);
        }
        if (at == first) {
            // What stands in their place is marked, which may be the quote.
            int end = at;
            while (end < limit && "\"\r\n".indexOf(text.charAt(end)) < 0) {
                end++;
            }
            end = text.startsWith("\"", at) ? at + 1 : end;
            problems.syntax(at, end, "invalid hex escape sequence", "write one or two digits, such as \\x1b");
        }
        bytes.write(value);
    }
}
