package dev.rawtap.script.analysis;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.object.Target;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a script is made for, beside its text.
 *
 * @param target the kernel
 * @param machine what else is asked of it
 * @param files where imports are found
 * @param positional {@code $1} and on
 * @param named {@code --name=value} after {@code --}; none for a name alone
 * @param environment variables, of which {@code BPFTRACE_…} count
 * @param process only events of this one, from {@code -p}; 0 for all
 * @param unsafe whether functions that change the system are allowed
 * @param headers of C that come before the script's own definitions, from {@code --include}
 * @param mode which probes count
 */
public record AnalysisOptions(
        Target target,
        Machine machine,
        ScriptFiles files,
        List<String> positional,
        Map<String, Optional<String>> named,
        Map<String, String> environment,
        int process,
        boolean unsafe,
        List<String> headers,
        Mode mode) {
    /** Which probes count. */
    public enum Mode {
        /** All but tests and benches. */
        RUN,
        /** {@code test} probes, and begin and end. */
        TEST,
        /** {@code bench} probes, and begin and end. */
        BENCH
    }

    /** Copies the collections, keeping their order. */
    public AnalysisOptions {
        positional = List.copyOf(positional);
        named = Collections.unmodifiableMap(new LinkedHashMap<>(named));
        environment = Map.copyOf(environment);
        headers = List.copyOf(headers);
    }

    /** Whether a problem is with a variable of the environment, not with the script. */
    public static boolean isOfEnvironment(Diagnostic problem) {
        return problem.code().equals(ConfigReader.ENVIRONMENT);
    }

    /** For a kernel, with nothing given. */
    public static AnalysisOptions of(Target target, Machine machine) {
        return new AnalysisOptions(
                target, machine, ScriptFiles.NONE, List.of(), Map.of(), Map.of(), 0, false, List.of(), Mode.RUN);
    }

    /** The same with arguments of the command line. */
    public AnalysisOptions withParameters(List<String> positional, Map<String, Optional<String>> named) {
        return new AnalysisOptions(
                target, machine, files, positional, named, environment, process, unsafe, headers, mode);
    }

    /** The same with other variables. */
    public AnalysisOptions withEnvironment(Map<String, String> environment) {
        return new AnalysisOptions(
                target, machine, files, positional, named, environment, process, unsafe, headers, mode);
    }

    /** The same for one process alone. */
    public AnalysisOptions withProcess(int process) {
        return new AnalysisOptions(
                target, machine, files, positional, named, environment, process, unsafe, headers, mode);
    }

    /** The same with unsafe functions allowed or not. */
    public AnalysisOptions withUnsafe(boolean unsafe) {
        return new AnalysisOptions(
                target, machine, files, positional, named, environment, process, unsafe, headers, mode);
    }

    /** The same with imports found elsewhere. */
    public AnalysisOptions withFiles(ScriptFiles files) {
        return new AnalysisOptions(
                target, machine, files, positional, named, environment, process, unsafe, headers, mode);
    }

    /** The same with other headers. */
    public AnalysisOptions withHeaders(List<String> headers) {
        return new AnalysisOptions(
                target, machine, files, positional, named, environment, process, unsafe, headers, mode);
    }

    /** The same with other probes. */
    public AnalysisOptions withMode(Mode mode) {
        return new AnalysisOptions(
                target, machine, files, positional, named, environment, process, unsafe, headers, mode);
    }
}
