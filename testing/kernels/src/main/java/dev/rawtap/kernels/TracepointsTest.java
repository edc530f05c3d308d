package dev.rawtap.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.RawtapException;
import dev.rawtap.btf.tracepoint.RawTracepoint;
import dev.rawtap.btf.tracepoint.RawTracepoints;
import dev.rawtap.cli.CommandLineRun;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.isa.Register;
import dev.rawtap.isa.Size;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kernel.Samples;
import dev.rawtap.kerneltest.KernelTest;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The raw tracepoints of this kernel's types: that they are there, what they pass, and what is said of those that changed. */
@KernelTest
class TracepointsTest {
    private final KernelEngine engine = KernelEngine.open();
    private final RawTracepoints tracepoints = RawTracepoints.of(
            engine.target().btf().orElseThrow(), engine.target().modules());

    @AfterEach
    void close() {
        engine.close();
    }

    /** All but what the kernel itself has under no name (sched_set_state_tp has a stub alone). */
    @Test
    void allAttach() {
        var refused = new ArrayList<String>();
        try (var loaded =
                engine.load(Samples.one(Samples.raw("sys_enter"), Samples.RETURN_ZERO), LoadOptions.DEFAULT)) {
            var program = loaded.program("sample");
            for (String name : tracepoints.names()) {
                try (var _ = program.attach(Samples.raw(name), 0)) {
                    assertThat(program.id()).isPositive();
                } catch (RawtapException failure) {
                    refused.add(name + ": " + failure.getMessage());
                }
            }
        }
        assertThat(refused).isEmpty();
        // Those of modules come and go with them.
        long builtIn = tracepoints.all().stream()
                .filter(each -> each.module().isEmpty())
                .count();
        assertThat(builtIn).isGreaterThan(400);
        Facts.add("Tracepoints", "in the kernel itself, all of which attach", Long.toString(builtIn));
    }

    /** By what the list prints of all, no parameter is without a type that C could declare. */
    @Test
    void listShowsAllWithTheirArguments() {
        CommandLineRun run = CommandLineRun.onKernel(Map.of(), "-l", "-v", "rawtracepoint:*");
        assertThat(run.status()).as(run.errors()).isZero();
        assertThat(run.output().lines().filter(line -> line.startsWith("rawtracepoint:")))
                .hasSizeGreaterThanOrEqualTo(tracepoints.names().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "block_rq_complete",
                "block_rq_issue",
                "consume_skb",
                "io_uring_complete",
                "io_uring_submit_req",
                "io_uring_submit_sqe",
                "kfree_skb",
                "sched_process_exec",
                "sched_process_exit",
                "sched_stat_runtime",
                "sched_switch",
                "sched_wakeup",
                "signal_generate",
                "sys_enter",
                "sys_exit",
                "task_newtask",
                "task_rename",
                "tcp_retransmit_skb",
                "tcp_send_reset"
            })
    void prototypes(String name) {
        var found = tracepoints.find(name);
        Facts.add("Tracepoints", name, found.map(RawTracepoint::prototype).orElse("-"));
        if (!name.startsWith("io_uring_submit")) {
            assertThat(found).isPresent();
        }
    }

    /** A program that reads one argument more than there are: EINVAL of the kernel, which says nothing else. */
    @ParameterizedTest
    @ValueSource(strings = {"sched_process_exit", "sched_switch", "tcp_retransmit_skb", "kfree_skb", "block_rq_issue"})
    void argumentThatIsNotThereIsNamed(String name) {
        RawTracepoint tracepoint = tracepoints.find(name).orElseThrow();
        int count = tracepoint.parameters().size();
        var object = Samples.one(
                Samples.raw(name),
                code -> code.load(Size.DOUBLE, Register.R0, Register.R1, 8 * count)
                        .mov(Register.R0, 0)
                        .exit());
        try (var loaded = engine.load(object, LoadOptions.DEFAULT)) {
            assertThatThrownBy(loaded::attach)
                    .hasMessageContaining("reads argument %d; '%s' has %d".formatted(count, name, count))
                    .isInstanceOfSatisfying(
                            RawtapException.class,
                            refused -> assertThat(refused.hint().orElse("")).contains(tracepoint.prototype()));
        }
    }

    /** Arguments and tracepoints that some kernels have: read where they are, else refused with what there is. */
    @ParameterizedTest
    @CsvSource({
        "sched_process_exit, group_dead",
        "tcp_retransmit_skb, err",
        "kfree_skb, rx_sk",
        "sched_switch, prev_state",
        "consume_skb, location",
        "block_rq_issue, q",
        "io_uring_submit_req, req",
        "io_uring_submit_sqe, ctx"
    })
    void argumentsThatCameAndWent(String name, String argument) {
        String script = "rawtracepoint:%s { @ = args.%s; } begin { exit(); }".formatted(name, argument);
        CommandLineRun run = CommandLineRun.onKernel(Map.of(), "-q", "-e", script);
        var found = tracepoints.find(name);
        if (found.isPresent()
                && found.get().parameters().stream()
                        .anyMatch(each -> each.name().equals(argument))) {
            assertThat(run.status()).as(run.errors()).isZero();
            return;
        }
        assertThat(run.status()).as(run.errors()).isEqualTo(1);
        assertThat(run.errors()).contains(found.isPresent() ? argument : name);
        Facts.refusal("Refusals", "args.%s of rawtracepoint:%s".formatted(argument, name), run.errors());
    }
}
