package dev.rawtap.cli.doctor;

import dev.rawtap.base.RawtapException;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.tracepoint.RawTracepoints;
import dev.rawtap.linux.Kernel;
import dev.rawtap.linux.KernelConfig;
import dev.rawtap.linux.Lockdown;
import dev.rawtap.linux.Machine;
import dev.rawtap.linux.SystemFiles;
import dev.rawtap.object.KernelVersion;
import dev.rawtap.object.Target;
import dev.rawtap.syscall.Architecture;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The kernel, the machine and the JVM. */
final class MachineChecks {
    private static final KernelVersion OLDEST = new KernelVersion(5, 8);
    private static final KernelVersion PROVEN = new KernelVersion(5, 10);
    private static final List<String> OPTIONS =
            List.of("CONFIG_BPF_SYSCALL", "CONFIG_BPF_EVENTS", "CONFIG_DEBUG_INFO_BTF");

    private final Machine machine;
    private final SystemFiles files;
    private final Kernel kernel;
    private final Target target;

    MachineChecks(Machine machine, SystemFiles files, Kernel kernel, Target target) {
        this.machine = machine;
        this.files = files;
        this.kernel = kernel;
        this.target = target;
    }

    List<Check> run() {
        List<Check> checks = new ArrayList<>();
        checks.add(release());
        checks.add(architecture());
        checks.add(Check.fact(
                "CPUs",
                machine.onlineCpus().size() + " online, "
                        + machine.possibleCpus().size() + " possible"));
        checks.add(jdk());
        checks.add(types());
        checks.add(config());
        checks.add(lockdown());
        container().ifPresent(checks::add);
        return checks;
    }

    private Check release() {
        String release = machine.kernelRelease();
        KernelVersion version = machine.kernelVersion();
        if (version.compareTo(OLDEST) < 0) {
            return Check.missing("kernel", release, "5.8 or later is needed: ring buffers and CAP_BPF came with it");
        }
        return version.compareTo(PROVEN) < 0
                ? Check.limited("kernel", release, "expected to work; proven from 5.10 on")
                : Check.ok("kernel", release);
    }

    private static Check architecture() {
        try {
            return Check.ok("architecture", Architecture.host().toString());
        } catch (RawtapException unsupported) {
            return Check.missing(
                    "architecture",
                    System.getProperty("os.arch", "?"),
                    unsupported.hint().orElse(""));
        }
    }

    private static Check jdk() {
        String version =
                System.getProperty("java.runtime.version", "?") + ", " + System.getProperty("java.vendor", "?");
        return Runtime.version().feature() >= 25
                ? Check.ok("JDK", version)
                : Check.missing("JDK", version, "install a JDK 25, or set RAWTAP_JAVA_HOME to one");
    }

    private Check types() {
        Optional<Btf> btf = target.btf();
        if (btf.isEmpty()) {
            return Check.limited(
                    "BTF",
                    "none at /sys/kernel/btf/vmlinux",
                    "raw_tp programs run without it; typed ones, list and describe need CONFIG_DEBUG_INFO_BTF, or --btf FILE");
        }
        int tracepoints = RawTracepoints.of(btf.get(), target.modules()).names().size();
        return Check.ok(
                "BTF",
                "%d types, %d modules, %d raw tracepoints"
                        .formatted(btf.get().count(), target.modules().size(), tracepoints));
    }

    private Check config() {
        KernelConfig config = machine.config();
        if (config.source().isEmpty()) {
            return Check.fact("kernel options", "not readable here (needs CONFIG_IKCONFIG_PROC or /boot/config-*)");
        }
        List<String> absent = OPTIONS.stream()
                .filter(option -> config.value(option).isEmpty())
                .toList();
        return absent.isEmpty()
                ? Check.ok(
                        "kernel options",
                        String.join(", ", OPTIONS) + " set in "
                                + config.source().get())
                : Check.limited(
                        "kernel options",
                        String.join(", ", absent) + " not set in "
                                + config.source().get(),
                        "run a kernel that is built with them");
    }

    private Check lockdown() {
        Lockdown level = Lockdown.of(kernel);
        return switch (level) {
            case NONE -> Check.ok("lockdown", "none");
            case INTEGRITY -> Check.ok("lockdown", "integrity: programs may read, not change, the kernel");
            case CONFIDENTIALITY ->
                Check.limited(
                        "lockdown",
                        "confidentiality: programs may not read the kernel's memory",
                        "boot with lockdown=integrity or none; until then fields are read through typed arguments only (tp_btf)");
        };
    }

    /** What is known to matter inside of one: which processes are seen, and what its start has to allow. */
    private Optional<Check> container() {
        String kind = "";
        if (files.bytes("/.dockerenv").isPresent()) {
            kind = "Docker";
        } else if (files.bytes("/run/.containerenv").isPresent()) {
            kind = "Podman";
        } else if (System.getenv("KUBERNETES_SERVICE_HOST") != null) {
            kind = "Kubernetes";
        }
        return kind.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Check(
                                "container",
                                kind,
                                Check.Verdict.FACT,
                                "it sees the whole machine's events; start it with --cap-add BPF --cap-add PERFMON --pid=host"));
    }
}
