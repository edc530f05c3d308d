package dev.rawtap.cli.doctor;

import dev.rawtap.base.RawtapException;
import dev.rawtap.linux.Capability;
import dev.rawtap.linux.Kernel;
import dev.rawtap.linux.Machine;
import dev.rawtap.linux.SystemFiles;
import dev.rawtap.linux.Tracefs;
import dev.rawtap.object.KernelVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What this process may do, and settings that decide it. */
final class PermissionChecks {
    /** From here on memory is charged to the control group, and the limit does not matter. */
    private static final KernelVersion NO_LIMIT = new KernelVersion(5, 11);

    private static final String RUN_AS_ROOT = "run as root, or: setcap cap_bpf,cap_perfmon+ep on the JDK's java";
    private static final String LIMIT = "Max locked memory";

    private final Machine machine;
    private final SystemFiles files;
    private final Kernel kernel;
    private final Set<Capability> capabilities;

    PermissionChecks(Machine machine, SystemFiles files, Kernel kernel) {
        this.machine = machine;
        this.files = files;
        this.kernel = kernel;
        this.capabilities = machine.capabilities();
    }

    List<Check> permissions() {
        List<Check> checks = new ArrayList<>();
        checks.add(needed(Capability.BPF, "loads programs and maps"));
        checks.add(needed(Capability.PERFMON, "attaches to tracepoints and reads the kernel's memory"));
        checks.add(useful(
                Capability.SYS_ADMIN,
                "lists classic tracepoints, reads bpf_printk, looks up loaded objects by number",
                "raw tracepoints do without it"));
        if (machine.kernelVersion().compareTo(NO_LIMIT) < 0) {
            checks.add(useful(Capability.SYS_RESOURCE, "raises RLIMIT_MEMLOCK", "raise it by: ulimit -l unlimited"));
        }
        checks.add(useful(
                Capability.SYS_PTRACE,
                "sees other users' processes in /proc",
                "names of others' processes may be missing"));
        checks.add(useful(Capability.SYSLOG, "sees kernel addresses in /proc/kallsyms", "addresses stay numbers"));
        checks.add(tracefs());
        limit().ifPresent(checks::add);
        return checks;
    }

    /** CAP_SYS_ADMIN stands for both, as it did before 5.8. */
    private Check needed(Capability capability, String purpose) {
        if (capabilities.contains(capability)) {
            return Check.ok(capability.toString(), purpose);
        }
        return capabilities.contains(Capability.SYS_ADMIN)
                ? Check.ok(capability.toString(), purpose + " (CAP_SYS_ADMIN stands for it)")
                : Check.missing(capability.toString(), purpose, RUN_AS_ROOT);
    }

    private Check useful(Capability capability, String purpose, String without) {
        return capabilities.contains(capability)
                ? Check.ok(capability.toString(), purpose)
                : Check.limited(capability.toString(), purpose, without);
    }

    private Check tracefs() {
        try (Tracefs tracefs = Tracefs.open(kernel)) {
            int events = tracefs.availableEvents().size();
            boolean mounted =
                    files.bytes("/sys/kernel/tracing/available_events").isPresent();
            return Check.ok(
                    "tracefs",
                    events + " classic tracepoints, "
                            + (mounted
                                    ? "mounted at /sys/kernel/tracing"
                                    : "by a mount of our own, as none is visible"));
        } catch (RawtapException unreadable) {
            return Check.limited(
                    "tracefs",
                    String.valueOf(unreadable.getMessage()),
                    "classic tracepoints and bpf_printk need it, raw tracepoints do not: "
                            + unreadable.hint().orElse(""));
        }
    }

    /** Only where the kernel charges it. */
    private Optional<Check> limit() {
        if (machine.kernelVersion().compareTo(NO_LIMIT) >= 0) {
            return Optional.empty();
        }
        String line = files.text("/proc/self/limits").stream()
                .flatMap(String::lines)
                .filter(each -> each.startsWith(LIMIT))
                .findFirst()
                .orElse("");
        String value = line.isEmpty() ? "unknown" : limit(line.substring(LIMIT.length()));
        boolean fine = value.startsWith("unlimited") || capabilities.contains(Capability.SYS_RESOURCE);
        return Optional.of(
                fine
                        ? Check.ok("RLIMIT_MEMLOCK", value)
                        : Check.limited(
                                "RLIMIT_MEMLOCK", value, "maps and programs are charged to it: ulimit -l unlimited"));
    }

    /** From the columns of /proc/self/limits: the limit, what it may be raised to, the unit. */
    private static String limit(String columns) {
        List<String> words = List.of(columns.strip().split(" +"));
        if (words.size() < 3) {
            return columns.strip();
        }
        String now = amount(words.get(0), words.get(2));
        return words.get(0).equals(words.get(1)) ? now : now + ", at most " + amount(words.get(1), words.get(2));
    }

    private static String amount(String number, String unit) {
        return number.equals("unlimited") ? number : number + " " + unit;
    }

    List<Check> settings() {
        boolean privileged = capabilities.contains(Capability.SYS_ADMIN) || capabilities.contains(Capability.BPF);
        List<Check> checks = new ArrayList<>();
        checks.add(setting(
                "kernel.unprivileged_bpf_disabled",
                value -> privileged || value == 0,
                "only who has CAP_BPF may use bpf(2)"));
        checks.add(setting(
                "kernel.perf_event_paranoid",
                value -> privileged || value < 2,
                "classic tracepoints need CAP_PERFMON; raw ones do not look at this"));
        checks.add(setting(
                "kernel.kptr_restrict",
                value -> value == 0 || (value == 1 && capabilities.contains(Capability.SYSLOG)),
                "addresses cannot be named: sysctl kernel.kptr_restrict=1"));
        checks.add(setting(
                "net.core.bpf_jit_enable",
                value -> value != 0,
                "programs are interpreted: sysctl net.core.bpf_jit_enable=1"));
        checks.add(setting("kernel.bpf_stats_enabled", value -> true, ""));
        return checks;
    }

    private interface Condition {
        boolean holds(long value);
    }

    private Check setting(String name, Condition condition, String advice) {
        OptionalLong value = machine.sysctl(name);
        if (value.isEmpty()) {
            return Check.fact(name, "not readable");
        }
        String text = Long.toString(value.getAsLong());
        return condition.holds(value.getAsLong()) ? Check.ok(name, text) : Check.limited(name, text, advice);
    }
}
