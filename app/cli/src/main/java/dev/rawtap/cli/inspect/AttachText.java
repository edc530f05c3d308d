package dev.rawtap.cli.inspect;

import dev.rawtap.object.AttachPoint;

/** Where a program goes, in words. */
final class AttachText {
    private static final String LATER = "named when attached";

    private AttachText() {}

    /** Such as {@code raw tracepoint sys_enter}. */
    static String of(AttachPoint attach) {
        return switch (attach) {
            case AttachPoint.RawTracepoint(var name, boolean writable, boolean sleepable) ->
                (writable ? "writable raw tracepoint " : "raw tracepoint ") + name.orElse(LATER) + sleeps(sleepable);
            case AttachPoint.BtfTracepoint(var module, var name, boolean sleepable) ->
                "typed raw tracepoint " + module.map(of -> of + ":").orElse("") + name.orElse(LATER)
                        + sleeps(sleepable);
            case AttachPoint.Tracepoint(var category, var name, boolean sleepable) ->
                "tracepoint " + category.map(of -> of + ":").orElse("") + name.orElse(LATER) + sleeps(sleepable);
            case AttachPoint.PerfEvent(var sampling) ->
                "perf event "
                        + sampling.map(every -> every.event().text() + " every " + every.period())
                                .orElse(LATER);
            case AttachPoint.Iterator(String target, boolean sleepable) ->
                "iterator over " + target + sleeps(sleepable);
            case AttachPoint.TestRun() -> "test runs";
            case AttachPoint.SocketFilter() -> "socket filter, for test runs";
            case AttachPoint.Unknown(String section) -> "unknown section '" + section + "': cannot be loaded";
        };
    }

    private static String sleeps(boolean sleepable) {
        return sleepable ? " (sleepable)" : "";
    }
}
