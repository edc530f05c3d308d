package dev.rawtap.cli;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.contract.Finding;
import dev.rawtap.object.SourceLine;
import dev.rawtap.verifier.ExplainedLog;
import dev.rawtap.verifier.LogStatistics;
import dev.rawtap.verifier.VerifierLogs;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.core.JsonGenerator;

/** {@code rawtap explain [FILE]}: what the verifier's logs in a text mean. */
final class ExplainCommand implements Command {
    private static final String STANDARD_INPUT = "standard input";

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("explain");
        spec.usageMessage()
                .description("Explain a log of the kernel's verifier: why a program is refused, what to write instead.")
                .customSynopsis("rawtap explain [--json] [FILE]")
                .footer(
                        "",
                        "Takes the kernel's log alone, or with what libbpf, bpftool, cilium/ebpf, aya,",
                        "bpftrace or rawtap -v print around it; several logs one after another.",
                        "docs/errors.md lists every code.",
                        "",
                        "Examples:",
                        "  bpftool prog load bad.bpf.o /sys/fs/bpf/bad 2>&1 | rawtap explain",
                        "  rawtap explain --json verifier.log");
        return spec.addOption(Options.flag("Print one JSON object a log.", "--json"))
                .addPositional(Options.optionalOperand("FILE", "The text; without it, standard input."));
    }

    @Override
    public int run(ParseResult arguments, Session session) {
        String file = arguments.matchedPositionalValue(0, "-");
        String name = file.equals("-") ? STANDARD_INPUT : file;
        int logs;
        if (arguments.matchedOptionValue("--json", false)) {
            try (JsonGenerator json = JsonLines.to(session.output())) {
                logs = read(file, name, session, log -> write(log, json));
            }
            session.output().print(logs == 0 ? "" : "\n");
        } else {
            logs = read(file, name, session, log -> print(log, session.output()));
        }
        if (logs == 0) {
            throw new InvalidInputException(
                    "no verifier log in " + name,
                    "a log has lines such as '0: (79) r1 = *(u64 *)(r1 +0)' and ends with 'processed N insns'");
        }
        return 0;
    }

    private static int read(String file, String name, Session session, Consumer<ExplainedLog> each) {
        try (InputStream in = file.equals("-") ? session.input() : Files.newInputStream(session.file(file));
                Reader text = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            return VerifierLogs.read(text, each);
        } catch (InvalidPathException e) {
            throw new InvalidInputException("'%s' is no file name: %s".formatted(file, e.getReason()), null, e);
        } catch (NoSuchFileException e) {
            throw new InvalidInputException("no such file: " + file, null, e);
        } catch (IOException e) {
            throw new InvalidInputException("%s cannot be read: %s".formatted(name, e.getMessage()), null, e);
        }
    }

    private static void print(ExplainedLog log, Output output) {
        String what = log.program().map("program '%s'"::formatted).orElse("program");
        switch (log.verdict()) {
            case ACCEPTED ->
                output.line(what + " accepted: "
                        + log.statistics().map(ExplainCommand::cost).orElse(""));
            case UNFINISHED -> {
                output.line(what + ": the log ends before the verdict");
                output.line("  hint: give the loader a larger log buffer, or leave nothing of the log out");
            }
            case REFUSED -> printRefusal(what, log, output);
        }
    }

    private static void printRefusal(String what, ExplainedLog log, Output output) {
        output.line(what + " refused: " + log.gist());
        place(log).ifPresent(place -> output.line("  at " + place));
        if (log.finding().isPresent()) {
            Finding finding = log.finding().get();
            output.line("  code: " + finding.code());
            output.line("  because: " + finding.because());
            output.line("  hint: " + finding.fix());
        } else {
            output.line("  this refusal is unknown to this version of rawtap: the line above is the kernel's own");
        }
        log.statistics().ifPresent(statistics -> output.line("  " + cost(statistics)));
    }

    /** {@code instruction 1, bad.bpf.c:15: return task->tgid;}, as much of it as is known. */
    private static Optional<String> place(ExplainedLog log) {
        Optional<String> line = log.source().map(ExplainCommand::text);
        if (log.instruction().isEmpty()) {
            return line;
        }
        String instruction = "instruction " + log.instruction().getAsInt();
        return Optional.of(line.map(text -> instruction + ", " + text).orElse(instruction));
    }

    private static String text(SourceLine line) {
        String text = line.text().strip();
        return line.file().isEmpty() ? text : "%s:%d: %s".formatted(line.file(), line.line(), text);
    }

    private static String cost(LogStatistics statistics) {
        var text = new StringBuilder(
                "%,d instructions processed, %,d states".formatted(statistics.processed(), statistics.totalStates()));
        if (!statistics.stackDepth().isEmpty()) {
            text.append(", stack ").append(statistics.stackDepth()).append(" bytes");
        }
        statistics.microseconds().ifPresent(time -> text.append(", %,d µs".formatted(time)));
        return text.toString();
    }

    private static void write(ExplainedLog log, JsonGenerator json) {
        json.writeStartObject();
        log.program().ifPresent(name -> json.writeStringProperty("program", name));
        json.writeStringProperty("verdict", log.verdict().name().toLowerCase(Locale.ROOT));
        if (!log.gist().isEmpty()) {
            json.writeStringProperty("message", log.gist());
        }
        log.instruction().ifPresent(slot -> json.writeNumberProperty("instruction", slot));
        log.source().ifPresent(source -> {
            json.writeObjectPropertyStart("source");
            json.writeStringProperty("file", source.file());
            json.writeNumberProperty("line", source.line());
            json.writeStringProperty("text", source.text());
            json.writeEndObject();
        });
        log.finding().ifPresent(finding -> {
            json.writeStringProperty("code", finding.code());
            json.writeStringProperty("because", finding.because());
            json.writeStringProperty("fix", finding.fix());
        });
        log.statistics().ifPresent(statistics -> write(statistics, json));
        json.writeEndObject();
    }

    private static void write(LogStatistics statistics, JsonGenerator json) {
        json.writeObjectPropertyStart("statistics");
        json.writeNumberProperty("processed", statistics.processed());
        json.writeNumberProperty("total_states", statistics.totalStates());
        json.writeNumberProperty("peak_states", statistics.peakStates());
        if (!statistics.stackDepth().isEmpty()) {
            json.writeStringProperty("stack_depth", statistics.stackDepth());
        }
        statistics.microseconds().ifPresent(time -> json.writeNumberProperty("microseconds", time));
        json.writeEndObject();
    }
}
