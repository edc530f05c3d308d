package dev.rawtap.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.cli.CommandLineRun;
import dev.rawtap.kerneltest.KernelTest;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** More than the reader takes: nothing is lost that is not counted. */
@KernelTest
class OverloadTest {
    private static final Pattern PRODUCED = Pattern.compile("(?m)^@produced: (\\d+)$");
    private static final Pattern LOST = Pattern.compile("(?m)^WARNING: Total lost event count: (\\d+)$");

    /** A ring of one page, and a record of 100 bytes for each system call of a command that makes nothing else. */
    @Test
    void producedIsDeliveredAndCounted() {
        CommandLineRun run = CommandLineRun.onKernel(
                Map.of("BPFTRACE_PERF_RB_PAGES", "1"),
                "-q",
                "-e",
                "rawtracepoint:sys_enter /pid == cpid/ { @produced = count(); printf(\"%d %s\\n\", args.id, \""
                        + "x".repeat(80) + "\"); }",
                "-c",
                "/bin/dd if=/dev/zero of=/dev/null bs=1 count=20000");
        long produced = first(PRODUCED, run.output());
        long delivered =
                run.output().lines().filter(line -> line.endsWith("xxxx")).count();
        assertThat(produced).isGreaterThan(40_000);
        long lost = run.errors().contains("lost event") ? first(LOST, run.errors()) : 0;
        assertThat(delivered + lost).as(run.errors()).isEqualTo(produced);
        assertThat(lost).as("otherwise this shows nothing").isPositive();
        Facts.add("Losses", "script, ring of a page, 40,000 records at once", "exact");
    }

    private static long first(Pattern pattern, String text) {
        var found = pattern.matcher(text);
        assertThat(found.find())
                .as(text.substring(Math.max(0, text.length() - 500)))
                .isTrue();
        return Long.parseLong(found.group(1));
    }
}
