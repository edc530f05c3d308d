package dev.rawtap.linux;

import dev.rawtap.syscall.Architecture;

/**
 * Numbers of the system calls behind the door: x86-64 (arch/x86/entry/syscalls/syscall_64.tbl) and arm64
 * (scripts/syscall.tbl), both as of 6.18. Only calls that both architectures have.
 */
enum SystemCall {
    READ(0, 63),
    WRITE(1, 64),
    CLOSE(3, 57),
    MMAP(9, 222),
    MUNMAP(11, 215),
    IOCTL(16, 29),
    PREAD64(17, 67),
    SOCKETPAIR(53, 199),
    KILL(62, 129),
    GETTID(186, 178),
    SCHED_SETAFFINITY(203, 122),
    CLOCK_GETTIME(228, 113),
    EPOLL_CTL(233, 21),
    WAITID(247, 95),
    OPENAT(257, 56),
    EPOLL_PWAIT(281, 22),
    EVENTFD2(290, 19),
    EPOLL_CREATE1(291, 20),
    PERF_EVENT_OPEN(298, 241),
    PRLIMIT64(302, 261),
    MEMFD_CREATE(319, 279),
    BPF(321, 280),
    PIDFD_SEND_SIGNAL(424, 424),
    FSOPEN(430, 430),
    FSCONFIG(431, 431),
    FSMOUNT(432, 432),
    PIDFD_OPEN(434, 434);

    private static final boolean ARM64_HOST = Architecture.host() == Architecture.ARM64;

    private final int x86;
    private final int arm64;

    SystemCall(int x86, int arm64) {
        this.x86 = x86;
        this.arm64 = arm64;
    }

    /** The number on this machine. */
    int number() {
        return ARM64_HOST ? arm64 : x86;
    }

    /** The number on x86-64. */
    int x86() {
        return x86;
    }

    /** The number on arm64. */
    int arm64() {
        return arm64;
    }
}
