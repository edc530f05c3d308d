package dev.rawtap.cli.catalog;

import dev.rawtap.base.RawtapException;
import dev.rawtap.base.UnsupportedException;
import dev.rawtap.linux.Kernel;
import dev.rawtap.linux.Tracefs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;

/** The classic tracepoints of this machine, or why they cannot be seen. */
public final class ClassicTracepoints implements AutoCloseable {
    private final List<ProbeName> names;
    private final BinaryOperator<String> format;
    private final Optional<RawtapException> absence;
    private final Runnable release;

    private ClassicTracepoints(
            List<ProbeName> names, BinaryOperator<String> format, Optional<RawtapException> absence, Runnable release) {
        this.names = List.copyOf(names);
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
                    parse(tracefs.availableEvents()), tracefs::eventFormat, Optional.empty(), tracefs::close);
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
        return new ClassicTracepoints(parse(events), format, Optional.empty(), () -> {});
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

    private static List<ProbeName> parse(List<String> events) {
        List<ProbeName> names = new ArrayList<>(events.size());
        for (String event : events) {
            int colon = event.indexOf(':');
            if (colon > 0) {
                names.add(new ProbeName(ProbeKind.TRACEPOINT, event.substring(0, colon), event.substring(colon + 1)));
            }
        }
        names.sort(null);
        return names;
    }

    /** All, sorted; none if they cannot be seen. */
    public List<ProbeName> names() {
        return names;
    }

    /** The first of this name, in whatever category. */
    public Optional<ProbeName> named(String name) {
        for (ProbeName probe : names) {
            if (probe.name().equals(name)) {
                return Optional.of(probe);
            }
        }
        return Optional.empty();
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
