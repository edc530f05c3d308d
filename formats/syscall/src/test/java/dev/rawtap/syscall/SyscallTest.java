package dev.rawtap.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SyscallTest {
    private static final Syscall UNLINKAT = SyscallTable.of(Architecture.X86_64).get("unlinkat");

    @Test
    void prototypeIsC() {
        assertThat(UNLINKAT.prototype()).isEqualTo("long unlinkat(int dfd, const char *pathname, int flag)");
        assertThat(SyscallTable.of(Architecture.ARM64).get("getpid").prototype())
                .isEqualTo("long getpid(void)");
        assertThat(SyscallTable.of(Architecture.X86_64).get("execve").prototype())
                .isEqualTo("long execve(const char *filename, const char *const *argv, const char *const *envp)");
        assertThat(SyscallTable.of(Architecture.X86_64).get("io_submit").prototype())
                .contains("struct iocb **iocbpp");
    }

    @Test
    void argumentsKnowTheirRegisters() {
        Syscall mmap = SyscallTable.of(Architecture.X86_64).get("mmap");
        assertThat(mmap.register(mmap.argument("flags").orElseThrow())).isEqualTo(new Register("r10", "r10", 56));
        Syscall compat = SyscallTable.of(Architecture.I386).get("unlinkat");
        assertThat(compat.register(compat.argument("pathname").orElseThrow()).field())
                .isEqualTo("cx");
        Syscall arm = SyscallTable.of(Architecture.ARM64).get("unlinkat");
        assertThat(arm.register(arm.argument("dfd").orElseThrow()).field()).isEqualTo("orig_x0");
    }

    @Test
    void textIsToldApartFromBytes() {
        assertThat(representation("openat", "filename")).isEqualTo(Representation.USER_STRING);
        assertThat(representation("mount", "type")).isEqualTo(Representation.USER_STRING);
        assertThat(representation("write", "buf")).isEqualTo(Representation.USER_POINTER);
        assertThat(representation("read", "buf")).isEqualTo(Representation.USER_POINTER);
        assertThat(representation("execve", "argv")).isEqualTo(Representation.USER_POINTER);
        assertThat(representation("capget", "header").userPointer()).isTrue();
        assertThat(representation("lseek", "offset")).isEqualTo(Representation.SIGNED_64);
        assertThat(representation("openat", "mode")).isEqualTo(Representation.UNSIGNED_16);
    }

    private static Representation representation(String call, String argument) {
        return SyscallTable.of(Architecture.X86_64)
                .get(call)
                .argument(argument)
                .orElseThrow()
                .representation();
    }

    /** Values as the C library's headers define them, printed the way strace does. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "openat; dfd; 0xffffff9c; AT_FDCWD",
                "openat; dfd; 5; 5",
                "openat; dfd; 0xffffffff; -1",
                "openat; filename; 0; NULL",
                "openat; filename; 0x7ffc00001000; 0x7ffc00001000",
                "openat; flags; 0x80241; O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC",
                "openat; mode; 0x1a4; 0644",
                "unlinkat; flag; 0x200; AT_REMOVEDIR",
                "unlinkat; flag; 0; 0",
                "mmap; prot; 3; PROT_READ|PROT_WRITE",
                "mmap; prot; 0; PROT_NONE",
                "mmap; flags; 0x22; MAP_PRIVATE|MAP_ANONYMOUS",
                "mmap; addr; 0x7f0000000000; 0x7f0000000000",
                "clone; clone_flags; 0x11; SIGCHLD",
                "clone; clone_flags; 0x4111; SIGCHLD|CLONE_VM|CLONE_VFORK",
                "kill; sig; 9; SIGKILL",
                "kill; sig; 0; 0",
                "socket; family; 10; AF_INET6",
                "socket; type; 0x80801; SOCK_STREAM|SOCK_NONBLOCK|SOCK_CLOEXEC",
                "futex; op; 0x80; FUTEX_WAIT|FUTEX_PRIVATE_FLAG",
                "futex; op; 0x189; FUTEX_WAIT_BITSET|FUTEX_PRIVATE_FLAG|FUTEX_CLOCK_REALTIME",
                "fcntl; cmd; 1030; F_DUPFD_CLOEXEC",
                "prctl; option; 15; PR_SET_NAME",
                "access; mode; 0; F_OK",
                "access; mode; 6; W_OK|R_OK",
                "mknodat; mode; 0x21b6; S_IFCHR|0666",
                "wait4; options; 0xc0000001; WNOHANG|__WALL|__WCLONE",
                "bpf; cmd; 17; BPF_RAW_TRACEPOINT_OPEN",
                "reboot; cmd; 0x89abcdef; LINUX_REBOOT_CMD_CAD_ON",
                "rseq; sig; 0x53053053; 1392848979",
            })
    void registersReadAsText(String call, String argument, String register, String text) {
        Syscall syscall = SyscallTable.of(Architecture.X86_64).get(call);
        assertThat(syscall.text(syscall.argument(argument).orElseThrow(), Long.decode(register)))
                .isEqualTo(text);
    }

    @Test
    void flagsAreThoseOfTheArchitecture() {
        assertThat(openFlags(Architecture.X86_64, 0x10000)).isEqualTo("O_RDONLY|O_DIRECTORY");
        assertThat(openFlags(Architecture.ARM64, 0x10000)).isEqualTo("O_RDONLY|O_DIRECT");
        assertThat(openFlags(Architecture.ARM64, 0x4000)).isEqualTo("O_RDONLY|O_DIRECTORY");
        assertThat(openFlags(Architecture.I386, 0x8000)).isEqualTo("O_RDONLY|O_LARGEFILE");
        assertThat(openFlags(Architecture.ARM, 0x4000)).isEqualTo("O_RDONLY|O_DIRECTORY");
    }

    private static String openFlags(Architecture architecture, long value) {
        Syscall openat = SyscallTable.of(architecture).get("openat");
        return openat.text(openat.argument("flags").orElseThrow(), value);
    }

    @ParameterizedTest
    @EnumSource
    void everyLinkedConstantSetExists(Architecture architecture) {
        int linked = 0;
        for (Syscall call : SyscallTable.of(architecture).all()) {
            for (Argument argument : call.arguments()) {
                if (argument.constantSet().isPresent()) {
                    assertThat(call.constants(argument))
                            .as("%s.%s", call.name(), argument.name())
                            .isPresent();
                    linked++;
                }
            }
        }
        assertThat(linked).isGreaterThan(200);
    }
}
