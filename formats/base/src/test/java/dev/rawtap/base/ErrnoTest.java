package dev.rawtap.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrnoTest {
    /** Numbers from include/uapi/asm-generic/errno-base.h, errno.h and include/linux/errno.h of Linux 6.18. */
    @ParameterizedTest
    @CsvSource({
        "1, EPERM",
        "2, ENOENT",
        "11, EAGAIN",
        "22, EINVAL",
        "28, ENOSPC",
        "34, ERANGE",
        "35, EDEADLK",
        "36, ENAMETOOLONG",
        "38, ENOSYS",
        "40, ELOOP",
        "42, ENOMSG",
        "57, EBADSLT",
        "59, EBFONT",
        "61, ENODATA",
        "75, EOVERFLOW",
        "95, EOPNOTSUPP",
        "110, ETIMEDOUT",
        "125, ECANCELED",
        "132, ERFKILL",
        "133, EHWPOISON",
        "512, ERESTARTSYS",
        "516, ERESTART_RESTARTBLOCK",
        "521, EBADHANDLE",
        "524, ENOTSUPP",
        "531, ENOGRACE"
    })
    void namesTheKernelsNumbers(int number, String name) {
        assertThat(new Errno(number).name()).isEqualTo(name);
    }

    @Test
    void keepsANumberWithoutAName() {
        assertThat(new Errno(41).name()).isEqualTo("errno 41");
        assertThat(new Errno(4095).name()).isEqualTo("errno 4095");
    }

    @Test
    void refusesWhatIsNoErrno() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Errno(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Errno(-22));
    }
}
