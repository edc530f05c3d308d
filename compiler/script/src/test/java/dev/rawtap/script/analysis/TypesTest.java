package dev.rawtap.script.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.script.typed.TypedStatement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Types of expressions as bpftrace 0.27.1 says them (typeinfo, and the types in its messages). */
@KernelTest
class TypesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | int8",
                "200 | int16",
                "40000 | int32",
                "3000000000 | int64",
                "18446744073709551615 | uint64",
                "-1 | int8",
                "true | bool",
                "\"abc\" | string[4]",
                "(1, \"a\") | (int8,string[2])",
                "1 + 1 | int8",
                "1 ? 2 : 300 | int8",
                "1 << 63 | uint64",
                "(uint8)1 | uint8",
                "(uint8)1 + 1 | uint64",
                "(uint8)1 + (int8)1 | int64",
                "(uint8)1 + (uint8)1 | uint64",
                "-(uint8)1 | uint64",
                "!cpu | bool",
                "pid | uint32",
                "uid | uint64",
                "nsecs | uint64",
                "nsecs - 1 | int64",
                "comm | string[16]",
                "ppid | int32",
                "curtask | struct task_struct *",
                "curtask.comm | string[16]",
                "curtask.parent.pid | int32",
                "curtask.exit_signal | int32",
                "curtask.mm.arg_start | uint64",
                "curtask + 1 | struct task_struct *",
                "curtask == 0 | bool",
                "curtask[1] | struct task_struct",
                "*curtask | struct task_struct",
                "\"abc\"[1] | int8",
                "kstack | kstack_bpftrace_127",
                "kstack(3) | kstack_bpftrace_3",
                "kstack(raw) | kstack_raw_127",
                "str(curtask, 5) | string[6]",
                "str(curtask) | string[1024]",
                "buf(\"abc\", 2) | buffer[6]",
                "strlen(comm) | uint64",
                "strncmp(comm, \"a\", 1) | uint64",
                "strstr(comm, \"a\") | int32",
                "strcontains(comm, \"a\") | bool",
                "sizeof(struct task_struct) > 100 | bool",
                "sizeof(1) | uint8",
                "ntop(1) | inet[24]",
                "ksym(1) | ksym_t",
                "username | username_t",
                "pton(\"127.0.0.1\") | uint8[4]",
                "pton(\"::1\") | uint8[16]",
                "bswap((uint16)1) | uint16",
                "usermode | int8",
                "cpu ? 1 : nsecs | uint64",
                "cpu ? -1 : nsecs | int64",
                "cpu ? \"abc\" : \"a\" | string[4]",
                "cpu ?: 5 | uint64",
                "PIDTYPE_PID | enum pid_type",
                "(uint8[4])1 | uint8[4]",
                "probe | string[6]"
            })
    void ofExpressions(String expression, String type) {
        AnalysisResult result = Analyzed.analyze("begin { $x = %s; }".formatted(expression));
        assertThat(result.script()).as(Analyzed.told(result)).isPresent();
        var last = result.script()
                .orElseThrow()
                .probes()
                .getFirst()
                .body()
                .statements()
                .getLast();
        assertThat(last).isInstanceOf(TypedStatement.AssignVariable.class);
        assertThat(((TypedStatement.AssignVariable) last).local().type().toString())
                .isEqualTo(type.strip());
    }
}
