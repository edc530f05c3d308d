package dev.rawtap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DescribeCommandTest {
    private static CommandLineRun describe(String... arguments) {
        return CommandLineRun.of(new DescribeCommand(SmallKernel::catalog), SmallKernel.engine(), arguments);
    }

    /** Numbers from unistd_64.h, unistd_32.h and asm-generic/unistd.h; registers from the kernel's entry code. */
    @Test
    void tellsASystemCallOnEachArchitecture() {
        String text = describe("unlinkat").output();
        assertThat(text).startsWith("""
                syscall:unlinkat
                  long unlinkat(int dfd, const char *pathname, int flag)

                  architecture  number  kernel function  prototype
                  x86_64        263     sys_unlinkat
                  i386          301     sys_unlinkat     the same
                  arm64         35      sys_unlinkat     the same
                  arm           328     sys_unlinkat     the same
                """);
        assertThat(text).contains("""
                  int dfd               rdi di 112       ebx bx 40        x0 orig_x0 272    r0 orig_x0 272
                  const char *pathname  rsi si 104       ecx cx 88        x1 regs[1] 8      r1 regs[1] 8
                  int flag              rdx dx 96        edx dx 96        x2 regs[2] 16     r2 regs[2] 16
                  number                rax orig_ax 120  eax orig_ax 120  x8 syscallno 280  r7 syscallno 280
                """);
        assertThat(text).contains("263 is their timer_delete", "thread_info.status & 2", "syscall:i386:unlinkat");
        assertThat(text).contains("AT_REMOVEDIR", "tracepoint:syscalls:sys_enter_unlinkat", "if (id != 263)");
        assertThat(text).endsWith("  rawtap run unlinkat.bpf.o --command-only -- CMD\n");
    }

    @Test
    void warnsOfTheFourthArgumentWhereThereIsOne() {
        assertThat(describe("openat").output()).contains("the fourth argument is r10, not cx");
        assertThat(describe("unlinkat").output()).doesNotContain("r10");
    }

    @Test
    void tellsARawTracepoint() {
        CommandLineRun run = describe("task_rename");
        assertThat(run.status()).isZero();
        assertThat(run.output()).startsWith("""
                rawtracepoint:task_rename
                  task_rename(struct task_struct *task, const char *comm)

                arguments
                     name  type                  ctx[]   may be NULL
                  0  task  struct task_struct *  byte 0  unknown: check it
                  1  comm  const char *          byte 8  unknown: programs cannot follow it, bpf_probe_read_kernel can

                struct task_struct, 16 bytes
                      0  int flags
                      4  int pid

                programs
                """);
        assertThat(run.output()).contains("SEC(\"tp_btf/task_rename\")", "tracepoint:task:task_rename");
    }

    @Test
    void tellsWhichMemoryIsWritableAndWhereThatIsKnownFrom() {
        assertThat(describe("rawtracepoint:nbd:nbd_header_sent").output())
                .startsWith("rawtracepoint:nbd:nbd_header_sent\n")
                .contains("SEC(\"tp_btf/nbd:nbd_header_sent\")")
                .contains("none: it is declared without one")
                .doesNotContain("raw_tp.w");
    }

    @Test
    void tellsAClassicTracepointAndWhatIsCheaper() {
        assertThat(describe("t:syscalls:sys_enter_openat").output())
                .contains("8       4     pid_t pid", "rawtap describe syscall:openat");
        assertThat(describe("task:task_rename").output()).contains("rawtap describe rawtracepoint:task_rename");
        assertThat(describe("kprobes:mine").output())
                .contains("nothing: the kernel's types have no raw tracepoint of this name");
    }

    @Test
    void aNameThatNothingHasGivesTheNearest() {
        CommandLineRun run = describe("unlnkat");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.errors()).contains("nothing to trace matches 'unlnkat'", "nearest: syscall:unlinkat");
        assertThat(describe("task_*").errors()).contains("may be more than one name", "rawtap list 'task_*'");
    }

    @Test
    void jsonHoldsTheSameFacts() {
        assertThat(describe("unlinkat", "--json").output())
                .contains("{\"architecture\":\"i386\",\"number\":301,")
                .contains("{\"name\":\"pathname\",\"type\":\"const char *\",\"register\":\"rsi\",\"field\":\"si\","
                        + "\"offset\":104}")
                .endsWith("}\n");
        assertThat(describe("task_rename", "--json").output())
                .contains("{\"name\":\"task\",\"type\":\"struct task_struct *\",\"offset\":0,\"may_be_null\":null,"
                        + "\"size\":16}");
    }

    @Test
    void anotherKindOfTheSameNameIsSuggested() {
        assertThat(describe("rt:openat").errors()).contains("did you mean 'syscall:openat'");
        assertThat(describe("").errors()).contains("'' has an empty part");
    }

    /** The low byte of clone's flags is a signal, of 31 names. */
    @Test
    void flagsComeBeforeTheSignalThatCloneTakes() {
        String clone = describe("clone").output();
        assertThat(clone).containsPattern("clone_flags +clone +CLONE_");
        assertThat(clone).doesNotContain("SIGHUP");
        assertThat(describe("openat").output()).containsPattern("open_flags +O_RDONLY|flags +open_flags +O_");
    }

    @Test
    void anAddressIsPrintedInHexadecimal() {
        assertThat(describe("heap_alloc").output()).contains("call_site=%lx size=%ld", "unsigned long call_site");
    }
}
