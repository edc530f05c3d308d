package dev.rawtap.syscall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rawtap.base.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SyscallTableTest {
    private static final SyscallTable X86_64 = SyscallTable.of(Architecture.X86_64);
    private static final SyscallTable I386 = SyscallTable.of(Architecture.I386);
    private static final SyscallTable ARM64 = SyscallTable.of(Architecture.ARM64);
    private static final SyscallTable ARM = SyscallTable.of(Architecture.ARM);

    /** Numbers from the manual pages and the asm/unistd headers. */
    @ParameterizedTest
    @CsvSource({
        "read, 0, 3, 63, 3",
        "openat, 257, 295, 56, 322",
        "unlinkat, 263, 301, 35, 328",
        "execve, 59, 11, 221, 11",
        "exit_group, 231, 252, 94, 248",
        "bpf, 321, 357, 280, 386",
        "fsmount, 432, 432, 432, 432",
        "futex_wait, 455, 455, 455, 455",
    })
    void numbersAreThoseOfTheArchitecture(String name, int x86, int i386, int arm64, int arm) {
        assertThat(X86_64.get(name).number()).isEqualTo(x86);
        assertThat(I386.get(name).number()).isEqualTo(i386);
        assertThat(ARM64.get(name).number()).isEqualTo(arm64);
        assertThat(ARM.get(name).number()).isEqualTo(arm);
    }

    /** A 64-bit argument is in an even register and the next one. */
    @Test
    void wideArgumentsOfArmAreInTwoRegistersFromAnEvenOne() {
        assertThat(ARM.get("pread64").arguments().stream().map(Argument::name))
                .containsExactly("fd", "buf", "count", "__pad", "pos_lo", "pos_hi");
        assertThat(ARM.get("mmap2").argument("off_4k").orElseThrow().index()).isEqualTo(5);
    }

    /** asm/unistd.h of Arm: each program of 32 bits begins with set_tls. */
    @Test
    void callsOfArmAboveItsTableAreThere() {
        assertThat(ARM.get("set_tls").number()).isEqualTo(0x0f0000 + 5);
        assertThat(ARM.byNumber(0xf0002).orElseThrow().prototype())
                .isEqualTo("long cacheflush(unsigned long start, unsigned long end, int flags)");
    }

    @Test
    void mmapOf32BitCallersIsNumber192UnderItsOwnName() {
        assertThat(I386.get("mmap2").number()).isEqualTo(192);
        assertThat(I386.get("mmap2").prototype()).contains("unsigned long pgoff");
        assertThat(I386.get("mmap").number()).isEqualTo(90);
        assertThat(I386.get("mmap").arguments()).hasSize(1);
    }

    @Test
    void arm64HasNoCallsThatTakeNoDirectory() {
        for (String name : List.of("open", "unlink", "fork", "stat", "access", "rename", "pipe")) {
            assertThat(ARM64.byName(name)).as(name).isEmpty();
            assertThat(X86_64.byName(name)).as(name).isPresent();
        }
    }

    @Test
    void cloneHasItsLastArgumentsInTheOrderOfTheArchitecture() {
        assertThat(X86_64.get("clone").prototype())
                .isEqualTo("long clone(unsigned long clone_flags, unsigned long newsp, int *parent_tidptr,"
                        + " int *child_tidptr, unsigned long tls)");
        assertThat(ARM64.get("clone").argument("tls").orElseThrow().index()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void everyCallIsFoundByNumberAndByName(Architecture architecture) {
        SyscallTable table = SyscallTable.of(architecture);
        assertThat(table.size()).isGreaterThan(300);
        assertThat(new HashSet<>(table.names())).hasSize(table.size());
        for (Syscall call : table.all()) {
            assertThat(table.byNumber(call.number())).contains(call);
            assertThat(table.byName(call.name())).contains(call);
        }
    }

    @Test
    void atLeast350CallsOfX86WithEveryArgumentNamed() {
        assertThat(X86_64.size()).isGreaterThanOrEqualTo(350);
        for (Syscall call : X86_64.all()) {
            assertThat(call.arguments())
                    .as(call.name())
                    .allMatch(argument -> argument.name().matches("[a-z_][a-z0-9_]*"));
            assertThat(call.arguments().stream().map(Argument::name).distinct())
                    .hasSize(call.arguments().size());
            assertThat(call.prototype()).doesNotContain("__user");
        }
    }

    @Test
    void onlyRemovedAndNeverWrittenCallsHaveNoFunction() {
        assertThat(X86_64.all().stream().filter(call -> !call.implemented()).map(Syscall::name))
                .contains("_sysctl", "tuxcall", "security", "create_module")
                .doesNotContain("lookup_dcookie", "getrandom", "rt_sigreturn");
        assertThat(I386.get("uselib").prototype()).isEqualTo("long uselib(const char *library)");
    }

    @Test
    void tracepointsUseTheNameOfTheKernelFunction() {
        assertThat(X86_64.get("stat").tracepointName()).contains("newstat");
        assertThat(X86_64.byTracepointName("newstat").orElseThrow().name()).isEqualTo("stat");
        assertThat(ARM64.byTracepointName("newfstatat").orElseThrow().number()).isEqualTo(79);
        assertThat(ARM64.get("personality").tracepointName()).contains("arm64_personality");
        assertThat(X86_64.get("newuname")).isEqualTo(X86_64.get("uname"));
    }

    @Test
    void callersOf32BitsHaveNoTracepointsOfTheirOwn() {
        assertThat(I386.get("openat").function()).isEqualTo("compat_sys_openat");
        assertThat(I386.get("getpid").tracepointName()).isEmpty();
        assertThat(I386.byTracepointName("getpid")).isEmpty();
        assertThat(ARM.get("getpid").tracepointName()).isEmpty();
        assertThat(ARM.byTracepointName("getpid")).isEmpty();
    }

    @Test
    void unknownNameGivesTheNearest() {
        assertThatThrownBy(() -> X86_64.get("unlinkatt"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("no system call 'unlinkatt' on x86_64")
                .satisfies(failure -> assertThat(
                                ((InvalidInputException) failure).hint().orElseThrow())
                        .startsWith("nearest: unlinkat"));
        assertThat(X86_64.byName("")).isEmpty();
        assertThat(X86_64.byName("sys_read\t")).isEmpty();
        assertThat(X86_64.byNumber(-1)).isEmpty();
        assertThat(X86_64.byNumber(400)).isEmpty();
    }

    @Test
    void numbersAgreeWithTheInstalledHeadersOfX86() throws IOException {
        agree(X86_64, Path.of("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"));
        agree(I386, Path.of("/usr/include/x86_64-linux-gnu/asm/unistd_32.h"));
    }

    private static void agree(SyscallTable table, Path header) throws IOException {
        assumeTrue(Files.isReadable(header), () -> header + " is absent (apt-get install linux-libc-dev)");
        Map<String, Integer> installed = new TreeMap<>();
        for (String line : Files.readAllLines(header)) {
            String[] words = line.split("\\s+");
            if (words.length == 3 && words[1].startsWith("__NR_")) {
                installed.put(words[1].substring(5), Integer.parseInt(words[2]));
            }
        }
        assertThat(installed).hasSizeGreaterThan(350);
        installed.forEach((name, number) ->
                assertThat(table.byName(name).map(Syscall::number)).as(name).contains(number));
    }
}
