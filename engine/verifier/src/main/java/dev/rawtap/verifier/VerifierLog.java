package dev.rawtap.verifier;

import dev.rawtap.contract.Finding;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.SourceLine;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log that the kernel's verifier wrote about a program that was loaded: the trace, the one or two lines of refusal,
 * and the block that Linux 7.3 adds.
 */
public final class VerifierLog {
    private VerifierLog() {}

    /**
     * What {@code log} says about {@code program}.
     *
     * @param log the kernel's whole text
     * @param program the code as it was loaded, whose slots the log counts
     */
    public static VerifierReport read(String log, ProgramSpec program) {
        var reading = new LogReading();
        log.lines().forEach(reading::line);
        // The program knows its lines better than the log: with the column, and whole where the kernel cut them.
        Optional<SourceLine> source = reading.slot().isPresent()
                ? sourceAt(program, reading.slot().getAsInt()).or(reading::source)
                : Optional.empty();
        List<Finding> findings = finding(reading, source).stream().toList();
        return new VerifierReport(reading.gist(), findings, log);
    }

    /** What a log means; empty if neither a rule nor the kernel explains it. */
    static Optional<Finding> finding(LogReading log, Optional<SourceLine> source) {
        String gist = log.gist();
        if (gist.isEmpty()) {
            return Optional.empty();
        }
        return Rules.find(gist)
                .map(match -> new Finding(match.code(), gist, log.slot(), source, match.because(), match.fix()))
                .or(() -> log.report()
                        .filter(report -> !report.reason().isEmpty())
                        .map(report -> new Finding(
                                "kernel-report", gist, log.slot(), source, report.reason(), report.suggestion())));
    }

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
}
