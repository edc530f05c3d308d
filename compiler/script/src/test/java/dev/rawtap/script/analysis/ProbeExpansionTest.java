package dev.rawtap.script.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.script.typed.ProbeKind;
import dev.rawtap.script.typed.TypedProbe;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@KernelTest
class ProbeExpansionTest {
    private static List<TypedProbe> probes(String script) {
        AnalysisResult result = Analyzed.analyze(script);
        assertThat(result.script()).as(Analyzed.told(result)).isPresent();
        return result.script().orElseThrow().probes();
    }

    private static List<String> names(String script) {
        return probes(script).stream().map(TypedProbe::name).toList();
    }

    @Test
    void typesHaveShortFormsInAnyCase() {
        assertThat(names("BEGIN,i:s:1,rt:sys_enter,t:syscalls:sys_enter_openat,s:cs:1,p:hz:99 { }"))
                .containsExactly(
                        "begin",
                        "interval:s:1",
                        "rawtracepoint:vmlinux:sys_enter",
                        "tracepoint:syscalls:sys_enter_openat",
                        "software:cs:1",
                        "profile:hz:99");
    }

    @Test
    void wildcardIsSortedAndWhole() {
        assertThat(names("rt:sched_process_e* { }"))
                .isSorted()
                .contains("rawtracepoint:vmlinux:sched_process_exec", "rawtracepoint:vmlinux:sched_process_exit");
    }

    @Test
    void systemCallsNeedNoTracefs() {
        assertThat(names("tracepoint:syscalls:sys_enter_open* { }"))
                .contains(
                        "tracepoint:syscalls:sys_enter_open",
                        "tracepoint:syscalls:sys_enter_openat",
                        "tracepoint:syscalls:sys_enter_openat2");
    }

    @Test
    void wholeSystemCallsAreProbes() {
        assertThat(probes("syscall:unlinkat { print(args.ret); print(args.duration); print(str(args.pathname)); }")
                        .getFirst()
                        .kind())
                .isInstanceOf(ProbeKind.SyscallCall.class);
    }

    @Test
    void callsOf32BitCallersAreProbesOfTheirOwn() {
        assertThat(names("syscall:i386:openat,syscall:x86_64:openat,syscall:*:clos*,sc:i386:*64_64 { }"))
                .containsExactly(
                        "syscall:i386:openat",
                        "syscall:openat",
                        "syscall:close",
                        "syscall:close_range",
                        "syscall:i386:close",
                        "syscall:i386:close_range",
                        "syscall:i386:fadvise64_64");
        assertThat(Analyzed.analyze("sc:i368:read { }").diagnostics().getFirst().hints())
                .containsExactly("did you mean i386?");
        assertThat(Analyzed.analyze("sc:i386:mmap3 { }")
                        .diagnostics()
                        .getFirst()
                        .hints())
                .first()
                .asString()
                .contains("mmap2");
        assertThat(Analyzed.told("sc:arm:read { }")).contains("No matches for syscall arm:read.");
    }

    @Test
    void structuresOf32BitCallersAreReadOnlyWhereTheyAreTheSame() {
        assertThat(probes("sc:i386:clock_gettime64 { print(args.tp.tv_nsec); print(args.which_clock); }"))
                .hasSize(1);
        assertThat(probes("sc:writev { print(args.vec.iov_len); }")).hasSize(1);
        Diagnostic wrong = Analyzed.analyze("sc:i386:writev { print(args.vec.iov_len); }")
                .diagnostics()
                .getFirst();
        assertThat(wrong.message()).isEqualTo("Can not access field 'iov_len' on expression of type 'void'");
        assertThat(wrong.hints()).first().asString().contains("struct compat_iovec");
        assertThat(probes("sc:i386:writev { print(((struct compat_iovec *)args.vec).iov_len); }"))
                .hasSize(1);
    }

    @Test
    void argumentsBeyondFiveHaveTypes() {
        // One of the two has the node as its sixth, by kernel.
        assertThat(Stream.of("kmalloc", "kmalloc_node")
                        .map("rt:%s { print(args.node); }"::formatted)
                        .filter(text -> Analyzed.analyze(text).diagnostics().isEmpty())
                        .map(ProbeExpansionTest::probes))
                .isNotEmpty()
                .allMatch(probes -> probes.size() == 1);
    }

    @Test
    void eachAttachPointHasItsOwnArguments() {
        assertThat(names("rt:sys_enter,rt:sys_exit { @[arg0] = count(); print(args.regs); }"))
                .hasSize(2);
    }

    @Test
    void unknownNameNamesNearest() {
        AnalysisResult result = Analyzed.analyze("rt:sched_swich { }");
        assertThat(result.diagnostics().getFirst().hints().getFirst()).contains("sched_switch");
    }

    @Test
    void unsupportedTypesAreRefusedByNameWithWhatToUse() {
        AnalysisResult result = Analyzed.analyze("kprobe:vfs_unlink { }");
        assertThat(result.diagnostics().getFirst().message()).isEqualTo("kprobe probes are not supported");
        assertThat(result.diagnostics().getFirst().hints().getFirst())
                .contains("tracepoint:syscalls:sys_enter_unlinkat");
    }

    @Test
    void parametersStandInAttachPoints() {
        var options = Analyzed.options().withParameters(List.of("5"), Map.of());
        assertThat(Analyzed.analyze("interval:s:$1 { }", options)
                        .script()
                        .orElseThrow()
                        .probes()
                        .getFirst()
                        .kind())
                .isEqualTo(new ProbeKind.Interval(5_000_000_000L));
    }

    @Test
    void missingProbesCanBeIgnored() {
        assertThat(names("config = { missing_probes = ignore } begin,rt:nonsense { }"))
                .containsExactly("begin");
    }

    @Test
    void settingsOfTheEnvironmentWin() {
        var options = Analyzed.options().withEnvironment(Map.of("BPFTRACE_MAX_STRLEN", "32"));
        assertThat(Analyzed.analyze("config = { max_strlen = 99 } begin { }", options)
                        .script()
                        .orElseThrow()
                        .config()
                        .maxStrlen())
                .isEqualTo(32);
    }
}
