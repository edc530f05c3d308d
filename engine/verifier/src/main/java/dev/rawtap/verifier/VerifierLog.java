package dev.rawtap.verifier;

import dev.rawtap.contract.Finding;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.SourceLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the kernel verifier's log: the trace, the one or two lines of refusal, and the block that Linux 7.3 adds.
 *
 * <p>Lines are told apart by shape, never by the register states in them, whose text changes from kernel to kernel.
 */
public final class VerifierLog {
    /** {@code 12: (79) r1 = *(u64 *)(r1 +0)}. */
    private static final Pattern INSTRUCTION = Pattern.compile("^(\\d+): \\([0-9a-f]{2}\\) .*");

    /** {@code ; text @ file.c:12}, the place since Linux 6.9. */
    private static final Pattern SOURCE = Pattern.compile("^; (.*?)(?: @ (\\S+?):(\\d+)(?::(\\d+))?)?$");

    /** What surrounds the refusal: states, branches, precision, statistics, and what precedes the first instruction. */
    private static final Pattern TRACE = Pattern.compile("^(?:\\d+: .*|; .*|from \\d+ to \\d+.*|\\d+->\\d+:.*"
            + "|(?:mark_precise|mark_chain_precision|parent|last_idx|regs=|caller|callee|frame\\d+|returning from callee"
            + "|to caller at|propagating|safe|Live regs before insn|Validating|func#\\d|Func#\\d|processed \\d"
            + "|verification time|stack depth|max_states|insns processed|cur state|old state|Could not|stats).*"
            + "|\\s+.*|R\\d+(?:_\\w+)?=.*|=+|-+)$");

    /** Refusals that the kernel writes behind the instruction that it looks at, on the same line. */
    private static final Pattern MIDST = Pattern.compile(" (?=BPF program is too large\\.|The sequence of \\d+ jumps)");

    private static final String BLOCK = "Verification failed:";

    private VerifierLog() {}

    /**
     * What {@code log} says about {@code program}.
     *
     * @param log the kernel's whole text
     * @param program the code as it was loaded, whose slots the log counts
     */
    public static VerifierReport read(String log, ProgramSpec program) {
        List<String> lines = MIDST.matcher(log)
                .replaceAll("\n")
                .lines()
                .map(String::stripTrailing)
                .toList();
        int end = indexOfBlock(lines);
        int first = end;
        while (first > 0 && isRefusal(lines.get(first - 1), first - 1 < end - 1)) {
            first--;
        }
        List<String> refusal = lines.subList(first, end).stream()
                .filter(line -> !TRACE.matcher(line).matches() && !line.isBlank())
                .toList();
        String gist = String.join("; ", refusal);
        if (gist.isEmpty()) {
            return new VerifierReport(blockTitle(lines, end), List.of(), log);
        }
        OptionalInt slot = lastInstruction(lines.subList(0, first));
        Optional<SourceLine> source = slot.isPresent()
                ? sourceAt(program, slot.getAsInt()).or(() -> lastSource(lines.subList(0, end)))
                : Optional.empty();
        List<Finding> findings = Rules.find(gist)
                .map(match -> new Finding(match.code(), gist, slot, source, match.because(), match.fix()))
                .or(() -> fromBlock(lines, end, gist, slot, source))
                .stream()
                .toList();
        return new VerifierReport(gist, findings, log);
    }

    /** Where the refusal's lines end: before the block of 7.3, else after the last line. */
    private static int indexOfBlock(List<String> lines) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (lines.get(i).startsWith(BLOCK)) {
                return i;
            }
        }
        return lines.size();
    }

    /** Going up from the end: statistics and blank lines are passed over until a refusal was seen, then they end it. */
    private static boolean isRefusal(String line, boolean below) {
        boolean trace = TRACE.matcher(line).matches() || line.isBlank();
        return !trace || (!below || isStatistics(line));
    }

    private static boolean isStatistics(String line) {
        return line.isBlank()
                || line.startsWith("processed ")
                || line.startsWith("verification time")
                || line.startsWith("cur state") // these two follow the refusal of an endless loop
                || line.startsWith("old state")
                || line.startsWith("stack depth")
                || line.startsWith("insns processed");
    }

    private static String blockTitle(List<String> lines, int block) {
        return block < lines.size() ? lines.get(block).substring(BLOCK.length()).strip() : "";
    }

    private static OptionalInt lastInstruction(List<String> lines) {
        for (String line : lines.reversed()) {
            Matcher matcher = INSTRUCTION.matcher(line);
            if (matcher.matches()) {
                return OptionalInt.of(Integer.parseInt(matcher.group(1)));
            }
        }
        return OptionalInt.empty();
    }

    /** The program's own line for a slot: it knows the column, and the text where the kernel cut it. */
    private static Optional<SourceLine> sourceAt(ProgramSpec program, int slot) {
        int index = 0;
        for (int at = 0; index < program.code().size(); index++) {
            at += program.code().get(index).slots();
            if (at > slot) {
                break;
            }
        }
        @Nullable SourceLine best = null;
        for (SourceLine line : program.lines()) {
            if (line.instruction() <= index && (best == null || line.instruction() >= best.instruction())) {
                best = line;
            }
        }
        return Optional.ofNullable(best);
    }

    private static Optional<SourceLine> lastSource(List<String> lines) {
        for (String line : lines.reversed()) {
            Matcher matcher = SOURCE.matcher(line);
            if (matcher.matches()) {
                String file = matcher.group(2) == null ? "" : matcher.group(2);
                int number = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
                return Optional.of(new SourceLine(0, file, matcher.group(1), number, 0));
            }
        }
        return Optional.empty();
    }

    /** A refusal that no rule knows, explained by the kernel's own block. */
    private static Optional<Finding> fromBlock(
            List<String> lines, int block, String gist, OptionalInt slot, Optional<SourceLine> source) {
        String because = section(lines, block, "Reason:");
        String fix = section(lines, block, "Suggestion:");
        return because.isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding("kernel-report", gist, slot, source, because, fix));
    }

    /** The indented text under a heading of the block, in one line. */
    private static String section(List<String> lines, int block, String heading) {
        int at = block;
        while (at < lines.size() && !lines.get(at).equals(heading)) {
            at++;
        }
        List<String> text = new ArrayList<>();
        for (int i = at + 1; i < lines.size() && lines.get(i).startsWith("  "); i++) {
            text.add(lines.get(i).strip());
        }
        return String.join(" ", text);
    }
}
