package dev.rawtap.verifier;

import dev.rawtap.verifier.ExplainedLog.Verdict;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds logs of the kernel's verifier in any text: a log as it is, or with what libbpf, bpftool, cilium/ebpf, aya, bpftrace
 * and this project write around it. Memory does not grow with the text.
 *
 * <pre>
 * text      = { noise | log }
 * log       = lines of a log up to "processed N insns"
 *           | "libbpf: prog 'x': -- BEGIN PROG LOAD LOG --" lines "-- END PROG LOAD LOG --"
 *           | "program x: load program: permission denied: " lines in one, with ": " between them     (cilium/ebpf)
 *           | "rawtap: program 'x' refused: " refusal, then lines after a margin
 *           | "... Verifier output: " lines                                                           (aya)
 *           | "... verifier_log: " lines in one, as a quoted string                                   (aya, debugging form)
 * </pre>
 */
public final class VerifierLogs {
    private static final Pattern BEGIN =
            Pattern.compile(".*?(?:prog(?:ram)? '([^']*)': )?-- BEGIN (?:PROG LOAD|DUMP) LOG --.*");
    private static final Pattern END = Pattern.compile(".*-- END (?:PROG LOAD )?LOG --.*");
    private static final Pattern CILIUM =
            Pattern.compile("(?:.*?\\bprogram ([^\\s:]+): )?(?:.*: )?load program: ([a-z][^:]*):\\s*(.*)");
    private static final Pattern OWN = Pattern.compile("(?:rawtap: |ERROR: )program '([^']*)' (?:is )?refused: (.*)");
    private static final Pattern OMITTED =
            Pattern.compile(" \\((?:truncated(?:, )?)?(?:\\d+ line\\(s\\) omitted)?\\)$");
    private static final Pattern CILIUM_INSTRUCTION = Pattern.compile("(\\d+: \\([0-9a-f]{2}\\) .*?): (.*)");
    private static final Pattern AYA = Pattern.compile(".*[Vv]erifier (?:output|log): ?(.*)");
    private static final Pattern QUOTED =
            Pattern.compile(".*?(?:verifier_log: (?:VerifierLog\\()?|VerifierLog\\()\"(.*)");

    /** Lines of loaders, which stand beside a log and are not of it. */
    private static final Pattern NOISE =
            Pattern.compile("(?:libbpf: |Error: |ERROR: |HINT: |WARNING: |Kernel error log:"
                    + "|bpf: Failed|Caused by:|\\d{4}[/-]\\d\\d[/-]\\d\\d|  (?:because: |hint: |at \\S+:\\d+: )).*");

    /** {@code "  | "}: what {@code rawtap -v} writes before the lines of a log. */
    private static final Pattern MARGIN = Pattern.compile(" {0,4}\\| ");

    /** More than any line of a log or a loader has, but for a log that is quoted in one. */
    private static final int LONGEST = 8192;

    /** What a log may begin with when its first line is a refusal that no rule knows. */
    private static final int MOST_PENDING = 4;

    /** How much text that is no log is searched for a refusal alone: every rule on every line takes its time. */
    private static final int MOST_SEARCHED = 1 << 20;

    private final Consumer<ExplainedLog> to;
    private final List<String> pending = new ArrayList<>();
    private Optional<String> program = Optional.empty();
    private @Nullable LogReading current;
    private boolean delimited;
    private int searched;
    private int found;

    private VerifierLogs(Consumer<ExplainedLog> to) {
        this.to = to;
    }

    /**
     * Gives each log in {@code text}, in its order, as soon as it is read.
     *
     * @return how many there were
     */
    public static int read(Reader text, Consumer<ExplainedLog> to) throws IOException {
        var logs = new VerifierLogs(to);
        var lines = new BoundedLines(text);
        for (String line = lines.next(); line != null; line = lines.next()) {
            logs.line(line);
        }
        logs.finish();
        return logs.found;
    }

    private void line(String raw) {
        Matcher escaped = raw.contains("VerifierLog(\"") || raw.contains("verifier_log: ") ? QUOTED.matcher(raw) : null;
        if (escaped != null && escaped.matches()) {
            begin(Optional.empty());
            EscapedText.lines(escaped.group(1)).forEach(this::body);
            finish();
        } else {
            shortLine(undecorated(raw.length() <= LONGEST ? raw : raw.substring(0, LONGEST)));
        }
    }

    private void shortLine(String line) {
        Matcher begin = BEGIN.matcher(line);
        Matcher cilium = CILIUM.matcher(line);
        Matcher own = OWN.matcher(line);
        Matcher aya = AYA.matcher(line);
        if (delimited && END.matcher(line).matches()) {
            finish();
        } else if (line.contains(" LOG --") && begin.matches()) {
            begin(Optional.ofNullable(begin.group(1)));
            delimited = true;
        } else if (delimited) {
            body(line);
        } else if (line.contains("load program: ") && cilium.matches()) {
            begin(Optional.ofNullable(cilium.group(1)));
            joined(cilium.group(3));
        } else if (line.contains("refused: ") && own.matches()) {
            begin(Optional.of(own.group(1)));
            body(own.group(2));
        } else if (line.contains("erifier ") && aya.matches()) {
            begin(Optional.empty());
            body(aya.group(1));
        } else if (!NOISE.matcher(line).matches()) {
            body(line);
        }
    }

    private static String undecorated(String line) {
        int start = line.startsWith("\t") ? 1 : 0;
        Matcher margin = MARGIN.matcher(line);
        if (margin.lookingAt()) {
            start = margin.end();
        }
        return line.substring(start);
    }

    private void begin(Optional<String> name) {
        finish();
        program = name;
        current = new LogReading();
    }

    /** What cilium/ebpf makes of the last lines: nothing if the lines follow. */
    private void joined(String lines) {
        if (lines.isEmpty()) {
            return;
        }
        String text = OMITTED.matcher(lines).replaceFirst("");
        Matcher split = CILIUM_INSTRUCTION.matcher(text);
        if (split.matches()) {
            body(split.group(1));
            body(split.group(2));
        } else {
            body(text);
        }
        finish();
    }

    private void body(String line) {
        if (current == null && !begins(line)) {
            return;
        }
        if (current == null) {
            current = new LogReading();
        }
        current.line(line);
        if (!delimited && LogReading.endsLog(line)) {
            finish();
        }
    }

    /** Outside of a log: whether this line is of one. What precedes its end without being known is then its refusal. */
    private boolean begins(String line) {
        if (LogReading.beginsLog(line) || isRefusal(line)) {
            pending.clear();
            return true;
        }
        if (LogReading.endsLog(line)) {
            current = new LogReading();
            pending.forEach(current::line);
            pending.clear();
            return true;
        }
        if (!line.isBlank()) {
            if (pending.size() == MOST_PENDING) {
                pending.removeFirst();
            }
            pending.add(line);
        }
        return false;
    }

    private boolean isRefusal(String line) {
        searched += line.length();
        return searched <= MOST_SEARCHED && Rules.find(line).isPresent();
    }

    private void finish() {
        LogReading log = current;
        current = null;
        delimited = false;
        if (log != null && (log.sawLog() || !log.gist().isEmpty())) {
            found++;
            Verdict verdict = !log.gist().isEmpty()
                    ? Verdict.REFUSED
                    : log.statistics().isPresent() ? Verdict.ACCEPTED : Verdict.UNFINISHED;
            to.accept(new ExplainedLog(
                    program,
                    verdict,
                    log.gist(),
                    VerifierLog.finding(log, log.source()),
                    log.slot(),
                    log.source(),
                    log.statistics()));
        }
        program = Optional.empty();
    }
}
