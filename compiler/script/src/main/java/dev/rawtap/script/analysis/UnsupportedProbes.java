package dev.rawtap.script.analysis;

import dev.rawtap.script.syntax.AttachPoint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Probes that are not for this tool, and what to use instead. */
final class UnsupportedProbes {
    private static final Map<String, String> FUNCTIONS = Map.ofEntries(
            Map.entry("vfs_read", "read"),
            Map.entry("vfs_write", "write"),
            Map.entry("vfs_open", "openat"),
            Map.entry("do_sys_openat2", "openat"),
            Map.entry("do_sys_open", "openat"),
            Map.entry("vfs_unlink", "unlinkat"),
            Map.entry("vfs_rename", "renameat2"),
            Map.entry("vfs_fsync", "fsync"),
            Map.entry("vfs_mkdir", "mkdirat"),
            Map.entry("do_unlinkat", "unlinkat"),
            Map.entry("tcp_connect", "connect"),
            Map.entry("inet_csk_accept", "accept4"),
            Map.entry("do_nanosleep", "clock_nanosleep"));

    private UnsupportedProbes() {}

    /** Tells that a probe does not work here; always false. */
    static boolean refuse(ProbeType type, AttachPoint point, Problems problems, EventCatalog catalog) {
        String last = point.parts().isEmpty() ? "" : point.parts().getLast().text();
        problems.error(
                "unsupported",
                point.span(),
                "%s probes are not supported".formatted(type.text()),
                hint(type, last, catalog));
        return false;
    }

    private static String hint(ProbeType type, String name, EventCatalog catalog) {
        return switch (type) {
            case KPROBE, KRETPROBE, FENTRY, FEXIT ->
                kernel(name, type == ProbeType.KRETPROBE || type == ProbeType.FEXIT, catalog);
            case UPROBE, URETPROBE, USDT -> "only events of the kernel are traced: see rawtap -l 'rawtracepoint:*'";
            case WATCHPOINT, ASYNC_WATCHPOINT -> "only events of the kernel are traced; memory is not watched";
            case BEGIN,
                    END,
                    SELF,
                    TEST,
                    BENCH,
                    INTERVAL,
                    PROFILE,
                    SOFTWARE,
                    HARDWARE,
                    TRACEPOINT,
                    RAW_TRACEPOINT,
                    SYSCALL,
                    ITERATOR -> throw new IllegalArgumentException(type.text());
        };
    }

    private static String kernel(String function, boolean exit, EventCatalog catalog) {
        String bare = Stream.of("__x64_sys_", "__arm64_sys_", "__se_sys_", "__do_sys_", "ksys_", "sys_")
                .filter(function::startsWith)
                .map(prefix -> function.substring(prefix.length()))
                .findFirst()
                .orElse(FUNCTIONS.getOrDefault(function, ""));
        if (!bare.isEmpty()) {
            return "use tracepoint:syscalls:sys_%s_%s or syscall:%s".formatted(exit ? "exit" : "enter", bare, bare);
        }
        List<String> near = catalog.nearestRawTracepoints(function);
        return Optional.of(near)
                .filter(names -> !names.isEmpty())
                .map(names -> "nearest: rawtracepoint:" + String.join(", rawtracepoint:", names))
                .orElse("use a tracepoint: rawtap -l 'rawtracepoint:*' lists them");
    }
}
