package dev.rawtap.verifier;

import dev.rawtap.isa.Helpers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The refusals that are known, from {@code rules.tsv}; read when a program is first refused. */
final class Rules {
    /**
     * One known refusal.
     *
     * @param code stable name
     * @param pattern found in the refusal's text
     * @param because why, with {@code $1} for the pattern's groups, and then {@code {helper 165}} for the helper of that number
     * @param fix what to write instead, the same
     */
    record Rule(String code, Pattern pattern, String because, String fix) {}

    /** A rule and the words that it found. */
    record Match(String code, String because, String fix) {}

    private static final int LONGEST = 2048;

    private static final Pattern HELPER = Pattern.compile("\\{helper ([^}]*)}");

    private static final class Holder {
        static final List<Rule> ALL = read();
    }

    private Rules() {}

    /** Every rule, in the order in which they are tried. */
    static List<Rule> all() {
        return Holder.ALL;
    }

    /** The first rule that knows {@code refusal}. A refusal that is far longer than kernels write is looked at in part. */
    static Optional<Match> find(String refusal) {
        String text = refusal.length() <= LONGEST ? refusal : refusal.substring(0, LONGEST);
        for (Rule rule : all()) {
            Matcher matcher = rule.pattern.matcher(text);
            if (matcher.find()) {
                return Optional.of(new Match(rule.code, filled(rule.because, matcher), filled(rule.fix, matcher)));
            }
        }
        return Optional.empty();
    }

    private static String filled(String text, Matcher matcher) {
        String result = text;
        for (int group = 1; group <= matcher.groupCount(); group++) {
            String found = matcher.group(group);
            result = result.replace("$" + group, found == null ? "" : found);
        }
        return HELPER.matcher(result).replaceAll(number -> helper(number.group(1)));
    }

    /** What a kernel that does not know a helper cannot say of it. */
    private static String helper(String number) {
        return Optional.of(number)
                .filter(text -> text.matches("\\d{1,9}"))
                .flatMap(text -> Helpers.byId(Integer.parseInt(text)))
                .map(helper -> helper.functionName() + ", which came with Linux " + helper.since())
                .orElse("nor has any known one");
    }

    private static List<Rule> read() {
        try (InputStream in = Objects.requireNonNull(Rules.class.getResourceAsStream("rules.tsv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Rules::rule)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("rules.tsv cannot be read", e);
        }
    }

    private static Rule rule(String line) {
        String[] column = line.split("\t", -1);
        if (column.length != 4) {
            throw new IllegalStateException("rules.tsv: " + column.length + " columns, not 4: " + line);
        }
        return new Rule(column[0], Pattern.compile(column[1]), column[2], column[3]);
    }
}
