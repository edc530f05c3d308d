package dev.rawtap.script.typed;

/**
 * What calls in a typed script do inside the program. Functions that only print or act later are {@link TypedStatement.Emit}; what follows
 * from other expressions ({@code ppid}, {@code is_err}, {@code container_of}) or is known when compiling ({@code ncpus},
 * {@code probe}, {@code sizeof}) analysis writes out.
 */
@SuppressWarnings("MissingJavadoc")
public enum Builtin {
    /** Thread group id: in the initial pid namespace. UINT32. */
    PID,
    /** The same in the tracer's pid namespace. */
    PID_IN_NAMESPACE,
    /** Thread id. */
    TID,
    /** The same in the tracer's pid namespace. */
    TID_IN_NAMESPACE,
    UID,
    GID,
    /** The current task's name: TEXT of 16. */
    COMM,
    /** Pointer to {@code struct task_struct}. */
    CURRENT_TASK,
    /** Id of the current control group. */
    CGROUP,
    /** Nanoseconds, by clock. */
    NSECS_BOOT,
    NSECS_MONOTONIC,
    NSECS_TAI,
    /** Nanoseconds since the script began. */
    ELAPSED,
    JIFFIES,
    CPU,
    NUMA_NODE,
    RANDOM,
    /** Process id of the command of {@code -c}; 0 without. */
    CHILD_PID,
    /** Stack of addresses; the type has mode and limit. */
    KERNEL_STACK,
    USER_STACK,
    /** Frames of a stack. */
    STACK_LENGTH,
    /** str(pointer or array, length): TEXT; the pointer's space says how it is read. */
    STR,
    /** buf(pointer or array, length): BUFFER. */
    BUF,
    /** Bytes of a text before its NUL. */
    STRLEN,
    /** Place of the first text in which the second occurs, or -1. */
    STRSTR,
    /** Whether the first text has the second in it. */
    STRCONTAINS,
    /** strncmp(text, text, n): 0 when equal. */
    STRNCMP,
    /** memcmp(a, b, n) of memory or values: 0 when equal. */
    MEMCMP,
    /** Two texts in one. */
    STR_CONCAT,
    /** ntop(family, pointer, array or number): INET. */
    NTOP,
    /** macaddr(array or pointer). */
    MACADDR,
    /** A number's bytes reversed. */
    BSWAP,
    /** usym(address): USER_SYMBOL with the process. */
    USYM,
    /** Address of a per-CPU kernel variable on a CPU: percpu_kaddr(address, cpu). */
    PERCPU_ADDRESS,
    /** signal(number): sends it to the current process. */
    SIGNAL,
    /** The same to the current thread. */
    SIGNAL_THREAD,
    /** write_user(address, pointer, bytes). */
    WRITE_USER,
    /** socket_cookie(struct sock *). */
    SOCKET_COOKIE,
    /** skboutput(file, skb, length, offset): INT64, 0 or {@code -errno}. */
    SKB_OUTPUT,
    /** Words of a NULL-ended array of texts in user memory, each with its NUL, in a BUFFER: join(argv). */
    JOIN,
    /** Text to the kernel's trace pipe: debugf(index of the format, values). */
    TRACE_PRINT,
    /** Text of a {@code struct path *}: path(p). */
    PATH,
    /** Whether the CPU was in user mode when the event came. */
    USER_MODE,
    /** Whether the current task makes its system call as a 32-bit process: 0 or 1. */
    IS_32_BIT_CALLER
}
