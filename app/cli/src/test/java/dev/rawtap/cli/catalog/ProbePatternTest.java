package dev.rawtap.cli.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbePatternTest {
    private static final ProbeName SWITCH = new ProbeName(ProbeKind.TRACEPOINT, "sched", "sched_switch");

    @ParameterizedTest
    @CsvSource({
        "rawtracepoint:sys_enter, rawtracepoint:sys_enter, true",
        "rt:sys_*, rawtracepoint:sys_enter, true",
        "rt:vmlinux:sys_*, rawtracepoint:sys_enter, true",
        "rt:kvm:*, rawtracepoint:sys_enter, false",
        "t:sys_*, rawtracepoint:sys_enter, false",
        "*enter, rawtracepoint:sys_enter, true",
        "*:sys_enter, rawtracepoint:sys_enter, true",
        "sys_ente?, rawtracepoint:sys_enter, true",
        "sys_ent, rawtracepoint:sys_enter, false",
        "s*y*s*_*r, rawtracepoint:sys_enter, true",
        "s*y*s*_*x, rawtracepoint:sys_enter, false"
    })
    void matchesRawTracepoints(String pattern, String text, boolean expected) {
        ProbeName probe = ProbeName.rawTracepoint("sys_enter");
        assertThat(probe.text()).isEqualTo(text);
        assertThat(ProbePattern.parse(pattern).matches(probe)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "tracepoint:sched:sched_switch, true",
        "t:sched:*, true",
        "t:*switch, true",
        "sched:sched_switch, true",
        "t:task:*, false"
    })
    void matchesClassicTracepointsByCategory(String pattern, boolean expected) {
        assertThat(ProbePattern.parse(pattern).matches(SWITCH)).isEqualTo(expected);
    }

    @Test
    void moduleIsPartOfTheNameOnlyWhereItIsNotTheKernelItself() {
        assertThat(new ProbeName(ProbeKind.RAW_TRACEPOINT, "nbd", "nbd_send_request").text())
                .isEqualTo("rawtracepoint:nbd:nbd_send_request");
        assertThat(SWITCH.text()).isEqualTo("tracepoint:sched:sched_switch");
        assertThat(ProbeName.syscall("openat").text()).isEqualTo("syscall:openat");
    }

    @Test
    void aKindThatIsNoneGivesTheNearest() {
        assertThatThrownBy(() -> ProbePattern.parse("tracepiont:sched:sched_switch"))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        wrong -> assertThat(wrong.hint()).contains("nearest: tracepoint"))
                .hasMessage("'tracepiont' in 'tracepiont:sched:sched_switch' is no kind");
        assertThatThrownBy(() -> ProbePattern.parse("rt:")).hasMessage("'rt:' has an empty part");
        assertThatThrownBy(() -> ProbePattern.parse("")).hasMessage("'' has an empty part");
    }

    @Test
    void aHostilePatternTakesNoTime() {
        String name = "a".repeat(2000);
        String pattern = "a*".repeat(500) + "b";
        assertThat(ProbePattern.parse(pattern).matches(ProbeName.syscall(name))).isFalse();
    }
}
