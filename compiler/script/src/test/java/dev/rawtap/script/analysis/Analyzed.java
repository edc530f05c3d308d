package dev.rawtap.script.analysis;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.btf.Btf;
import dev.rawtap.object.Feature;
import dev.rawtap.object.KernelVersion;
import dev.rawtap.object.Target;
import dev.rawtap.script.syntax.ParsedScript;
import dev.rawtap.script.syntax.ScriptParser;
import dev.rawtap.syscall.Architecture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Scripts analyzed for tests, with the types of the running kernel where they can be read. */
public final class Analyzed {
    private static final Path FILE = Path.of("/sys/kernel/btf/vmlinux");
    static final Target TARGET =
            new Target(Architecture.X86_64, new KernelVersion(6, 18), Set.of(Feature.LONG_KEYS), read(), List.of());

    private Analyzed() {}

    private static Optional<Btf> read() {
        if (!Files.isReadable(FILE)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Btf.read("vmlinux", MemorySegment.ofArray(Files.readAllBytes(FILE))));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** For the kernel of {@link #TARGET}, with nothing given. */
    public static AnalysisOptions options() {
        return AnalysisOptions.of(TARGET, Machine.NONE);
    }

    static AnalysisResult analyze(String script) {
        return analyze(script, options());
    }

    static AnalysisResult analyze(String script, AnalysisOptions options) {
        ParsedScript parsed = ScriptParser.parse("stdin", script.getBytes(StandardCharsets.UTF_8));
        AnalysisResult result = Analysis.analyze(parsed.program(), options);
        if (parsed.problems().isEmpty()) {
            return result;
        }
        var all = new ArrayList<Diagnostic>(parsed.problems());
        all.addAll(result.diagnostics());
        return new AnalysisResult(Optional.empty(), result.options(), all);
    }

    /** What is told, as bpftrace shows it, without hints. */
    static String told(String script) {
        return told(analyze(script));
    }

    static String told(AnalysisResult result) {
        var out = new StringBuilder();
        result.diagnostics()
                .forEach(problem -> out.append(new Diagnostic(
                                problem.severity(),
                                problem.code(),
                                problem.at(),
                                problem.message(),
                                problem.contexts(),
                                List.of())
                        .renderScript()));
        return out.toString();
    }

    /** The typed tree as text, or what is told. */
    static String print(String script) {
        AnalysisResult result = analyze(script);
        return result.script().map(TypedPrinter::print).orElseGet(() -> told(result));
    }
}
