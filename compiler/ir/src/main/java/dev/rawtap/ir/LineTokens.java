package dev.rawtap.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The words of one line of printed functions, and a place among them. */
final class LineTokens {
    private static final Pattern TOKEN = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\""
            + "|%\\d+"
            + "|[+-]?\\d[\\da-fx]*"
            + "|[us](?:<<|>>|<=|>=|[/%<>])(?=\\s)"
            + "|[\\p{L}_@$][\\p{L}\\d_@$.]*"
            + "|<<|>>|==|!=|<=|>=|\\S");

    private final String line;
    private final int number;
    private final List<String> tokens = new ArrayList<>();
    private int next;

    LineTokens(String line, int number) {
        this.line = line;
        this.number = number;
        TOKEN.matcher(line).results().forEach(result -> tokens.add(result.group()));
    }

    boolean indented() {
        return line.startsWith(" ");
    }

    boolean at(String token) {
        return next < tokens.size() && tokens.get(next).equals(token);
    }

    boolean accept(String token) {
        boolean found = at(token);
        next += found ? 1 : 0;
        return found;
    }

    LineTokens expect(String token) {
        if (!accept(token)) {
            throw error("expected '%s'".formatted(token));
        }
        return this;
    }

    void expectEnd() {
        if (next < tokens.size()) {
            throw error("expected the end of the line");
        }
    }

    boolean atValue() {
        return next < tokens.size()
                && tokens.get(next).startsWith("%")
                && tokens.get(next).length() > 1;
    }

    int valueNumber() {
        if (!atValue()) {
            throw error("expected a value");
        }
        return Integer.parseInt(word().substring(1));
    }

    String word() {
        if (next == tokens.size()) {
            throw error("expected a word");
        }
        return tokens.get(next++);
    }

    /** The word that was read last. */
    String last() {
        return tokens.get(next - 1);
    }

    String name() {
        String word = word();
        return word.startsWith("\"")
                ? word.substring(1, word.length() - 1).replace("\\\"", "\"").replace("\\\\", "\\")
                : word;
    }

    long number() {
        String word = word();
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException e) {
            throw error("expected a number, found '%s'".formatted(word));
        }
    }

    int integer() {
        return Math.toIntExact(number());
    }

    /** A number with its sign if one comes, else 0. */
    int offset() {
        boolean comes = next < tokens.size() && tokens.get(next).matches("[+-]\\d+");
        return comes ? integer() : 0;
    }

    IllegalArgumentException error(String problem) {
        String found = next < tokens.size() ? "at '%s'".formatted(tokens.get(next)) : "at its end";
        return new IllegalArgumentException("line %d %s: %s: %s".formatted(number, found, problem, line.strip()));
    }
}
