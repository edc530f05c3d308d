package dev.rawtap.linux;

import dev.rawtap.base.Errno;
import dev.rawtap.base.KernelException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The one door to the kernel: everything that maps, programs, links, rings and children need, and no more. {@link
 * LinuxKernel} is the real one; testkit has a fake that injects faults and counts what is open.
 *
 * <p>Unless a method says otherwise, it answers the system call's result, or {@code -errno} if that is negative; {@link
 * #require} turns the latter into an exception. No method keeps a reference to a segment. Calls that a signal interrupts
 * are repeated; a program load that answers {@code EAGAIN} is repeated five times. File descriptors are opened
 * close-on-exec. Implementations are thread-safe; calls that block must come from platform threads, because they pin
 * virtual ones.
 */
public interface Kernel {
    /** {@code AT_FDCWD}: paths are relative to the working directory. */
    int WORKING_DIRECTORY = -100;

    /** {@code O_RDONLY}. */
    int OPEN_READ = 0;

    /** {@code O_WRONLY}. */
    int OPEN_WRITE = 1;

    /** {@code O_NONBLOCK}. */
    int OPEN_NON_BLOCKING = 0x800;

    /** {@code EPOLLIN}: there is something to read. */
    int EPOLL_READABLE = 1;

    /** {@code EPOLLET}: told once per change, not while it lasts. */
    int EPOLL_EDGE_TRIGGERED = 1 << 31;

    /** {@code RLIMIT_MEMLOCK}, charged for maps and programs before 5.11. */
    int RESOURCE_LOCKED_MEMORY = 8;

    /** What {@link #mmap} makes. */
    enum Mapping {
        /** Shared, read only: producer pages of a ring. */
        SHARED_READ,
        /** Shared, read and write: consumer page of a ring, memory-mapped arrays. */
        SHARED_WRITE,
        /** Private, read only: files such as {@code /sys/kernel/btf/vmlinux}. */
        PRIVATE_READ
    }

    /**
     * bpf(2).
     *
     * @param attribute the command's struct of {@code dev.rawtap.linux.struct}; its whole length is passed
     */
    int bpf(BpfCommand command, MemorySegment attribute);

    /** close(2). Never call this twice for one descriptor: {@link FileDescriptor} sees to it. */
    int close(int fd);

    /**
     * mmap(2) of a descriptor; unmapped when {@code arena} closes.
     *
     * @param offset bytes into the file, whole pages
     * @param length bytes, above 0
     * @throws KernelException if the kernel refuses
     */
    MemorySegment mmap(Arena arena, int fd, long offset, long length, Mapping mapping);

    /** read(2): bytes read, 0 at the end. */
    long read(int fd, MemorySegment into);

    /** pread(2): bytes read from {@code offset} on, 0 at the end. */
    long pread(int fd, MemorySegment into, long offset);

    /** write(2): bytes written. */
    long write(int fd, MemorySegment from);

    /** openat(2), close-on-exec: a descriptor of {@code path} below {@code directory}. */
    int openat(int directory, String path, int flags);

    /** ioctl(2). */
    int ioctl(int fd, long request, long argument);

    /** epoll_create1(2): a descriptor. */
    int epollCreate();

    /** epoll_ctl(2) with {@code EPOLL_CTL_ADD}: {@code token} comes back with each event of {@code fd}. */
    int epollAdd(int epoll, int fd, int events, long token);

    /**
     * epoll_wait(2): number of events put into {@code events}; 0 after {@code timeoutMilliseconds} or a signal.
     *
     * @param timeoutMilliseconds -1 for no end, 0 to look only
     */
    int epollWait(int epoll, EpollEvents events, int timeoutMilliseconds);

    /** eventfd2(2), non-blocking, counter 0: a descriptor to wake an epoll wait by {@link #write}. */
    int eventfd();

    /**
     * perf_event_open(2) without a group: a descriptor.
     *
     * @param attribute {@code dev.rawtap.linux.struct.PerfEventAttribute}
     * @param pid a thread, or -1 for all
     * @param cpu a CPU, or -1 for all (not both)
     */
    int perfEventOpen(MemorySegment attribute, int pid, int cpu);

    /**
     * clock_gettime(2).
     *
     * @param clock {@code CLOCK_*}
     * @param into takes two u64: seconds and nanoseconds
     */
    int clockGettime(int clock, MemorySegment into);

    /** fsopen(2), 5.2: a descriptor of a file system to be configured. */
    int fsopen(String fileSystem);

    /** fsconfig(2) with {@code FSCONFIG_CMD_CREATE}: makes the file system of {@link #fsopen}. */
    int fsconfigCreate(int fd);

    /** fsmount(2): a directory descriptor of a mount that is attached nowhere and goes with the descriptor. */
    int fsmount(int fd);

    /** sched_setaffinity(2): binds a thread (0: the caller's) to one CPU. */
    int bindToCpu(int tid, int cpu);

    /**
     * prlimit64(2) of this process.
     *
     * @param wanted two u64, soft and hard, or {@link MemorySegment#NULL} to leave the limit
     * @param before takes two u64, or {@link MemorySegment#NULL}
     */
    int prlimit(int resource, MemorySegment wanted, MemorySegment before);

    /** gettid(2): the caller's thread number. */
    int gettid();

    /** kill(2); signal 0 only looks. */
    int kill(int pid, int signal);

    /** pidfd_open(2), 5.3: a descriptor that becomes readable when the process ends. */
    int pidfdOpen(int pid);

    /** pidfd_send_signal(2): a signal that cannot hit another process of the same number. */
    int pidfdSendSignal(int pidfd, int signal);

    /** socketpair(2) of two Unix stream sockets: puts both ends, u32 each, into {@code ends}. */
    int socketPair(MemorySegment ends);

    /** memfd_create(2), executable: a descriptor of an empty file without a path. */
    int memoryFile(String name);

    /** posix_spawn(3): the number of a new process. */
    int spawn(SpawnRequest request);

    /**
     * waitid(2) for a child that has ended, by pidfd (5.4), without waiting: its exit status, 128 + signal if a signal
     * ended it, {@link #STILL_RUNNING}, or {@code -errno}. A status is told once.
     */
    int reap(int pidfd);

    /** waitid(2) for a child, by number, that was told to end: returns when it has, its status is thrown away. */
    int bury(int pid);

    /** Answer of {@link #reap} for a child that has not ended. */
    int STILL_RUNNING = 256;

    /**
     * {@code result}, unless it is an error.
     *
     * @param doing what was being done, to what, for the message
     * @throws KernelException if {@code result} is {@code -errno}
     */
    static int require(int result, String doing) {
        return (int) require((long) result, doing);
    }

    /** The same for wide results. */
    static long require(long result, String doing) {
        if (result < 0) {
            throw new KernelException(doing, new Errno((int) -result), null);
        }
        return result;
    }
}
