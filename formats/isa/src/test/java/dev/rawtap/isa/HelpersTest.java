package dev.rawtap.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelpersTest {
    @Test
    void idsAndNamesAreThoseOfTheKernelsOwnEnum() throws IOException {
        List<String> kernel;
        try (var in = HelpersTest.class.getResourceAsStream("/bpf_func_id.tsv")) {
            kernel = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }

        assertThat(Helpers.all())
                .extracting(helper -> helper.id() + "\t" + helper.name())
                .isEqualTo(kernel);
    }

    // Measured on 6.18 by loading raw tracepoint and tp_btf programs with and without a GPL licence.
    @ParameterizedTest
    @ValueSource(
            ints = {
                35, 158, 175, 4, 45, 112, 113, 114, 115, 6, 177, 165, 25, 22, 55, 27, 67, 176, 169, 170, 171, 172, 111,
                121, 36
            })
    void gplHelpersAreMarked(int id) {
        assertThat(Helpers.byId(id).orElseThrow().gplOnly()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 12, 14, 15, 16, 87, 118, 125, 130, 131, 132, 134, 141, 164, 181, 208, 210})
    void otherHelpersAreNot(int id) {
        assertThat(Helpers.byId(id).orElseThrow().gplOnly()).isFalse();
    }

    @Test
    void releasesNeverGoBackWithTheIds() {
        var releases = Helpers.all().stream()
                .map(helper -> helper.since().split("\\."))
                .mapToInt(parts -> Integer.parseInt(parts[0]) * 1_000 + Integer.parseInt(parts[1]))
                .toArray();

        assertThat(releases).isSorted();
    }

    // The releases that the kernel's documentation or release notes name for these.
    @ParameterizedTest
    @CsvSource({
        "map_lookup_elem, 3.19",
        "tail_call, 4.2",
        "perf_event_output, 4.4",
        "probe_read_kernel, 5.5",
        "ringbuf_reserve, 5.8",
        "get_current_task_btf, 5.11",
        "for_each_map_elem, 5.13",
        "loop, 5.17",
        "user_ringbuf_drain, 6.1",
        "cgrp_storage_delete, 6.2"
    })
    void releasesOfWellKnownHelpers(String name, String since) {
        assertThat(Helpers.named(name).since()).isEqualTo(since);
    }

    @Test
    void availabilityComparesReleasesAsNumbers() {
        var ringbuf = Helpers.named("bpf_ringbuf_reserve");

        assertThat(ringbuf.availableIn(5, 10)).isTrue();
        assertThat(ringbuf.availableIn(5, 8)).isTrue();
        assertThat(ringbuf.availableIn(5, 7)).isFalse();
        assertThat(ringbuf.availableIn(4, 19)).isFalse();
        assertThat(ringbuf.availableIn(6, 0)).isTrue();
    }

    @Test
    void argumentsAreThoseThatTheVerifierAsksFor() {
        var output = Helpers.named("perf_event_output");
        var reserve = Helpers.named("ringbuf_reserve");
        var read = Helpers.named("probe_read_kernel");
        var submit = Helpers.named("ringbuf_submit");

        assertThat(kinds(output))
                .containsExactly(
                        HelperValue.Kind.CONTEXT,
                        HelperValue.Kind.MAP,
                        HelperValue.Kind.ANY,
                        HelperValue.Kind.MEMORY,
                        HelperValue.Kind.SIZE_OR_ZERO);
        assertThat(reserve.result().kind()).isEqualTo(HelperValue.Kind.RING_RECORD);
        assertThat(reserve.result().nullable()).isTrue();
        assertThat(kinds(reserve))
                .containsExactly(HelperValue.Kind.MAP, HelperValue.Kind.CONSTANT_SIZE, HelperValue.Kind.ANY);
        assertThat(read.arguments().getFirst().access()).isEqualTo(HelperValue.Access.WRITE);
        assertThat(submit.arguments().getFirst().releases()).isTrue();
        assertThat(Helpers.named("get_current_task_btf").result().type()).isEqualTo("task_struct");
        assertThat(Helpers.named("strtoul").arguments().get(3).bytes()).isEqualTo(8);
    }

    @Test
    void everyRowCanBeRead() {
        assertThat(IntStream.rangeClosed(1, 211).mapToObj(Helpers::byId)).allMatch(java.util.Optional::isPresent);
        assertThat(Helpers.byId(0)).isEmpty();
        assertThat(Helpers.byId(212)).isEmpty();
        assertThat(Helpers.byId(-1)).isEmpty();
        assertThat(Helpers.all()).allMatch(helper -> helper.arguments().size() <= 5);
    }

    @Test
    void aWrongNameGetsTheNearest() {
        assertThatThrownBy(() -> Helpers.named("bpf_ringbuf_reserv"))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.hint())
                                .hasValueSatisfying(
                                        hint -> assertThat(hint).startsWith("nearest: bpf_ringbuf_reserve")))
                .hasMessage("no helper 'bpf_ringbuf_reserv'");
    }

    private static List<HelperValue.Kind> kinds(Helper helper) {
        return helper.arguments().stream().map(HelperValue::kind).toList();
    }
}
