package dev.rawtap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.kerneltest.KernelTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options and settings whose effect the kernel shows. */
@KernelTest
class OptionsKernelTest {
    private static CommandLineRun run(Map<String, String> environment, String... words) {
        return CommandLineRun.onKernel(environment, words);
    }

    /** Descriptors of this process say how large the rings are that they stand for. */
    @ParameterizedTest
    @CsvSource({"1000,4194304", "4096,16777216", "16,65536"})
    void pagesAreTheSizeOfTheRing(int pages, int bytes) {
        String script = """
                begin { print(1); system("for each in /proc/$PPID/fdinfo/*; do grep -q map_type:.27 $each && grep max_entries $each; done"); }
                """;
        CommandLineRun run =
                run(Map.of("BPFTRACE_PERF_RB_PAGES", Integer.toString(pages)), "--unsafe", "-q", "-e", script);
        assertThat(run.status()).as(run.errors()).isZero();
        assertThat(run.output()).contains("max_entries:\t" + bytes + "\n");
    }

    @ParameterizedTest
    @CsvSource({
        "LAZY_SYMBOLICATION,0,1",
        "CACHE_USER_SYMBOLS,NONE,PER_PID",
        "LOG_SIZE,5,",
        "ON_STACK_LIMIT,5,",
        "SHOW_DEBUG_INFO,1,0",
        "USE_BLAZESYM,1,0",
        "UNSTABLE_DW_USTACK,1,0",
        "VMLINUX,/tmp/x,",
        "KERNEL_SOURCE,/tmp/x,",
        "KERNEL_BUILD,/tmp/x,"
    })
    void settingsWithoutEffectSaySo(String key, String other, String kept) {
        String[] words = {"-e", "begin { print(1); }"};
        assertThat(run(Map.of("BPFTRACE_" + key, other), words).errors())
                .startsWith("WARNING: BPFTRACE_" + key + " has no effect: ");
        if (kept != null) {
            assertThat(run(Map.of("BPFTRACE_" + key, kept), words).errors()).isEqualTo("Attached 1 probe\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "max_map_keys,0,from 1 to 2147483647",
        "max_strlen,1048577,from 0 to 1048576",
        "perf_rb_pages,262145,from 0 to 262144"
    })
    void numbersOutOfBoundsAreRefused(String key, String value, String bounds) {
        String problem = "%s: expecting a number %s, got %s".formatted(key, bounds, value);
        CommandLineRun run = run(Map.of(), "-e", "config = { %s = %s } begin { }".formatted(key, value));
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.errors()).contains("ERROR: " + problem + "\n");
        String variable = "BPFTRACE_" + key.toUpperCase(Locale.ROOT);
        assertThat(run(Map.of(variable, value), "-e", "begin { }").errors())
                .isEqualTo("%s\nHINT: the environment says %s=%s\n".formatted(problem, variable, value));
    }

    @Test
    void wrongVariablesAreShown() {
        CommandLineRun run = run(Map.of("BPFTRACE_CPP_DEMANGLE", "7"), "-e", "begin { print(1); }");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.errors())
                .isEqualTo("cpp_demangle: Invalid bool value: valid values are true, false, 1 or 0.\n"
                        + "HINT: the environment says BPFTRACE_CPP_DEMANGLE=7\n");
    }

    /** As bpftrace prints them, which reads headers by clang. */
    @Test
    void headersAreRead(@TempDir Path folder) throws Exception {
        Files.createDirectory(folder.resolve("more"));
        Files.writeString(folder.resolve("more/inner.h"), "#pragma once\nstruct inner { long b; };\n");
        Files.writeString(folder.resolve("mine.h"), """
                #ifndef MINE_H
                #define MINE_H
                #include <linux/sched.h>
                #include "more/inner.h"
                #define LIMIT 7
                struct mine { int a; struct inner b; };
                #endif // MINE_H
                """);
        String script = "begin { print(LIMIT); print(sizeof(struct mine)); }";
        String include = "#include \"mine.h\"\n";
        String place = folder.toString();
        assertThat(run(Map.of(), "-I", place, "-e", include + script).output()).startsWith("7\n16\n");
        assertThat(run(Map.of(), "-I", place, "-e", "#include <mine.h>\n" + script)
                        .output())
                .startsWith("7\n16\n");
        assertThat(run(Map.of(), "-I", place, "--include", "mine.h", "-e", script)
                        .output())
                .startsWith("7\n16\n");
        assertThat(run(Map.of(), "--include", place + "/mine.h", "-e", script).output())
                .startsWith("7\n16\n");
        CommandLineRun missing = run(Map.of(), "-e", include + script);
        assertThat(missing.status()).isEqualTo(1);
        assertThat(missing.errors()).startsWith("stdin:1:1-18: ERROR: 'mine.h' file not found\n" + include + "~~~");
        Files.writeString(folder.resolve("wrong.h"), "#define A 1\nint f(void);\n");
        CommandLineRun wrong = run(Map.of(), "--include", place + "/wrong.h", "-e", script);
        assertThat(wrong.status()).isEqualTo(1);
        assertThat(wrong.errors()).contains("wrong.h:2:");
    }

    @Test
    void infoSaysWhatThisKernelHas() throws Exception {
        String info = run(Map.of(), "--info").output();
        assertThat(info.lines().filter(line -> !line.startsWith(" ") && !line.isEmpty()))
                .containsExactly("System", "Build", "Kernel helpers", "Kernel features", "Map types", "Probe types");
        assertThat(info)
                .contains("  OS: Linux "
                        + Files.readString(Path.of("/proc/sys/kernel/osrelease"))
                                .strip());
        assertThat(value(info, "btf")).isEqualTo(Files.exists(Path.of("/sys/kernel/btf/vmlinux")) ? "yes" : "no");
        assertThat(value(info, "hash")).isEqualTo("yes");
        assertThat(value(info, "ringbuf")).isEqualTo("yes");
        assertThat(value(info, "rawtracepoint")).isEqualTo("yes");
        assertThat(value(info, "get_current_cgroup_id")).isEqualTo("yes");
    }

    private static String value(String info, String name) {
        Matcher row = Pattern.compile("(?m)(?:^|\\s) *" + Pattern.quote(name) + ": (\\S+)")
                .matcher(info);
        assertThat(row.find()).as(name).isTrue();
        return row.group(1);
    }
}
