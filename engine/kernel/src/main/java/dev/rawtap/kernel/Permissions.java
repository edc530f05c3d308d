package dev.rawtap.kernel;

import dev.rawtap.linux.Capability;
import dev.rawtap.linux.LinuxKernel;
import dev.rawtap.linux.Lockdown;
import dev.rawtap.linux.Machine;
import dev.rawtap.linux.SystemFiles;
import dev.rawtap.object.KernelVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Why bpf(2) answered EPERM: which capability, setting or limit is in the way. Asked when it happened, not before. */
final class Permissions {
    /** From 5.11 on maps and programs are charged to the control group. */
    private static final KernelVersion LAST_CHARGED = new KernelVersion(5, 10);

    private static final String FORBIDDEN =
            "the capabilities are there, so a seccomp filter or a security module forbids it:"
                    + " in a container, run with --privileged";

    private Permissions() {}

    /** What to do about EPERM from a map, program or link command that tracing needs. */
    static String hint() {
        var machine = new Machine(SystemFiles.HOST);
        return hint(
                machine.capabilities(),
                machine.sysctl("kernel.unprivileged_bpf_disabled"),
                Lockdown.of(new LinuxKernel()),
                machine.kernelVersion());
    }

    /** What to do about EPERM from a command that only CAP_SYS_ADMIN allows. */
    static String administratorHint() {
        return administratorHint(new Machine(SystemFiles.HOST).capabilities());
    }

    /** The same, given what this process may do. */
    static String administratorHint(Set<Capability> capabilities) {
        return capabilities.contains(Capability.SYS_ADMIN)
                ? FORBIDDEN
                : "this process lacks CAP_SYS_ADMIN, which it takes to look at what others have loaded: run it as root";
    }

    /** The same, given what the machine says. */
    static String hint(
            Set<Capability> capabilities, OptionalLong unprivilegedDisabled, Lockdown lockdown, KernelVersion version) {
        List<String> missing = missing(capabilities);
        if (!missing.isEmpty()) {
            String setting = unprivilegedDisabled.orElse(0) == 0
                    ? ""
                    : "; kernel.unprivileged_bpf_disabled is " + unprivilegedDisabled.getAsLong();
            return "this process lacks " + String.join(" and ", missing)
                    + ": run it as root, or give java these by setcap; rawtap doctor says more" + setting;
        }
        if (version.compareTo(LAST_CHARGED) <= 0) {
            return "Linux %s charges maps and programs to RLIMIT_MEMLOCK, which could not be raised: ulimit -l unlimited"
                    .formatted(version);
        }
        return switch (lockdown) {
            case CONFIDENTIALITY -> "the kernel is locked down (confidentiality): boot with lockdown=none";
            case INTEGRITY, NONE -> FORBIDDEN;
        };
    }

    /** CAP_SYS_ADMIN stands for both others. */
    private static List<String> missing(Set<Capability> capabilities) {
        var missing = new ArrayList<String>();
        for (Capability needed : List.of(Capability.BPF, Capability.PERFMON)) {
            if (!capabilities.contains(needed) && !capabilities.contains(Capability.SYS_ADMIN)) {
                missing.add(needed.toString());
            }
        }
        return missing;
    }
}
