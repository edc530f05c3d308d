package dev.rawtap.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.linux.Capability;
import dev.rawtap.linux.Lockdown;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PermissionsTest {
    @Test
    void namesTheMissingCapabilitiesAndTheSetting() {
        assertThat(Permissions.hint(Set.of(), OptionalLong.of(2), Lockdown.NONE))
                .isEqualTo("this process lacks CAP_BPF and CAP_PERFMON: run it as root, or give it these;"
                        + " kernel.unprivileged_bpf_disabled is 2");
        assertThat(Permissions.hint(Set.of(Capability.BPF), OptionalLong.empty(), Lockdown.NONE))
                .contains("lacks CAP_PERFMON:");
    }

    @Test
    void namesLockdownAndWhatElseMayForbidIt() {
        Set<Capability> root = Set.of(Capability.SYS_ADMIN);
        assertThat(Permissions.hint(root, OptionalLong.of(2), Lockdown.CONFIDENTIALITY)).contains("confidentiality");
        assertThat(Permissions.hint(root, OptionalLong.of(2), Lockdown.NONE)).contains("seccomp");
    }
}
