package dev.rawtap.script.output;

import static dev.rawtap.script.output.Golden.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Addresses and offsets are those of the run that conformance/script/output/stacks.data holds. */
class StackOutputTest {
    private static final Frame RUN = Frame.kernel(0xffffffff81f0582aL, "__bpf_prog_test_run_raw_tp", 106);
    private static final Frame RUNNER = Frame.kernel(0, "bpf_prog_test_run_raw_tp", 279);
    private static final String LIBRARY = "/usr/lib/x86_64-linux-gnu/libc.so.6";
    private static final String BUILD_ID = "a226e0f150be89099d375c6b865b1dba794648ae";

    @TestFactory
    List<DynamicTest> kernelStacksMatchBpftrace() {
        return new Golden("stacks.data")
                .expect("kernel stacks", output -> {
                    output.print(kernel(99, RUN, RUNNER));
                    output.printf(format("%s|%60s|\n"), List.of(kernel(1529), kernel(1607)));
                    output.end(List.of(
                            scalar("@k", kernel(382, RUN)),
                            map("@m", tuple(kernel(493, RUN), text("a b")), number(1)),
                            scalar("@t", tuple(number(1), kernel(687, RUN))),
                            scalar("@r", struct(field("a", kernel(824, RUN)), field("b", number(5))))));
                })
                .expectText(
                        "kernel stacks as perf writes them",
                        perf(0xffffffffc0026e77L, 0xffffffffc0026f5dL, 0xffffffffc0026fbeL))
                .expectJson(
                        "kernel stacks as perf writes them",
                        perf(0xffffffffc0026e73L, 0xffffffffc0026f59L, 0xffffffffc0026fbaL))
                .expectText("raw kernel stacks", raw(0xffffffffc0026e7bL, 0xffffffffc0026f61L, 0xffffffffc0026fc2L))
                .expectJson("raw kernel stacks", raw(0xffffffffc0026e77L, 0xffffffffc0026f5dL, 0xffffffffc0026fbeL))
                .tests();
    }

    @TestFactory
    List<DynamicTest> userStacksMatchBpftrace() {
        return new Golden("stacks.data")
                .expectText("user stacks", user(0x55c15ca90118L))
                .expectJson("user stacks", user(0x56290eca7d78L))
                .expectText("user stacks as perf writes them", userPerf(0x7f0d16d1ae89L, 0x555b839e1a78L))
                .expectJson("user stacks as perf writes them", userPerf(0x7fbf0051ae89L, 0x55a93f119878L))
                .expectText("build ids", buildIds(0x55b58134ec08L))
                .expectJson("build ids", buildIds(0x55ad7b9bad48L))
                .tests();
    }

    @Test
    void inlinedFunctionsHaveNoOffset() {
        var inlined = new Frame(0x10, "f", 0, LIBRARY, null, 0, true, "a.c:5");
        var caller = new Frame(0x10, "g", 4, LIBRARY, null, 0, false, "a.c:9");
        var text = new TextBuffer();
        ValueText.SPACED.value(new ScriptValue.Stack(StackMode.BPFTRACE, List.of(inlined, caller)), text);
        assertThat(text.toString()).isEqualTo("\n        [inlined] f@a.c:5\n        g+4@a.c:9\n");
    }

    private static ScriptValue kernel(long offset, Frame... callers) {
        return stack(StackMode.BPFTRACE, 0, "bpf_prog_ab3f91972518fe5b_begin_1", offset, callers);
    }

    private static Consumer<Output> perf(long first, long second, long third) {
        String program = "bpf_prog_3a184d07bc52273b_begin_1";
        return output -> {
            output.print(stack(StackMode.PERF, first, program, 75, RUN));
            output.end(List.of(
                    map("@m", stack(StackMode.PERF, second, program, 305, RUN), number(1)),
                    scalar("@v", stack(StackMode.PERF, third, program, 402))));
        };
    }

    private static Consumer<Output> raw(long first, long second, long third) {
        return output -> {
            output.print(stack(StackMode.RAW, first, "f", 0, RUN));
            output.end(List.of(
                    map("@m", stack(StackMode.RAW, second, "f", 0, RUN), number(1)),
                    scalar("@v", stack(StackMode.RAW, third, "f", 0))));
        };
    }

    private static Consumer<Output> user(long caller) {
        var stack = new ScriptValue.Stack(
                StackMode.BPFTRACE, List.of(Frame.user(0, "syscall", 25, LIBRARY), Frame.unmapped(caller)));
        return output -> {
            output.print(stack);
            output.end(List.of(map("@m", tuple(stack, text("bpftrace")), number(1))));
        };
    }

    private static Consumer<Output> userPerf(long function, long caller) {
        var stack = new ScriptValue.Stack(
                StackMode.PERF, List.of(Frame.user(function, "syscall", 25, LIBRARY), Frame.unmapped(caller)));
        return output -> {
            output.print(stack);
            output.end(List.of(map("@m", stack, number(1))));
        };
    }

    private static Consumer<Output> buildIds(long caller) {
        var known = new Frame(1, null, 0, LIBRARY, BUILD_ID, 0x110e89, false, null);
        return output -> {
            output.print(new ScriptValue.Stack(StackMode.BUILD_ID, List.of(known, Frame.unmapped(caller))));
            output.end(List.of(map("@m", new ScriptValue.Stack(StackMode.BUILD_ID, List.of(known)), number(1))));
        };
    }

    private static ScriptValue stack(StackMode mode, long address, String symbol, long offset, Frame... callers) {
        var frames = new ArrayList<Frame>();
        frames.add(Frame.kernel(address, symbol, offset));
        frames.addAll(List.of(callers));
        return new ScriptValue.Stack(mode, frames);
    }
}
