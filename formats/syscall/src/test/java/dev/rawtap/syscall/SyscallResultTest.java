package dev.rawtap.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.base.Errno;
import org.junit.jupiter.api.Test;

class SyscallResultTest {
    @Test
    void smallNegativeResultsAreErrors() {
        SyscallResult result = SyscallResult.of(Architecture.X86_64, -2);
        assertThat(result.error()).contains(Errno.ENOENT);
        assertThat(result).hasToString("-1 ENOENT");
        assertThat(SyscallResult.of(Architecture.ARM64, -512)).hasToString("-1 ERESTARTSYS");
    }

    @Test
    void addressesWithTheTopBitSetAreResults() {
        assertThat(SyscallResult.of(Architecture.X86_64, -4096).error()).isEmpty();
        assertThat(SyscallResult.of(Architecture.X86_64, -4095).error()).isPresent();
        assertThat(SyscallResult.of(Architecture.X86_64, 3)).hasToString("3");
    }

    @Test
    void upperHalfCountsForNothingWith32BitCallers() {
        assertThat(SyscallResult.of(Architecture.I386, 0xffff_fffeL).error()).contains(Errno.ENOENT);
        assertThat(SyscallResult.of(Architecture.I386, -2).error()).contains(Errno.ENOENT);
        assertThat(SyscallResult.of(Architecture.ARM, 0xffff_fffeL).error()).contains(Errno.ENOENT);
        assertThat(SyscallResult.of(Architecture.I386, 0xf7fc_0000L).value()).isEqualTo(0xf7fc_0000L);
    }
}
