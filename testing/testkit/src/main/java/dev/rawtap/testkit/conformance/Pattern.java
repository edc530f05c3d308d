package dev.rawtap.testkit.conformance;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;

/**
 * The body of a section that says what to expect: text in which {@code {{number}}} and others stand for what differs from
 * run to run. Bytes that are no text are written as {@code {{byte 1b}}}.
 *
 * @param body the lines of the section, each with its line end; {@code {{end}}} before the last one says that the output has none
 */
public record Pattern(String body) {
    private static final Map<String, String> KINDS = Map.of(
            "number", "-?[0-9]+",
            "hex", "0x[0-9a-f]+",
            "time", "[0-9]{2}:[0-9]{2}:[0-9]{2}",
            "word", "\\S+",
            "any", "[^\n]*",
            "lines", "(?:[^\n]*\n)*");
    private static final java.util.regex.Pattern PLACE =
            java.util.regex.Pattern.compile("\\{\\{(" + String.join("|", KINDS.keySet()) + ")}}");

    /** Whether the pattern stands for this output. */
    public boolean matches(byte[] output) {
        return regex().matcher(joined(encode(output))).matches();
    }

    /** Nothing when the output is as expected; else both, line by line, from the first line that differs. */
    public Optional<String> difference(String what, byte[] output) {
        return matches(output) ? Optional.empty() : Optional.of(describe(what, encode(output)));
    }

    /** Output in the notation of a body: escaped where it is no text, with {@code {{end}}} where a line end is missing. */
    public static String encode(byte[] output) {
        String text = escaped(output);
        if (text.startsWith("-- ")) {
            text = "{{byte 2d}}" + text.substring(1);
        }
        text = text.replace("\n-- ", "\n{{byte 2d}}- ");
        return text.isEmpty() || text.endsWith("\n") ? text : text + "{{end}}\n";
    }

    private java.util.regex.Pattern regex() {
        String whole = joined(body).replace("{{lines}}\n", "{{lines}}");
        var regex = new StringBuilder();
        Matcher place = PLACE.matcher(whole);
        int done = 0;
        while (place.find()) {
            regex.append(java.util.regex.Pattern.quote(whole.substring(done, place.start())));
            regex.append(KINDS.get(place.group(1)));
            done = place.end();
        }
        regex.append(java.util.regex.Pattern.quote(whole.substring(done)));
        return java.util.regex.Pattern.compile(regex.toString());
    }

    private static String joined(String text) {
        return text.replace("{{end}}\n", "");
    }

    private String describe(String what, String actual) {
        List<String> wanted = body.lines().toList();
        List<String> found = actual.lines().toList();
        int same = 0;
        while (same < wanted.size() && same < found.size() && sameLine(wanted.get(same), found.get(same))) {
            same++;
        }
        var text = new ArrayList<String>();
        text.add("%s differs from line %d on".formatted(what, same + 1));
        wanted.subList(same, wanted.size()).forEach(line -> text.add("  expected |" + line));
        found.subList(same, found.size()).forEach(line -> text.add("  found    |" + line));
        return String.join("\n", text);
    }

    private static boolean sameLine(String wanted, String found) {
        return new Pattern(wanted).regex().matcher(found).matches();
    }

    /** UTF-8 as text; control bytes other than tab and line end, and bytes that are no UTF-8, as {@code {{byte xx}}}. */
    private static String escaped(byte[] output) {
        var text = new StringBuilder();
        for (int at = 0; at < output.length; ) {
            int length = control(output[at]) ? 0 : sequence(output, at);
            if (length == 0) {
                text.append("{{byte %02x}}".formatted(output[at] & 0xff));
                at++;
            } else {
                text.append(new String(output, at, length, StandardCharsets.UTF_8));
                at += length;
            }
        }
        return text.toString();
    }

    private static boolean control(byte value) {
        return (value >= 0 && value < 0x20 && value != '\t' && value != '\n') || value == 0x7f;
    }

    /** The length of the UTF-8 sequence that begins here, 0 when there is none: writing it again must give the same bytes. */
    private static int sequence(byte[] bytes, int at) {
        for (int length = 1; length <= 4 && at + length <= bytes.length; length++) {
            byte[] part = Arrays.copyOfRange(bytes, at, at + length);
            String text = new String(part, StandardCharsets.UTF_8);
            if (text.codePointCount(0, text.length()) == 1
                    && Arrays.equals(text.getBytes(StandardCharsets.UTF_8), part)) {
                return length;
            }
        }
        return 0;
    }
}
