package dev.rawtap.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.syscall.Architecture;
import dev.rawtap.syscall.SyscallTable;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SystemCallTest {
    @ParameterizedTest
    @EnumSource
    void numbersAreThoseOfTheKernelsTables(SystemCall call) {
        String name = call.name().toLowerCase(Locale.ROOT);
        assertThat(call.x86())
                .isEqualTo(SyscallTable.of(Architecture.X86_64).get(name).number());
        assertThat(call.arm64())
                .isEqualTo(SyscallTable.of(Architecture.ARM64).get(name).number());
    }
}
