package dev.rawtap.script.run;

import dev.rawtap.base.Span;
import dev.rawtap.contract.Loaded;
import dev.rawtap.contract.LossLedger;
import dev.rawtap.contract.LossLedger.Kind;
import dev.rawtap.contract.LossLedger.Loss;
import dev.rawtap.script.output.Output;
import dev.rawtap.script.program.CompiledScript;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a script lost: what the engine counts, with the script's names, and what the script's own programs and records tell. For one thread. */
final class LossReport {
    private static final byte[] ONLY = new byte[4];

    /** Lost events are told this often, in nanoseconds: it takes a system call for each program. */
    private static final long EVERY = 1_000_000_000;

    private final CompiledScript script;
    private final Loaded loaded;
    private final MapReader maps;
    private final TextLosses texts;
    private final ReportCounts reports;
    private final Output output;
    private long lost;
    private long told = System.nanoTime();

    LossReport(
            CompiledScript script,
            Loaded loaded,
            MapReader maps,
            TextLosses texts,
            ReportCounts reports,
            Output output) {
        this.script = script;
        this.loaded = loaded;
        this.maps = maps;
        this.texts = texts;
        this.reports = reports;
        this.output = output;
    }

    /** Says how many events were lost since this was said last, if that is some time ago. */
    void tell() {
        if (System.nanoTime() - told >= EVERY) {
            told = System.nanoTime();
            tell(loaded.losses());
        }
    }

    private void tell(LossLedger losses) {
        long events = losses.losses().stream()
                .filter(loss -> loss.kind().isEvents())
                .mapToLong(Loss::count)
                .sum();
        if (events > lost) {
            output.lost(events - lost);
            lost = events;
        }
    }

    /** Says everything that was lost and not told yet, at the end; gives all that was lost. */
    LossLedger finish() {
        LossLedger counted = reports.whole(loaded.losses());
        LossLedger all = named(counted);
        tell(all);
        if (lost > 0) {
            output.lostInTotal(lost);
        }
        reports.tellRest(output);
        LossLedger rest = named(reports.rest(counted));
        if (!rest.isEmpty()) {
            output.losses(rest, reports.shown().stream().map(this::named).collect(Collectors.toSet()));
        }
        return all;
    }

    /** With the names that the script has for its maps, and with what its own programs and records tell. */
    private LossLedger named(LossLedger losses) {
        var all = new ArrayList<Loss>();
        for (Loss loss : losses.losses()) {
            all.add(new Loss(loss.kind(), named(loss.place()), loss.count()));
        }
        all.addAll(failedReads());
        all.addAll(texts.losses());
        return new LossLedger(all);
    }

    private String named(String place) {
        return maps.nameOf(place).orElse(place);
    }

    private List<Loss> failedReads() {
        List<Span> places = script.failedReads();
        var failed = new ArrayList<Loss>();
        if (places.isEmpty()) {
            return failed;
        }
        MemorySegment counts = MemorySegment.ofArray(
                loaded.map(CompiledScript.FAILED_READS).lookup(ONLY).orElseThrow());
        for (int i = 0; i < places.size(); i++) {
            long count = ValueDecoder.integer(64, false, counts, (long) i * Long.BYTES);
            if (count > 0) {
                failed.add(new Loss(Kind.READ_FAILED, TextLosses.place(places.get(i)), count));
            }
        }
        return failed;
    }
}
