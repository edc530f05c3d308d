package dev.rawtap.script.run;

import dev.rawtap.contract.Loaded;
import dev.rawtap.contract.Program;
import dev.rawtap.contract.TestInput;
import dev.rawtap.script.output.Buffering;
import dev.rawtap.script.output.Output;
import dev.rawtap.script.output.Sink;
import dev.rawtap.script.output.TextOutput;
import dev.rawtap.script.program.CompiledProbe;
import dev.rawtap.script.program.CompiledScript;
import dev.rawtap.script.typed.ProbeKind;
import java.io.ByteArrayOutputStream;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The {@code test} and {@code bench} probes of a script: runs each and says how that went. A test fails by an assertion
 * or by {@code exit}. The time of a bench holds the system call that runs it. For one thread.
 */
record Trials(CompiledScript script, Loaded loaded, Actions actions, Output output, Runnable drain, ZoneId zone) {
    /** What is longer than a moment, for all runs of one bench. */
    private static final long BENCH_NANOSECONDS = 200_000_000;

    private static final int BATCH = 100;

    /** Runs all: whether every test passed. */
    boolean run() {
        boolean passed = tests();
        benches();
        return passed;
    }

    private boolean tests() {
        var results = new ArrayList<Output.TestResult>();
        List<CompiledProbe> tests = script.probes().stream()
                .filter(probe -> probe.kind() instanceof ProbeKind.Test)
                .toList();
        if (tests.isEmpty()) {
            return true;
        }
        output.testing(tests.size());
        for (CompiledProbe probe : tests) {
            if (probe.kind() instanceof ProbeKind.Test(String name)) {
                Output.TestResult result = test(name, loaded.program(probe.program()));
                output.tested(result);
                results.add(result);
            }
        }
        output.testedAll(results);
        return results.stream().allMatch(Output.TestResult::passed);
    }

    private Output.TestResult test(String name, Program program) {
        var printed = new ByteArrayOutputStream();
        var sink = new Sink(printed, Buffering.NONE);
        actions.printTo(new TextOutput(sink, sink, zone, Set.of()));
        try {
            long begin = System.nanoTime();
            program.testRun(TestInput.ofArguments());
            long duration = System.nanoTime() - begin;
            drain.run();
            return new Output.TestResult(name, duration, actions.takeExit().isEmpty(), printed.toByteArray());
        } finally {
            actions.printTo(output);
        }
    }

    private void benches() {
        var results = new ArrayList<Output.Measurement>();
        for (CompiledProbe probe : script.probes()) {
            if (probe.kind() instanceof ProbeKind.Bench(String name)) {
                results.add(measure(name, loaded.program(probe.program())));
            }
        }
        if (!results.isEmpty()) {
            output.measured(results);
        }
    }

    private Output.Measurement measure(String name, Program program) {
        TestInput input = TestInput.ofArguments();
        program.testRun(input);
        long runs = 0;
        long begin = System.nanoTime();
        long duration;
        do {
            for (int i = 0; i < BATCH; i++) {
                program.testRun(input);
            }
            runs += BATCH;
            drain.run();
            duration = System.nanoTime() - begin;
        } while (duration < BENCH_NANOSECONDS);
        return new Output.Measurement(name, duration / runs, runs);
    }
}
