package dev.rawtap.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RawtapExceptionTest {
    @Test
    void saysWhatFailedAndHow() {
        var failure = new KernelException("attach raw tracepoint 'sys_entr'", Errno.ENOENT, "nearest: sys_enter");
        assertThat(failure).hasMessage("attach raw tracepoint 'sys_entr': ENOENT");
        assertThat(failure.hint()).hasValue("nearest: sys_enter");
    }

    @Test
    void missingRightsAreNeverWithoutAHint() {
        assertThat(new KernelException("open perf buffer", Errno.EPERM, null).hint())
                .hasValueSatisfying(hint -> assertThat(hint).contains("root", "rawtap doctor"));
    }

    @Test
    void tellsAUsersMistakeFromAMachinesLimit() {
        assertThat(new InvalidInputException("no such name", null).exitCode()).isEqualTo(1);
        assertThat(new MalformedException("a.o", 0, "not ELF").exitCode()).isEqualTo(1);
        assertThat(new RejectedException("refused", null, "").exitCode()).isEqualTo(1);
        assertThat(new KernelException("create map", Errno.EINVAL, null).exitCode())
                .isEqualTo(1);
        assertThat(new KernelException("create map", Errno.EPERM, null).exitCode())
                .isEqualTo(77);
        assertThat(new UnsupportedException("no BTF", null).exitCode()).isEqualTo(77);
    }
}
