package dev.rawtap.script.run;

import dev.rawtap.base.Severity;
import dev.rawtap.base.Span;
import dev.rawtap.contract.Host;
import dev.rawtap.script.output.FormatString;
import dev.rawtap.script.output.Output;
import dev.rawtap.script.output.ParsedFormat;
import dev.rawtap.script.output.ScriptValue;
import dev.rawtap.script.output.SourcePlace;
import dev.rawtap.script.output.TextBuffer;
import dev.rawtap.script.output.TimeFormat;
import dev.rawtap.script.program.CompiledAction;
import dev.rawtap.script.program.CompiledScript;
import dev.rawtap.script.program.ScriptAction;
import dev.rawtap.script.type.ScriptType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Does what events ask for. For one thread. */
final class Actions {
    private static final ValueLayout.OfInt NUMBER = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final CompiledScript script;
    private final Host host;
    private Output output;
    private final MapReader maps;
    private final ValueDecoder decoder;
    private final TextLosses texts;
    private final ZoneId zone;
    private final ReportCounts reports;
    private final @Nullable FormatString[] formats;
    private final Map<String, TimeFormat> times = new HashMap<>();
    private final CaptureFiles captures;
    private OptionalInt exit = OptionalInt.empty();
    private boolean ended;

    Actions(
            CompiledScript script,
            Host host,
            Output output,
            MapReader maps,
            ReportCounts reports,
            ValueDecoder decoder,
            TextLosses texts,
            ZoneId zone) {
        this.script = script;
        this.host = host;
        this.output = output;
        this.maps = maps;
        this.reports = reports;
        this.decoder = decoder;
        this.texts = texts;
        this.zone = zone;
        formats = new FormatString[script.actions().size()];
        captures = new CaptureFiles(script.actions(), host);
    }

    /** The files of packets. */
    CaptureFiles captures() {
        return captures;
    }

    /** The code with which the script wants to end, once it does. */
    OptionalInt exit() {
        return exit;
    }

    /** The code with which the script ended itself, by an assertion or {@code exit}, since the last time that somebody asked. */
    OptionalInt takeExit() {
        OptionalInt was = exit;
        exit = OptionalInt.empty();
        return was;
    }

    /** What is printed goes there from now on. */
    void printTo(Output other) {
        output = other;
    }

    /** From here on events are shown again: those of {@code end}. */
    void begin() {
        ended = false;
    }

    /** One record of a ring buffer. */
    void event(MemorySegment memory, long offset, int length) {
        CompiledAction action = script.actions().get(~memory.get(NUMBER, offset));
        // Packets come through another buffer than the end: where it is among them nobody knows.
        if (ended && !(action.action() instanceof ScriptAction.WritePacket)) {
            if (action.action() instanceof ScriptAction.HelperFailed
                    || action.action() instanceof ScriptAction.Warning) {
                // It came behind the end, where nothing is shown.
                reports.tell(action);
            }
            return;
        }
        texts.look(action, memory, offset);
        switch (action.action()) {
            case ScriptAction.Printf(var text) ->
                output.printf(format(action, text), fields(action, memory, offset, true));
            case ScriptAction.Report(var text, boolean error) ->
                output.message(
                        error ? Severity.ERROR : Severity.WARNING,
                        place(action.at()),
                        format(action, text),
                        fields(action, memory, offset, true));
            case ScriptAction.PrintValue() ->
                output.print(fields(action, memory, offset, false).getFirst());
            case ScriptAction.PrintMap(var map) -> {
                List<Long> limits = numbers(action, memory, offset);
                output.print(
                        maps.read(map, true),
                        limits.isEmpty() ? 0 : Math.toIntExact(limits.get(0)),
                        limits.size() < 2 ? 0 : limits.get(1));
            }
            case ScriptAction.PrintMapValue(var map) -> {
                List<ScriptValue> keyAndValue = fields(action, memory, offset, false);
                output.print(maps.statistics(map, keyAndValue.getFirst()).orElseGet(keyAndValue::getLast));
            }
            case ScriptAction.ClearMap(var map) -> maps.clear(map);
            case ScriptAction.ZeroMap(var map) -> maps.zero(map);
            case ScriptAction.PrintTime(var text) ->
                output.time(times.computeIfAbsent(text, one -> new TimeFormat(one, zone))
                        .write(ValueDecoder.sinceEpoch(
                                host.wallClock(Host.Clock.BOOT, host.nanoseconds(Host.Clock.BOOT)))));
            case ScriptAction.Cat(var text) -> cat(written(action, text, memory, offset));
            case ScriptAction.Join(var delimiter) -> join(action, delimiter, memory, offset);
            case ScriptAction.RunCommand(var text) -> run(written(action, text, memory, offset));
            case ScriptAction.Exit() -> {
                if (exit.isEmpty()) {
                    List<Long> code = numbers(action, memory, offset);
                    exit = OptionalInt.of(code.isEmpty() ? 0 : code.getFirst().intValue());
                }
            }
            case ScriptAction.HelperFailed(var helper, var map) -> {
                reports.tell(action);
                output.helperFailed(
                        place(action.at()),
                        helper,
                        numbers(action, memory, offset).getFirst());
            }
            case ScriptAction.Warning(var message) -> {
                reports.tell(action);
                output.runtimeWarning(place(action.at()), message);
            }
            case ScriptAction.AssertFailed(var message) -> {
                output.assertionFailed(place(action.at()), message);
                exit = exit.isEmpty() ? OptionalInt.of(1) : exit;
            }
            case ScriptAction.Ended() -> ended = true;
            case ScriptAction.WritePacket(var file) -> captures.append(file, action, memory, offset, length);
            case ScriptAction.RememberProcess() ->
                host.remember(numbers(action, memory, offset).getFirst().intValue());
        }
    }

