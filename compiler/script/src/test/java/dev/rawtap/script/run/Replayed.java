package dev.rawtap.script.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.base.SourceText;
import dev.rawtap.contract.ChildCommand;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.LossLedger;
import dev.rawtap.object.Feature;
import dev.rawtap.object.KernelVersion;
import dev.rawtap.object.Target;
import dev.rawtap.script.ScriptCompiler;
import dev.rawtap.script.analysis.AnalysisOptions;
import dev.rawtap.script.analysis.Machine;
import dev.rawtap.script.lower.LoweringOptions;
import dev.rawtap.script.output.Buffering;
import dev.rawtap.script.output.JsonOutput;
import dev.rawtap.script.output.Output;
import dev.rawtap.script.output.Sink;
import dev.rawtap.script.output.TextOutput;
import dev.rawtap.script.program.CompiledAction;
import dev.rawtap.script.program.CompiledScript;
import dev.rawtap.script.program.ScriptAction;
import dev.rawtap.script.type.Layout;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.syscall.Architecture;
import dev.rawtap.testkit.MemoryEngine;
import dev.rawtap.testkit.MemoryHost;
import dev.rawtap.testkit.Replay;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A script run where nothing is executed: what its programs would have written to rings and maps is given by hand, in the layouts that
 * {@link CompiledAction} and {@link dev.rawtap.script.program.CompiledMap} promise.
 */
final class Replayed {
    private static final Target TARGET = new Target(
            Architecture.X86_64, new KernelVersion(6, 18), EnumSet.allOf(Feature.class), Optional.empty(), List.of());

    private final CompiledScript script;
    private final MemoryHost host;
    private Replay replay = Replay.NOTHING;
    private Optional<ChildCommand> command = Optional.empty();

    /** What a run gave: its code and both streams. */
    record Result(int code, String output, String messages, List<String> journal) {}

    Replayed(String text) {
        this(text, new MemoryHost(Map.of("true", 0)), options -> options);
    }

    Replayed(String text, MemoryHost host, UnaryOperator<AnalysisOptions> change) {
        LoweringOptions usual = LoweringOptions.DEFAULT;
        var lowering = new LoweringOptions(
                usual.warnings(),
                usual.childPid(),
                usual.startNanoseconds(),
                usual.namespaceDevice(),
                usual.namespaceInode(),
                usual.describe(),
                host.possibleCpus());
        var compilation = ScriptCompiler.compile(
                new SourceText("stdin", text), change.apply(AnalysisOptions.of(TARGET, Machine.NONE)), lowering);
        assertThat(compilation.script()).as("%s", compilation.diagnostics()).isPresent();
        script = compilation.script().get();
        this.host = host;
    }

    CompiledScript script() {
        return script;
    }

    /** An event of the script's n-th action, waiting when the run begins to read. */
    Replayed event(int number, Object... fields) {
        CompiledAction action = action(number);
        replay = replay.withRecords(ring(action), record(action, fields));
        return this;
    }

    /** The same, written by a run of a program whose name begins so. */
    Replayed eventOf(String program, int number, Object... fields) {
        CompiledAction action = action(number);
        replay = replay.withRun(program(program), ring(action), record(action, fields));
        return this;
    }

    /** An entry of one of the kernel's maps. */
    Replayed entry(String map, byte[] key, byte[] value) {
        replay = replay.withEntry(map, key, value);
        return this;
    }

    Replayed losses(LossLedger ledger) {
        replay = replay.withLosses(ledger);
        return this;
    }

    Replayed command(String... words) {
        command = Optional.of(host.start(List.of(words)));
        return this;
    }

    /** What the script asks for, in order: not what the compiler adds to tell of failures. */
    private CompiledAction action(int number) {
        return script.actions().stream()
                .filter(action -> !(action.action() instanceof ScriptAction.HelperFailed)
                        && !(action.action() instanceof ScriptAction.Warning))
                .skip(number)
                .findFirst()
                .orElseThrow();
    }

    private String program(String beginning) {
        return script.probes().stream()
                .map(probe -> probe.program())
                .filter(name -> name.startsWith(beginning))
                .findFirst()
                .orElseThrow();
    }

    private static String ring(CompiledAction action) {
        boolean control = action.action() instanceof ScriptAction.Exit
                || action.action() instanceof ScriptAction.HelperFailed
                || action.action() instanceof ScriptAction.Warning
                || action.action() instanceof ScriptAction.AssertFailed;
        return control ? CompiledScript.CONTROL : CompiledScript.EVENTS;
    }

    private static byte[] record(CompiledAction action, Object... fields) {
        assertThat(fields).hasSameSizeAs(action.fields());
        ByteBuffer record = ByteBuffer.allocate(action.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        record.putInt(0, ~action.number());
        for (int i = 0; i < fields.length; i++) {
            write(record, action.offsets().get(i), action.fields().get(i), fields[i]);
        }
        return record.array();
    }

    private static void write(ByteBuffer record, int offset, ScriptType type, Object value) {
        switch (value) {
            case Long number -> {
                for (int i = 0; i < Math.min(8, Layout.size(type)); i++) {
                    record.put(offset + i, (byte) (number >> 8 * i));
                }
            }
            case String text -> record.put(offset, text.getBytes(StandardCharsets.UTF_8));
            case byte[] bytes -> record.putInt(offset, bytes.length).put(offset + 4, bytes);
            case long[] stack -> {
                // process, number of frames, frames
                record.putInt(offset, (int) stack[0]).putInt(offset + 4, stack.length - 1);
                for (int i = 1; i < stack.length; i++) {
                    record.putLong(offset + 8 * i, stack[i]);
                }
            }
            default -> throw new IllegalArgumentException("no such field: " + value);
        }
    }

    /** Bytes of numbers of 8 bytes each. */
    static byte[] longs(long... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long number : numbers) {
            bytes.putLong(number);
        }
        return bytes.array();
    }

    Result text() {
        return run(false);
    }

    Result json() {
        return run(true);
    }

    private Result run(boolean json) {
        var results = new ByteArrayOutputStream();
        var messages = new ByteArrayOutputStream();
        var out = new Sink(results, Buffering.NONE);
        var err = new Sink(messages, Buffering.NONE);
        Output output =
                json ? new JsonOutput(out, err, ZoneOffset.UTC) : new TextOutput(out, err, ZoneOffset.UTC, Set.of());
        var options = new ScriptRun.Options(command, 0, LoadOptions.DEFAULT, ZoneOffset.UTC, true, () -> {});
        try (var engine = new MemoryEngine(TARGET, host, replay);
                var run = new ScriptRun(engine, script, output, options)) {
            int code = run.run();
            run.finish();
            return new Result(
                    code,
                    results.toString(StandardCharsets.UTF_8),
                    messages.toString(StandardCharsets.UTF_8),
                    engine.journal());
        }
    }
}
