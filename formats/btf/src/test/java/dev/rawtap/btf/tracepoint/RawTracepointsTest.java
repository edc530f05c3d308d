package dev.rawtap.btf.tracepoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfBuilder;
import dev.rawtap.btf.BtfType;
import dev.rawtap.btf.Vmlinux;
import dev.rawtap.btf.c.CNames;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.kerneltest.Oracle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RawTracepointsTest {
    @Test
    @KernelTest
    void listsExactlyTheTypedefsOfTheKernel() {
        var names = new TreeSet<String>();
        for (String string : new String(Vmlinux.bytes(), StandardCharsets.ISO_8859_1).split("\0")) {
            if (string.startsWith("btf_trace_") && string.matches("[A-Za-z0-9_]+")) {
                names.add(string.substring("btf_trace_".length()));
            }
        }
        assertThat(RawTracepoints.of(Vmlinux.btf(), List.of()).names()).containsExactlyElementsOf(names);
    }

    @Test
    @KernelTest
    void givesPrototypesAsInTheKernelsSource() {
        var catalog = RawTracepoints.of(Vmlinux.btf(), List.of());
        // include/trace/events/task.h and syscalls.h
        assertThat(catalog.find("task_rename").orElseThrow().prototype())
                .isEqualTo("task_rename(struct task_struct *task, const char *comm)");
        assertThat(catalog.find("sys_enter").orElseThrow().parameters())
                .extracting(RawTracepoint.Parameter::name)
                .containsExactly("regs", "id");
        assertThat(catalog.find("sched_set_state_tp")).isEmpty();
        assertThat(catalog.find("sys_entr")).isEmpty();
    }

    @Test
    @KernelTest
    void agreesWithBpftraceAboutEveryParameter() throws Exception {
        Map<String, List<String>> theirs = new HashMap<>();
        var current = new ArrayList<String>();
        for (String line :
                Oracle.run("bpftrace", "-lv", "rawtracepoint:*").lines().toList()) {
            if (line.startsWith("rawtracepoint:")) {
                current = new ArrayList<>();
                theirs.put(line.substring(line.lastIndexOf(':') + 1), current);
            } else {
                current.add(withoutBlanks(line));
            }
        }
        assumeFalse(theirs.isEmpty(), "bpftrace lists nothing here");
        List<RawTracepoint> ours = RawTracepoints.of(Vmlinux.btf(), List.of()).all();
        assertThat(ours).hasSizeGreaterThan(400);
        for (RawTracepoint tracepoint : ours) {
            assertThat(theirs).containsKey(tracepoint.name());
            assertThat(tracepoint.parameters())
                    .as(tracepoint.name())
                    .extracting(parameter ->
                            withoutBlanks(CNames.declare(tracepoint.btf(), parameter.type(), "") + parameter.name()))
                    .containsExactlyElementsOf(theirs.get(tracepoint.name()));
        }
    }

    @Test
    void takesNamesFromTheProbeStubAndNullableFromTheName() {
        RawTracepoint found =
                RawTracepoints.of(kernel(true), List.of()).find("x").orElseThrow();
        assertThat(found.prototype()).isEqualTo("x(struct sock *sk__nullable, int count)");
        assertThat(found.parameters())
                .extracting(RawTracepoint.Parameter::nullability)
                .containsExactly(Nullability.MAY_BE_NULL, Nullability.NEVER_NULL);
    }

    @Test
    void numbersParametersThatHaveNoName() {
        RawTracepoint found =
                RawTracepoints.of(kernel(false), List.of()).find("x").orElseThrow();
        assertThat(found.prototype()).isEqualTo("x(struct sock *arg0, int arg1)");
        assertThat(found.parameters().getFirst().nullability()).isEqualTo(Nullability.UNKNOWN);
    }

    @Test
    void findsThoseOfModules() {
        var base = new BtfBuilder(ByteOrder.LITTLE_ENDIAN);
        base.add(new BtfType.Int("int", 4, BtfType.IntEncoding.SIGNED));
        Btf vmlinux = base.build("vmlinux");
        var split = BtfBuilder.split(vmlinux);
        int prototype = split.add(
                new BtfType.FunctionPrototype(0, List.of(new BtfType.Parameter("", 1), new BtfType.Parameter("", 1))));
        split.add(new BtfType.Typedef("btf_trace_nbd", split.add(new BtfType.Pointer(prototype))));
        var catalog = RawTracepoints.of(vmlinux, List.of(split.build("nbd")));
        assertThat(catalog.names()).containsExactly("nbd");
        RawTracepoint found = catalog.find("nbd").orElseThrow();
        assertThat(found.module()).contains("nbd");
        assertThat(found.prototype()).isEqualTo("nbd(int arg0)");
    }

    private static Btf kernel(boolean stub) {
        var builder = new BtfBuilder(ByteOrder.LITTLE_ENDIAN);
        int number = builder.add(new BtfType.Int("int", 4, BtfType.IntEncoding.SIGNED));
        int anything = builder.add(new BtfType.Pointer(0));
        int sock = builder.add(new BtfType.Pointer(builder.add(new BtfType.Forward("sock", false))));
        int nameless = builder.add(new BtfType.FunctionPrototype(
                0,
                List.of(
                        new BtfType.Parameter("", anything),
                        new BtfType.Parameter("", sock),
                        new BtfType.Parameter("", number))));
        builder.add(new BtfType.Typedef("btf_trace_x", builder.add(new BtfType.Pointer(nameless))));
        if (stub) {
            int named = builder.add(new BtfType.FunctionPrototype(
                    0,
                    List.of(
                            new BtfType.Parameter("__data", anything),
                            new BtfType.Parameter("sk__nullable", sock),
                            new BtfType.Parameter("count", number))));
            builder.add(new BtfType.Function("__probestub_x", named, BtfType.Linkage.STATIC));
        }
        return builder.build("kernel");
    }

    private static String withoutBlanks(String text) {
        return text.replace(" ", "");
    }
}
