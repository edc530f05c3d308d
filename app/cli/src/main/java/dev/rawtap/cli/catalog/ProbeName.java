package dev.rawtap.cli.catalog;

/**
 * Something that can be traced.
 *
 * @param kind what it is
 * @param group the module of a raw tracepoint ({@link #KERNEL} for the kernel's own), the category of a classic one, whose
 *     system call it is; empty for one of the machine's own programs
 * @param name its name in the group
 */
public record ProbeName(ProbeKind kind, String group, String name) implements Comparable<ProbeName> {
    /** The module name of what is in the kernel itself. */
    public static final String KERNEL = "vmlinux";

    /** A raw tracepoint of the kernel itself. */
    public static ProbeName rawTracepoint(String name) {
        return new ProbeName(ProbeKind.RAW_TRACEPOINT, KERNEL, name);
    }

    /** A system call. */
    public static ProbeName syscall(String name) {
        return new ProbeName(ProbeKind.SYSCALL, "", name);
    }

    /** As it is listed: the group is left out where the name alone finds it. */
    public String text() {
        boolean alone = group.isEmpty() || (kind == ProbeKind.RAW_TRACEPOINT && group.equals(KERNEL));
        String prefix = kind.text();
        return alone ? prefix + ":" + name : prefix + ":" + group + ":" + name;
    }

    /** By kind, group and name. Not through comparators of keys, whose lambdas are made anew at each start: 3 ms. */
    @Override
    public int compareTo(ProbeName other) {
        int order = kind.compareTo(other.kind);
        order = order != 0 ? order : group.compareTo(other.group);
        return order != 0 ? order : name.compareTo(other.name);
    }
}
