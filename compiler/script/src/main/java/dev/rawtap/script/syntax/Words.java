package dev.rawtap.script.syntax;

import java.util.Set;

/** Names that the grammar knows. All of them may also be names of fields, macros and functions. */
final class Words {
    /** Types that need no definition. */
    static final Set<String> TYPES = Set.of(
            "bool",
            "void",
            "int8",
            "int16",
            "int32",
            "int64",
            "uint8",
            "uint16",
            "uint32",
            "uint64",
            "string",
            "buffer",
            "inet",
            "count_t",
            "sum_t",
            "usum_t",
            "min_t",
            "umin_t",
            "max_t",
            "umax_t",
            "avg_t",
            "uavg_t",
            "stats_t",
            "ustats_t",
            "timestamp",
            "macaddr_t",
            "cgroup_path_t",
            "username_t");

    /** Builtins that have a value: in parentheses before an operator they are no cast. */
    static final Set<String> VALUES = Set.of(
            "args",
            "arg0",
            "arg1",
            "arg2",
            "arg3",
            "arg4",
            "arg5",
            "arg6",
            "arg7",
            "arg8",
            "arg9",
            "arg10",
            "arg11",
            "cgroup",
            "comm",
            "cpid",
            "cpu",
            "ctx",
            "curtask",
            "elapsed",
            "func",
            "gid",
            "jiffies",
            "kstack",
            "leader_comm",
            "leader_tid",
            "ncpus",
            "nsecs",
            "numaid",
            "pcomm",
            "pid",
            "ppid",
            "probe",
            "probetype",
            "rand",
            "retval",
            "tid",
            "uid",
            "usermode",
            "username",
            "ustack",
            "true",
            "false");

    /** Words that begin a statement. */
    static final Set<String> STATEMENTS =
            Set.of("if", "for", "while", "unroll", "let", "return", "break", "continue", "import");

    /** Types of probes whose parts hold paths, so that a slash does not begin the predicate. */
    static final Set<String> PATH_PROBES =
            Set.of("uprobe", "u", "uretprobe", "ur", "usdt", "iter", "it", "test", "bench");

    private Words() {}
}
