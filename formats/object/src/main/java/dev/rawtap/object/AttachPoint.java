package dev.rawtap.object;

import java.util.Optional;

/**
 * What a program is and where it goes, as its section name says. An absent name means that the caller names it at
 * attach time.
 *
 * <pre>
 * raw_tp/NAME  raw_tracepoint/NAME      RawTracepoint(NAME, writable = false)
 * raw_tp.w/NAME raw_tracepoint.w/NAME   RawTracepoint(NAME, writable = true)
 * tp_btf/NAME  tp_btf/MODULE:NAME       BtfTracepoint
 * tp/CATEGORY/NAME tracepoint/...       Tracepoint
 * socket                                SocketFilter: loaded and test-run, never attached here
 * perf_event                            PerfEvent, sampled as the caller says at attach time
 * iter/TARGET                           Iterator
 * anything else                         Unknown: kept, refused only when it is loaded
 * </pre>
 *
 * {@code .s} before the slash (sleepable; tracepoints from kernel 7.x on, iterators 5.18) is kept as a flag. No section
 * makes a {@link TestRun}: compilers do.
 */
public sealed interface AttachPoint {
    /** A raw tracepoint: arguments are an array of 64-bit scalars. */
    record RawTracepoint(Optional<String> name, boolean writable, boolean sleepable) implements AttachPoint {}

    /** A raw tracepoint whose arguments have the types of the kernel's BTF. */
    record BtfTracepoint(Optional<String> module, Optional<String> name, boolean sleepable) implements AttachPoint {}

    /** A classic tracepoint, attached through perf_event_open(2). */
    record Tracepoint(Optional<String> category, Optional<String> name, boolean sleepable) implements AttachPoint {}

    /** A socket filter; it serves test runs. */
    record SocketFilter() implements AttachPoint {}

    /**
     * A raw tracepoint program that hangs on no tracepoint and runs when it is test-run: what a script does at its
     * beginning and end. No process filter applies to it.
     */
    record TestRun() implements AttachPoint {}

    /**
     * A program that samples: it runs whenever a counter of the perf subsystem has counted so far. What it gets is
     * {@code struct bpf_perf_event_data}.
     *
     * @param sampling what is counted, where, and how often it fires; absent if the caller says so at attach time
     */
    record PerfEvent(Optional<Sampling> sampling) implements AttachPoint {
        /** A program that is attached where {@code sampling} says. */
        public static PerfEvent of(Sampling sampling) {
            return new PerfEvent(Optional.of(sampling));
        }
    }

    /**
     * A program that the kernel runs for each object of a kind, and once with none at the end, when it is iterated; its
     * output is text. What it gets is {@code struct bpf_iter__TARGET}.
     *
     * @param target the kind, such as {@code task}, {@code task_file} or {@code task_vma}: the kernel's types have a
     *     function {@code bpf_iter_TARGET}
     */
    record Iterator(String target, boolean sleepable) implements AttachPoint {}

    /** A section that this project does not attach. */
    record Unknown(String section) implements AttachPoint {}

    /**
     * What a section's name says, without its leading {@code ?}. A name that only resembles a known form, such as
     * {@code raw_tp/} or {@code tp/name}, is {@link Unknown}.
     */
    static AttachPoint ofSection(String section) {
        int slash = section.indexOf('/');
        String kind = slash < 0 ? section : section.substring(0, slash);
        boolean sleepable = kind.endsWith(".s");
        Optional<String> rest = slash < 0 ? Optional.empty() : Optional.of(section.substring(slash + 1));
        Optional<AttachPoint> known = switch (sleepable ? kind.substring(0, kind.length() - 2) : kind) {
            case "raw_tp", "raw_tracepoint" -> rawTracepoint(rest, false, sleepable);
            case "raw_tp.w", "raw_tracepoint.w" -> sleepable ? Optional.empty() : rawTracepoint(rest, true, false);
            case "tp_btf" -> btfTracepoint(rest, sleepable);
            case "tp", "tracepoint" -> tracepoint(rest, sleepable);
            case "socket" -> sleepable || rest.isPresent() ? Optional.empty() : Optional.of(new SocketFilter());
            case "perf_event" ->
                sleepable || rest.isPresent() ? Optional.empty() : Optional.of(new PerfEvent(Optional.empty()));
            case "iter" -> rest.filter(AttachPoint::isName).map(target -> new Iterator(target, sleepable));
            default -> Optional.empty();
        };
        return known.orElseGet(() -> new Unknown(section));
    }

    private static Optional<AttachPoint> rawTracepoint(Optional<String> rest, boolean writable, boolean sleepable) {
        return rest.isPresent() && !isName(rest.get())
                ? Optional.empty()
                : Optional.of(new RawTracepoint(rest, writable, sleepable));
    }

    private static Optional<AttachPoint> btfTracepoint(Optional<String> rest, boolean sleepable) {
        if (rest.isEmpty()) {
            return Optional.of(new BtfTracepoint(Optional.empty(), Optional.empty(), sleepable));
        }
        int colon = rest.get().indexOf(':');
        Optional<String> module =
                colon < 0 ? Optional.empty() : Optional.of(rest.get().substring(0, colon));
        String name = rest.get().substring(colon + 1);
        return isName(name) && isName(module.orElse(name))
                ? Optional.of(new BtfTracepoint(module, Optional.of(name), sleepable))
                : Optional.empty();
    }

    private static Optional<AttachPoint> tracepoint(Optional<String> rest, boolean sleepable) {
        if (rest.isEmpty()) {
            return Optional.of(new Tracepoint(Optional.empty(), Optional.empty(), sleepable));
        }
        int slash = rest.get().indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        String category = rest.get().substring(0, slash);
        String name = rest.get().substring(slash + 1);
        return isName(category) && isName(name)
                ? Optional.of(new Tracepoint(Optional.of(category), Optional.of(name), sleepable))
                : Optional.empty();
    }

    private static boolean isName(String text) {
        return !text.isEmpty() && text.indexOf('/') < 0 && text.indexOf(':') < 0;
    }
}
