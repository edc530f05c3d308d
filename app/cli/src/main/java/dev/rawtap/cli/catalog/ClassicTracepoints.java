package dev.rawtap.cli.catalog;

import dev.rawtap.base.RawtapException;
import dev.rawtap.base.UnsupportedException;
import dev.rawtap.linux.Kernel;
import dev.rawtap.linux.Tracefs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** The classic tracepoints of this machine, or why they cannot be seen. Not thread-safe. */
public final class ClassicTracepoints implements AutoCloseable {
    /** As {@code category:name}. */
    private final List<String> events;

    private @Nullable List<ProbeName> names;
    private final BinaryOperator<String> format;
    private final Optional<RawtapException> absence;
    private final Runnable release;

    private ClassicTracepoints(
            List<String> events, BinaryOperator<String> format, Optional<RawtapException> absence, Runnable release) {
        this.events = List.copyOf(events);
        this.format = format;
        this.absence = absence;
        this.release = release;
    }

    /** Those of the kernel behind {@code kernel}. Absent, with the reason, where tracefs cannot be read. */
    public static ClassicTracepoints open(Kernel kernel) {
        Tracefs tracefs;
        try {
            tracefs = Tracefs.open(kernel);
        } catch (RawtapException refused) {
            return absent(refused);
        }
        try {
            return new ClassicTracepoints(
                    tracefs.availableEvents(), tracefs::eventFormat, Optional.empty(), tracefs::close);
        } catch (RawtapException unreadable) {
            tracefs.close();
            return absent(unreadable);
        }
    }

    /**
     * Those that are given.
     *
     * @param events as {@code category:name}
     * @param format the format file of a category and a name
     */
    public static ClassicTracepoints of(List<String> events, BinaryOperator<String> format) {
        return new ClassicTracepoints(events, format, Optional.empty(), () -> {});
    }

    /** None, for a reason. */
    public static ClassicTracepoints absent(RawtapException cause) {
        var reason = new UnsupportedException(
                "classic tracepoints cannot be read: " + cause.getMessage(),
                cause.hint().orElse(null));
        return new ClassicTracepoints(
                List.of(),
                (category, name) -> {
                    throw reason;
                },
                Optional.of(reason),
                () -> {});
    }

    /** All, sorted; none if they cannot be seen. */
    public List<ProbeName> names() {
        List<ProbeName> known = names;
        if (known == null) {
            known = new ArrayList<>(events.size());
            for (String event : events) {
                known.add(parse(event));
            }
            known.sort(null);
            names = known;
        }
        return known;
    }

    /** The first of this name, in whatever category. */
    public Optional<ProbeName> named(String name) {
        String end = ":".concat(name);
        for (String event : events) {
            if (event.endsWith(end)) {
                return Optional.of(parse(event));
            }
        }
        return Optional.empty();
    }

    private static ProbeName parse(String event) {
        int colon = event.indexOf(':');
        return new ProbeName(ProbeKind.TRACEPOINT, event.substring(0, Math.max(0, colon)), event.substring(colon + 1));
    }

    /** Why they cannot be seen. */
    public Optional<RawtapException> absence() {
        return absence;
    }

    /** The fields of one, without those that all have. */
    public List<FormatField> fields(ProbeName tracepoint) {
        return FormatField.parse(format.apply(tracepoint.group(), tracepoint.name()));
    }

    @Override
    public void close() {
        release.run();
    }
}
