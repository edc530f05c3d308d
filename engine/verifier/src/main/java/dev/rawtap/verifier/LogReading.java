package dev.rawtap.verifier;

import dev.rawtap.object.SourceLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one log of the verifier line by line, and keeps only what may be the refusal: memory does not grow with the log.
 *
 * <p>Lines are told apart by shape, never by the register states in them, whose text changes from kernel to kernel.
 */
final class LogReading {
    /** The refusal has one line or two; what is more is no refusal, but text that somebody put there. */
    private static final int MOST_LINES = 8;

    private static final int LONGEST = 1024;

    /** {@code ; text @ file.c:12}, the place since Linux 6.9. */
    private static final Pattern SOURCE = Pattern.compile("; (.*?)(?: @ (\\S+?):(\\d{1,9})(?::(\\d{1,9}))?)?");

    private static final Pattern STATE = Pattern.compile("\\d+: (?:frame\\d+: )?R\\d");

    /** Jumps between branches, which new instructions follow. */
    private static final Pattern BRANCH = Pattern.compile("(?:from \\d+ to \\d+|\\d+->\\d+:).*");

    /** A global function, which is walked by itself. */
    private static final Pattern VALIDATING = Pattern.compile("Validating \\w+\\(\\) func#\\d+\\.\\.\\.");

    /** What surrounds the refusal: states, precision, and what precedes the first instruction. */
    private static final Pattern TRACE = Pattern.compile("(?:; .*"
            + "|(?:mark_precise|mark_chain_precision|parent|last_idx|regs=|caller|callee|frame\\d+|returning from callee"
            + "|to caller at|propagating|safe|Live regs before insn|Validating|func#\\d|Func#\\d"
            + "|max_states|insns processed|Could not|stats|\\(\\d+\\) (?:frame|live stack)).*"
            + "|\\s+.*|R\\d+(?:_\\w+)?=.*|=+|-+)");

    /** What kernels write first of a program whose context has no type (5.10, 6.1, later), and refuse nothing for. */
    private static final Pattern UNTYPED_CONTEXT =
            Pattern.compile("arg#0 (?:reference type\\('UNKNOWN '\\) size cannot be determined|type is not a struct).*"
                    + "|Unrecognized arg#0 type PTR|reg type unsupported for arg#0 function .*");

    /** The second line of a refusal for a type, the first of which has the same words. */
    private static final String TYPE_REFUSED = "Caller passes invalid args";

    /** Refusals that the kernel writes behind the instruction that it looks at, on the same line. */
    private static final Pattern MIDST = Pattern.compile(" (?=BPF program is too large\\.|The sequence of \\d+ jumps)");

    private static final Pattern STATISTICS = Pattern.compile("processed (\\d{1,18}) insns\\b.*");
    private static final Pattern TIME = Pattern.compile("verification time (\\d{1,18}) usec");
    private static final Pattern DEPTH = Pattern.compile("stack depth ([0-9+]{1,99})(?: .*)?");

    /** Refusals before the first instruction is walked name it themselves. */
    private static final Pattern NAMED_INSTRUCTION = Pattern.compile("\\binsn (\\d{1,9})\\b");

    private static final String BLOCK = "Verification failed:";

    private final List<String> untyped = new ArrayList<>();
    private final List<String> refusal = new ArrayList<>();
    private boolean refusalEnded;
    private int instruction = -1;
    private @Nullable SourceLine source;
    private @Nullable KernelReport report;
    private @Nullable LogStatistics statistics;
    private OptionalLong microseconds = OptionalLong.empty();
    private String stackDepth = "";
    private boolean trace;

    /** Whether a line can be found in verifiers' logs alone. */
    static boolean beginsLog(String line) {
        return instructionOf(line) >= 0
                || line.startsWith(BLOCK)
                || STATE.matcher(line).lookingAt()
                || VALIDATING.matcher(line).matches();
    }

    /** Whether a line ends a log. */
    static boolean endsLog(String line) {
        return STATISTICS.matcher(line).matches();
    }

    /** Takes the next line. */
    void line(String whole) {
        String line = cut(whole.stripTrailing());
        Matcher midst = MIDST.matcher(line);
        if (!line.startsWith(";") && midst.find()) {
            classify(line.substring(0, midst.start()));
            classify(line.substring(midst.end()));
        } else {
            classify(line);
        }
    }

    private void classify(String line) {
        int slot = instructionOf(line);
        if (slot >= 0 || isState(line) || BRANCH.matcher(line).matches()) {
            // Whatever was said before, the verifier went on.
            instruction = slot >= 0 ? slot : instruction;
            trace = true;
            report = null;
            untyped.clear();
            refusal.clear();
        } else if (line.startsWith(BLOCK)) {
            report = new KernelReport(line.substring(BLOCK.length()).strip());
        } else if (!isStatistics(line) && report != null) {
            report.line(line);
        } else if (report == null && !isQuiet(line)) {
            beyondTrace(line);
        }
    }

