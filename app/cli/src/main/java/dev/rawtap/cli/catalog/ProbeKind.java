package dev.rawtap.cli.catalog;

import java.util.List;
import java.util.Optional;

/** Kinds of what can be traced, with the names that bpftrace gives them; in the order of listings. */
public enum ProbeKind {
    /** A raw tracepoint of the kernel or a module. */
    RAW_TRACEPOINT("rawtracepoint", "rt"),
    /** A classic tracepoint: an event of tracefs. */
    TRACEPOINT("tracepoint", "t"),
    /** A system call, served by the raw tracepoints sys_enter and sys_exit. */
    SYSCALL("syscall", "s");

    private final String text;
    private final String alias;

    ProbeKind(String text, String alias) {
        this.text = text;
        this.alias = alias;
    }

    /** What stands before the colon. */
    public String text() {
        return text;
    }

    /** The kind with this name or short name. */
    public static Optional<ProbeKind> of(String name) {
        for (ProbeKind kind : values()) {
            if (kind.text.equals(name) || kind.alias.equals(name)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** The names of all. */
    public static List<String> names() {
        return List.of(RAW_TRACEPOINT.text, TRACEPOINT.text, SYSCALL.text);
    }
}
