package dev.rawtap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.base.UnsupportedException;
import dev.rawtap.cli.catalog.ClassicTracepoints;
import dev.rawtap.cli.catalog.ProbeCatalog;
import dev.rawtap.object.Target;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ListCommandTest {
    private static CommandLineRun list(String... arguments) {
        return list(SmallKernel::catalog, arguments);
    }

    private static CommandLineRun list(Function<Target, ProbeCatalog> catalog, String... arguments) {
        return CommandLineRun.of(new ListCommand(catalog), SmallKernel.engine(), arguments);
    }

    private static ProbeCatalog withoutTracefs(Target target) {
        return new ProbeCatalog(
                target,
                () -> ClassicTracepoints.absent(new UnsupportedException("tracefs not readable", "run as root")));
    }

    @Test
    void namesOneALineKindByKind() {
        CommandLineRun run = list();
        assertThat(run.status()).isZero();
        assertThat(run.errors()).isEmpty();
        assertThat(run.output()).startsWith("""
                rawtracepoint:nbd:nbd_header_sent
                rawtracepoint:heap_alloc
                rawtracepoint:pelt_cfs_tp
                rawtracepoint:task_rename
                tracepoint:kprobes:mine
                tracepoint:syscalls:sys_enter_openat
                tracepoint:task:task_rename
                syscall:""");
        assertThat(run.output().lines())
                .contains("syscall:openat", "syscall:read")
                .doesNotHaveDuplicates();
    }

    @Test
    void verboseShowsTypedArgumentsBelow() {
        assertThat(list("*task_rename", "-v").output()).isEqualTo("""
                rawtracepoint:task_rename
                    struct task_struct *task
                    const char *comm
                tracepoint:task:task_rename
                    pid_t pid
                """);
        assertThat(list("s:unlinkat", "-v").output()).isEqualTo("""
                syscall:unlinkat
                    int dfd
                    const char *pathname
                    int flag
                """);
    }

    @Test
    void callsOf32BitCallersAreListedByTheirGroup() {
        assertThat(list("s:i386:mmap2", "-v").output()).startsWith("""
                syscall:i386:mmap2
                    unsigned long addr
                """);
        assertThat(list("s:*:close").output()).isEqualTo("syscall:close\nsyscall:i386:close\n");
        assertThat(list("s:i386:close", "--json").output())
                .startsWith(
                        "{\"probe\":\"syscall:i386:close\",\"kind\":\"syscall\",\"architecture\":\"i386\",\"name\":\"close\"");
        assertThat(list("s:arm:close").errors()).contains("nothing to trace matches 's:arm:close'");
    }

    @Test
    void jsonIsOneObjectALine() {
        assertThat(list("*task_rename", "--json").output()).isEqualTo("""
                {"probe":"rawtracepoint:task_rename","kind":"rawtracepoint","module":"vmlinux","name":"task_rename",\
                "arguments":[{"name":"task","type":"struct task_struct *"},{"name":"comm","type":"const char *"}]}
                {"probe":"tracepoint:task:task_rename","kind":"tracepoint","category":"task","name":"task_rename",\
                "arguments":[{"name":"pid","type":"pid_t"}]}
                """);
    }

    @Test
    void summaryCountsTheSetsThatDiffer() {
        String summary = list("--summary").output();
        assertThat(summary).contains("rawtracepoint      4", "tracepoint         3");
        assertThat(summary).contains("    1  are both:");
        assertThat(summary).contains("    3  are raw only", "(nbd_header_sent, heap_alloc, pelt_cfs_tp)");
        assertThat(summary).contains("    1  are classic only, of category syscalls");
        assertThat(summary).contains("    1  are classic only for other reasons", "(mine)");
        assertThat(summary).contains("    1  in BTF is neither", "(sched_set_state_tp)");
    }

    @Test
    void withoutTracefsTheRestIsListedAndOneLineSaysSo() {
        CommandLineRun run = list(ListCommandTest::withoutTracefs, "*unlinkat*");
        assertThat(run.output()).isEqualTo("syscall:unlinkat\n");
        assertThat(run.status()).isZero();
        assertThat(run.errors())
                .isEqualTo("rawtap: classic tracepoints cannot be read: tracefs not readable (run as root)\n");
        CommandLineRun classic = list(ListCommandTest::withoutTracefs, "t:*");
        assertThat(classic.status()).isEqualTo(77);
        assertThat(classic.errors()).contains("tracefs not readable", "hint: run as root");
        assertThat(list(ListCommandTest::withoutTracefs, "rt:*").errors()).isEmpty();
    }

    @Test
    void nothingThatMatchesIsAMistakeWithTheNearestNames() {
        CommandLineRun run = list("rt:task_renam");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output()).isEmpty();
        assertThat(run.errors()).isEqualTo("""
                rawtap: nothing to trace matches 'rt:task_renam'
                  hint: nearest: rawtracepoint:task_rename
                """);
    }

    @Test
    void aCategoryOfRawTracepointsIsExplained() {
        assertThat(list("rt:task:*").errors())
                .contains(
                        "nothing to trace matches 'rt:task:*'",
                        "raw tracepoints have modules but no categories",
                        "did you mean 'rawtracepoint:task_*' or 'tracepoint:task:*'");
        assertThat(list("syscalls:openat").errors()).contains("did you mean 'syscall:openat'");
    }

    @Test
    void whatIsNoKindIsAnsweredByTheKinds() {
        for (String text : new String[] {"rtx:x", "kprobe:x"}) {
            CommandLineRun run = list(text);
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.errors())
                    .contains("is no kind, module or category; kinds: rawtracepoint (rt), tracepoint (t), syscall (s)");
        }
    }

    @Test
    void anEmptyNameIsRefusedAsDescribeDoes() {
        assertThat(list("").status()).isEqualTo(1);
        assertThat(list("").errors()).contains("'' has an empty part");
    }
}