    private void beyondTrace(String line) {
        if (TRACE.matcher(line).matches()) {
            refusalEnded = true;
            trace = true;
            sourceOf(line).ifPresent(found -> source = found);
            return;
        }
        if (refusalEnded) {
            refusal.clear();
            refusalEnded = false;
        }
        boolean first =
                !trace && refusal.isEmpty() && UNTYPED_CONTEXT.matcher(line).matches();
        List<String> lines = first ? untyped : refusal;
        if (lines.size() < MOST_LINES) {
            lines.add(line);
        }
    }

    /** What may stand between the refusal and the end without being a part of either. */
    private static boolean isQuiet(String line) {
        return line.isEmpty()
                || isStatisticsShape(line)
                || line.startsWith("cur state") // these two follow the refusal of an endless loop
                || line.startsWith("old state");
    }

    private static boolean isStatisticsShape(String line) {
        return line.startsWith("processed ") || line.startsWith("verification time") || line.startsWith("stack depth");
    }

    private boolean isStatistics(String line) {
        if (!isStatisticsShape(line)) {
            return false;
        }
        Matcher found = STATISTICS.matcher(line);
        if (found.matches()) {
            statistics = LogStatistics.of(Long.parseLong(found.group(1)), line, microseconds, stackDepth);
        }
        Matcher time = TIME.matcher(line);
        if (time.matches()) {
            microseconds = OptionalLong.of(Long.parseLong(time.group(1)));
        }
        Matcher depth = DEPTH.matcher(line);
        if (depth.matches()) {
            stackDepth = depth.group(1);
        }
        return true;
    }

    private static String cut(String line) {
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST);
    }

    /** The slot of {@code 12: (79) r1 = *(u64 *)(r1 +0)}, or of what libbpf writes instead; else -1. */
    private static int instructionOf(String line) {
        int colon = digits(line);
        if (colon == 0 || colon > 9 || !line.startsWith(": ", colon)) {
            return -1;
        }
        boolean shown = line.startsWith("(", colon + 2) && line.startsWith(") ", colon + 5);
        return shown || line.startsWith("<invalid ", colon + 2) ? Integer.parseInt(line.substring(0, colon)) : -1;
    }

    /** {@code 0: R1=ctx() R10=fp0}, {@code 7: safe} and others behind a number. */
    private static boolean isState(String line) {
        int colon = digits(line);
        return colon > 0 && line.startsWith(":", colon);
    }

    private static int digits(String line) {
        int end = 0;
        while (end < line.length() && line.charAt(end) >= '0' && line.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    private static Optional<SourceLine> sourceOf(String line) {
        Matcher matcher = SOURCE.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String file = matcher.group(2) == null ? "" : matcher.group(2);
        int number = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
        return Optional.of(new SourceLine(0, file, matcher.group(1), number, 0));
    }

    /** The lines of refusal, in one; the title of the kernel's report if there are none; else empty. */
    String gist() {
        List<String> lines = refusalLines();
        return lines.isEmpty() ? report == null ? "" : report.title() : String.join("; ", lines);
    }

    private List<String> refusalLines() {
        boolean walked = trace || (statistics != null && statistics.processed() > 0);
        boolean refusesType = refusal.isEmpty()
                ? !walked && report == null
                : refusal.getFirst().startsWith(TYPE_REFUSED);
        if (!refusesType || untyped.isEmpty()) {
            return refusal;
        }
        var lines = new ArrayList<>(untyped);
        lines.addAll(refusal);
        return lines;
    }

    /** Where the refusal is, if the log says it. */
    OptionalInt slot() {
        if (instruction >= 0) {
            return OptionalInt.of(instruction);
        }
        Matcher named = NAMED_INSTRUCTION.matcher(gist());
        return named.find() ? OptionalInt.of(Integer.parseInt(named.group(1))) : OptionalInt.empty();
    }

    /** The last source line that the log shows. */
    Optional<SourceLine> source() {
        return Optional.ofNullable(source);
    }

    /** The kernel's own explanation. */
    Optional<KernelReport> report() {
        return Optional.ofNullable(report);
    }

    /** What the verifier's work cost; absent in a log that was cut. */
    Optional<LogStatistics> statistics() {
        return Optional.ofNullable(statistics);
    }

    /** Whether any line was one of a log. */
    boolean sawLog() {
        return trace || statistics != null || report != null;
    }

    /** The block that Linux 7.3 adds: headings, and indented text under them. */
    static final class KernelReport {
        private final String title;
        private final StringBuilder reason = new StringBuilder();
        private final StringBuilder suggestion = new StringBuilder();
        private @Nullable StringBuilder under;

        KernelReport(String title) {
            this.title = title;
        }

        private void line(String line) {
            if (line.startsWith("  ") && under != null && under.length() < LONGEST) {
                under.append(under.isEmpty() ? "" : " ").append(line.strip());
            } else if (!line.isEmpty()) {
                under = switch (line.toLowerCase(Locale.ROOT)) {
                    case "reason:" -> reason;
                    case "suggestion:" -> suggestion;
                    default -> null;
                };
            }
        }

        String title() {
            return title;
        }

        String reason() {
            return reason.toString();
        }

        String suggestion() {
            return suggestion.toString();
        }
    }
}
