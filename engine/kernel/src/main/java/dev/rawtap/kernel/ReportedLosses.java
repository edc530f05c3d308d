package dev.rawtap.kernel;

import dev.rawtap.contract.LossLedger.Kind;
import dev.rawtap.contract.LossLedger.Loss;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Losses that readers of one object were told of by the kernel. Thread-safe.
 *
 * <p>A record that found a perf buffer full is told twice: the program's call fails, which inserted code counts, and the
 * reader gets the number of lost records later. So for each map the greater number is the true one: the first where all
 * writers are counted, the second where they are not.
 */
final class ReportedLosses {
    private final Map<String, Long> perf = new TreeMap<>();
    private long printed;

    synchronized void perf(String map, long records) {
        perf.merge(map, records, Long::sum);
    }

    synchronized void printed(long lines) {
        printed += lines;
    }

    /** What was counted and what was reported, each loss once. */
    synchronized List<Loss> with(List<Loss> counted) {
        var all = new ArrayList<Loss>();
        var reported = new TreeMap<>(perf);
        for (Loss loss : counted) {
            Long told = loss.kind() == Kind.PERF_FULL ? reported.remove(loss.place()) : null;
            all.add(told == null || told <= loss.count() ? loss : new Loss(loss.kind(), loss.place(), told));
        }
        reported.forEach((map, records) -> all.add(new Loss(Kind.PERF_FULL, map, records)));
        if (printed > 0) {
            all.add(new Loss(Kind.PRINT_FULL, "trace_pipe", printed));
        }
        return all;
    }
}
