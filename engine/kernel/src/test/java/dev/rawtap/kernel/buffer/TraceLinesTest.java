package dev.rawtap.kernel.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TraceLinesTest {
    private final List<String> seen = new ArrayList<>();
    private final AtomicLong lost = new AtomicLong();
    private final TraceLines lines = new TraceLines(seen::add, lost::addAndGet);

    private int line(String text) {
        return lines.line(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void passesPrintedLinesOnAndNothingElse() {
        assertThat(line("              rm-2146    [001] ...21  3297.118531: bpf_trace_printk: rm 2146"))
                .isEqualTo(1);
        assertThat(line("           <...>-2147    [000] d..2.  3297.118600: sched_switch: prev_comm=rm"))
                .isZero();
        assertThat(line("   a b [x]-1-12 ( 12) [011] .....  3297.118700: bpf_trace_printk: with group"))
                .isEqualTo(1);
        assertThat(seen)
                .containsExactly(
                        "rm-2146    [001] ...21  3297.118531: bpf_trace_printk: rm 2146",
                        "a b [x]-1-12 ( 12) [011] .....  3297.118700: bpf_trace_printk: with group");
    }

    @Test
    void keepsTheSecondLineOfAText() {
        line("              rm-2146    [001] ...21  3297.118531: bpf_trace_printk: one");
        assertThat(line("two")).isEqualTo(1);
        line("              rm-2146    [001] ...21  3297.118531: other: one");
        assertThat(line("two")).isZero();
    }

    @Test
    void countsOverwrittenLines() {
        line("CPU:1 [LOST 12 EVENTS]");
        line("CPU:0 [LOST EVENTS]");
        assertThat(lost).hasValue(13);
        assertThat(seen).isEmpty();
    }
}
