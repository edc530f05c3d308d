package dev.rawtap.testkit.conformance;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A script and what running it gives.
 *
 * @param topic the file's name without {@code .data}
 * @param name unique in its topic
 * @param line where it begins, from 1
 * @param script the argument of {@code -e}
 * @param arguments words before it
 * @param parameters words after it
 * @param command the argument of {@code -c}
 * @param environment variables to set; no other {@code BPFTRACE_} variable may be set
 * @param files by their path in the folder where the case runs
 * @param formats in which it is compared
 * @param expected what must be given
 * @param deviation why that is not what bpftrace gives
 * @param upstream what bpftrace gives, when there is a deviation
 */
public record Case(
        String topic,
        String name,
        int line,
        Optional<String> script,
        List<String> arguments,
        List<String> parameters,
        Optional<String> command,
        Map<String, String> environment,
        Map<String, String> files,
        Set<Format> formats,
        Outcome expected,
        Optional<String> deviation,
        Optional<Outcome> upstream) {
    /** Copies the collections, keeping their order. */
    public Case {
        arguments = List.copyOf(arguments);
        parameters = List.copyOf(parameters);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
        formats = Set.copyOf(formats);
        if (deviation.isPresent() != upstream.isPresent()) {
            throw new IllegalArgumentException("'-- deviation' and upstream sections belong together");
        }
    }

    /** The words of the command line, without the program's name. */
    public List<String> commandLine(Format format) {
        var words = new ArrayList<String>(format.words());
        words.addAll(arguments);
        command.ifPresent(text -> words.addAll(List.of("-c", text)));
        script.ifPresent(text -> words.addAll(List.of("-e", text)));
        words.addAll(parameters);
        return words;
    }

    /** How a run differs from what is expected; none when it does not. */
    public List<String> differences(Format format, Actual actual) {
        return expected.differences(format, actual);
    }

    /** Topic, line and name, as an editor finds it. */
    @Override
    public String toString() {
        return "conformance/script/%s.data:%d: %s".formatted(topic, line, name);
    }
}
