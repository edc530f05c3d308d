package dev.rawtap.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.base.Errno;
import dev.rawtap.linux.Capability;
import dev.rawtap.linux.Lockdown;
import dev.rawtap.object.KernelVersion;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PermissionsTest {
    private static final KernelVersion NOW = new KernelVersion(6, 18);

    @Test
    void limitIsNamedOnlyWhereItCounts() {
        Set<Capability> root = Set.of(Capability.SYS_ADMIN);
        assertThat(Permissions.hint(root, OptionalLong.of(2), Lockdown.NONE, new KernelVersion(5, 10)))
                .contains("RLIMIT_MEMLOCK");
        assertThat(Permissions.hint(root, OptionalLong.of(2), Lockdown.NONE, NOW))
                .doesNotContain("MEMLOCK");
    }

    @Test
    void namesTheMissingCapabilitiesAndTheSetting() {
        assertThat(Permissions.hint(Set.of(), OptionalLong.of(2), Lockdown.NONE, NOW))
                .isEqualTo("this process lacks CAP_BPF and CAP_PERFMON: run it as root, or give java these by setcap;"
                        + " rawtap doctor says more; kernel.unprivileged_bpf_disabled is 2");
        assertThat(Permissions.hint(Set.of(Capability.BPF), OptionalLong.empty(), Lockdown.NONE, NOW))
                .contains("lacks CAP_PERFMON:");
    }

    @Test
    void namesLockdownAndWhatElseMayForbidIt() {
        Set<Capability> root = Set.of(Capability.SYS_ADMIN);
        assertThat(Permissions.hint(root, OptionalLong.of(2), Lockdown.CONFIDENTIALITY, NOW))
                .contains("confidentiality");
        assertThat(Permissions.hint(root, OptionalLong.of(2), Lockdown.NONE, NOW))
                .contains("seccomp");
    }

    @Test
    void namesWhatAKernelWithoutBpfWasBuiltWithout() {
        int absent = -Errno.ENOSYS.number();
        assertThat(Bpf.failure(absent, "load program 'x'"))
                .hasMessage("load program 'x': ENOSYS")
                .satisfies(
                        failure -> assertThat(failure.hint()).get().asString().contains("CONFIG_BPF_SYSCALL"));
        assertThat(Bpf.administratorFailure(absent, "list loaded objects").hint())
                .get()
                .asString()
                .contains("CONFIG_BPF_SYSCALL");
    }

    @Test
    void namesWhatItTakesToLookAtOthers() {
        assertThat(Permissions.administratorHint(Set.of(Capability.BPF, Capability.PERFMON)))
                .contains("lacks CAP_SYS_ADMIN");
        assertThat(Permissions.administratorHint(Set.of(Capability.SYS_ADMIN))).contains("seccomp");
    }
}