    private List<ScriptValue> fields(CompiledAction action, MemorySegment memory, long offset, boolean names) {
        long cut = decoder.cutTexts();
        var values = new ArrayList<ScriptValue>(action.fields().size());
        for (int i = 0; i < action.fields().size(); i++) {
            values.add(decoder.decode(
                    action.fields().get(i), memory, offset + action.offsets().get(i), names));
        }
        if (decoder.cutTexts() > cut) {
            texts.cut(action, decoder.cutTexts() - cut);
        }
        return values;
    }

    private List<Long> numbers(CompiledAction action, MemorySegment memory, long offset) {
        return fields(action, memory, offset, false).stream()
                .map(value -> switch (value) {
                    case ScriptValue.Signed(long number) -> number;
                    case ScriptValue.Unsigned(long number) -> number;
                    default -> 0L;
                })
                .toList();
    }

    private FormatString format(CompiledAction action, String text) {
        FormatString known = formats[action.number()];
        if (known == null) {
            known = switch (FormatString.parse(text)) {
                case FormatString format -> format;
                case ParsedFormat.Problem problem ->
                    throw new IllegalStateException("format %s: %s".formatted(text, problem.message()));
            };
            formats[action.number()] = known;
        }
        return known;
    }

    private String written(CompiledAction action, String text, MemorySegment memory, long offset) {
        var buffer = new TextBuffer();
        format(action, text).write(fields(action, memory, offset, true), buffer);
        return new String(buffer.toBytes(), StandardCharsets.UTF_8);
    }

    /** The place in the script that a message is about. */
    static SourcePlace place(Span at) {
        var lines = new ArrayList<String>();
        for (int line = at.line(); line <= at.endLine(); line++) {
            lines.add(at.source().lineText(line));
        }
        return new SourcePlace(at.source().name(), at.line(), at.column(), at.endLine(), at.endColumn(), lines);
    }

    private void cat(String file) {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            output.cat(in.readNBytes(script.config().maxCatBytes()));
        } catch (IOException | InvalidPathException e) {
            output.failed("failed to open file '%s' (%s)".formatted(file, reason(e)));
        }
    }

    private static String reason(Exception e) {
        return e instanceof NoSuchFileException ? "No such file or directory" : String.valueOf(e.getMessage());
    }

    private void run(String command) {
        // What the script printed so far comes before what the command prints.
        output.flush();
        var written = new ByteArrayOutputStream();
        host.shell(command, written);
        output.system(written.toByteArray());
    }

    private void join(CompiledAction action, String delimiter, MemorySegment memory, long offset) {
        var parts = new ArrayList<ScriptValue.Text>();
        if (fields(action, memory, offset, false).getFirst() instanceof ScriptValue.Bytes(byte[] words)) {
            int stride = wordBytes(action);
            for (int start = 0; start + stride <= words.length; start += stride) {
                int end = start;
                while (end < start + stride && words[end] != 0) {
                    end++;
                }
                parts.add(new ScriptValue.Text(Arrays.copyOfRange(words, start, end)));
            }
        }
        output.join(parts, delimiter);
    }

    private static int wordBytes(CompiledAction action) {
        return action.fields().getFirst() instanceof ScriptType.Buffer buffer
                ? buffer.capacity() / ScriptAction.Join.WORDS
                : 1;
    }
}
