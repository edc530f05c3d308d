package dev.rawtap.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.rawtap.base.Errno;
import dev.rawtap.base.KernelException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The kernel that this process runs on. Has no state; every instance is as good as another. */
public final class LinuxKernel implements Kernel {
    private static final int EINTR = -4;
    private static final int EAGAIN = -11;
    private static final int EINVAL = -22;
    private static final int LOAD_ATTEMPTS = 5;
    private static final int CLOSE_ON_EXEC = 0x80000;

    /** A door to the running kernel. */
    public LinuxKernel() {}

    /**
     * Begins on another thread what the first call would do: to link the C library takes about 20 ms of a start. Returns
     * at once; calls wait until it is done.
     */
    public static void prepare() {
        // Classes of memory access refer to each other when they are initialized: two threads that enter from both ends
        // could wait for each other. So they are initialized before there is another thread.
        MemorySegment.ofArray(new byte[Long.BYTES]).get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
        try (Arena arena = Arena.ofConfined()) {
            arena.allocate(ValueLayout.JAVA_LONG).get(ValueLayout.JAVA_LONG, 0);
        }
        Thread.ofPlatform()
                .daemon()
                .name("link")
                .uncaughtExceptionHandler((_, _) -> {
                    // The first call fails too, and says why.
                })
                .start(Native::link);
    }

    /** The policy for interrupted calls: repeat. Calls for which that is wrong go to {@link Native} themselves. */
    private static long call(SystemCall call, long a, long b, long c, long d, long e, long f) {
        long result;
        do {
            result = Native.syscall(call, a, b, c, d, e, f);
        } while (result == EINTR);
        return result;
    }

    private static long call(SystemCall call, long a, long b, long c) {
        return call(call, a, b, c, 0, 0, 0);
    }

    @Override
    public int bpf(BpfCommand command, MemorySegment attribute) {
        int attempts = command == BpfCommand.PROG_LOAD ? LOAD_ATTEMPTS : 1;
        int result;
        do {
            result = (int) call(SystemCall.BPF, command.number(), attribute.address(), attribute.byteSize());
            attempts--;
        } while (result == EAGAIN && attempts > 0);
        return result;
    }

    @Override
    public int close(int fd) {
        // Linux closes the descriptor even when a signal interrupts the call; to repeat it could hit another one.
        int result = (int) Native.syscall(SystemCall.CLOSE, fd, 0, 0, 0, 0, 0);
        return result == EINTR ? 0 : result;
    }

    @Override
    @SuppressWarnings("restricted")
    public MemorySegment mmap(Arena arena, int fd, long offset, long length, Mapping mapping) {
        int protection = mapping == Mapping.SHARED_WRITE ? 3 : 1;
        int flags = mapping == Mapping.PRIVATE_READ ? 2 : 1;
        long address = call(SystemCall.MMAP, 0, length, protection, flags, fd, offset);
        if (address < 0 && address > -4096) {
            throw new KernelException(
                    "map %d bytes of file descriptor %d".formatted(length, fd), new Errno((int) -address), null);
        }
        MemorySegment mapped = MemorySegment.ofAddress(address)
                .reinterpret(length, arena, gone -> call(SystemCall.MUNMAP, gone.address(), length, 0));
        return mapping == Mapping.SHARED_WRITE ? mapped : mapped.asReadOnly();
    }

    @Override
    public long read(int fd, MemorySegment into) {
        return call(SystemCall.READ, fd, into.address(), into.byteSize());
    }

    @Override
    public long pread(int fd, MemorySegment into, long offset) {
        return call(SystemCall.PREAD64, fd, into.address(), into.byteSize(), offset, 0, 0);
    }

    @Override
    public long write(int fd, MemorySegment from) {
        return call(SystemCall.WRITE, fd, from.address(), from.byteSize());
    }

    @Override
    public int openat(int directory, String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            return (int)
                    call(SystemCall.OPENAT, directory, arena.allocateFrom(path).address(), flags | CLOSE_ON_EXEC);
        }
    }

    @Override
    public int ioctl(int fd, long request, long argument) {
        return (int) call(SystemCall.IOCTL, fd, request, argument);
    }

    @Override
    public int epollCreate() {
        return (int) call(SystemCall.EPOLL_CREATE1, CLOSE_ON_EXEC, 0, 0);
    }

    @Override
    public int epollAdd(int epoll, int fd, int events, long token) {
        try (Arena arena = Arena.ofConfined()) {
            EpollEvents event = new EpollEvents(arena, 1);
            event.set(0, events, token);
            return (int) call(SystemCall.EPOLL_CTL, epoll, 1, fd, event.memory().address(), 0, 0);
        }
    }

    @Override
    public int epollWait(int epoll, EpollEvents events, int timeoutMilliseconds) {
        long address = events.memory().address();
        // Not repeated: the caller looks again anyway, and the time-out would start anew.
        int result = (int)
                Native.syscall(SystemCall.EPOLL_PWAIT, epoll, address, events.capacity(), timeoutMilliseconds, 0, 0);
        return result == EINTR ? 0 : result;
    }

    @Override
    public int eventfd() {
        return (int) call(SystemCall.EVENTFD2, 0, CLOSE_ON_EXEC | OPEN_NON_BLOCKING, 0);
    }

    @Override
    public int perfEventOpen(MemorySegment attribute, int pid, int cpu) {
        return (int) call(SystemCall.PERF_EVENT_OPEN, attribute.address(), pid, cpu, -1, 8, 0);
    }

    @Override
    public int clockGettime(int clock, MemorySegment into) {
        return (int) call(SystemCall.CLOCK_GETTIME, clock, into.address(), 0);
    }

    @Override
    public int fsopen(String fileSystem) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) call(SystemCall.FSOPEN, arena.allocateFrom(fileSystem).address(), 1, 0);
        }
    }

    @Override
    public int fsconfigCreate(int fd) {
        return (int) call(SystemCall.FSCONFIG, fd, 6, 0);
    }

    @Override
    public int fsmount(int fd) {
        return (int) call(SystemCall.FSMOUNT, fd, 1, 0);
    }

    @Override
    public int bindToCpu(int tid, int cpu) {
        try (Arena arena = Arena.ofConfined()) {
            long size = 8L * (cpu / 64 + 1);
            MemorySegment mask = arena.allocate(size, 8);
            mask.setAtIndex(ValueLayout.JAVA_LONG, cpu / 64, 1L << (cpu % 64));
            return (int) call(SystemCall.SCHED_SETAFFINITY, tid, size, mask.address());
        }
    }

    @Override
    public int prlimit(int resource, MemorySegment wanted, MemorySegment before) {
        return (int) call(SystemCall.PRLIMIT64, 0, resource, wanted.address(), before.address(), 0, 0);
    }

    @Override
    public int gettid() {
        return (int) call(SystemCall.GETTID, 0, 0, 0);
    }

    @Override
    public int kill(int pid, int signal) {
        return (int) call(SystemCall.KILL, pid, signal, 0);
    }

    @Override
    public int pidfdOpen(int pid) {
        return (int) call(SystemCall.PIDFD_OPEN, pid, 0, 0);
    }

    @Override
    public int pidfdSendSignal(int pidfd, int signal) {
        return (int) call(SystemCall.PIDFD_SEND_SIGNAL, pidfd, signal, 0);
    }

    @Override
    public int socketPair(MemorySegment ends) {
        return (int) call(SystemCall.SOCKETPAIR, 1, 1 | CLOSE_ON_EXEC, 0, ends.address(), 0, 0);
    }

    @Override
    public int memoryFile(String name) {
        try (Arena arena = Arena.ofConfined()) {
            long address = arena.allocateFrom(name).address();
            // MFD_EXEC (6.3) must be said where vm.memfd_noexec asks for it; older kernels do not know it.
            int result = (int) call(SystemCall.MEMFD_CREATE, address, 1 | 0x10, 0);
            return result == EINVAL ? (int) call(SystemCall.MEMFD_CREATE, address, 1, 0) : result;
        }
    }

    @Override
    public int spawn(SpawnRequest request) {
        return Spawn.start(request);
    }

    @Override
    public int reap(int pidfd) {
        try (Arena arena = Arena.ofConfined()) {
            // siginfo_t (asm-generic/siginfo.h): 128 bytes; si_code at 8, si_pid at 12 (16 with its padding), si_status
            // at 24.
            MemorySegment information = arena.allocate(128, 8);
            long result = call(SystemCall.WAITID, 3, pidfd, information.address(), 5, 0, 0);
            if (result < 0) {
                return (int) result;
            }
            int status = information.get(JAVA_INT, 24);
            return switch (information.get(JAVA_INT, 8)) {
                case 0 -> STILL_RUNNING;
                case 1 -> status;
                default -> 128 + status;
            };
        }
    }

    @Override
    public int bury(int pid) {
        return (int) call(SystemCall.WAITID, 1, pid, 0, 4, 0, 0);
    }
}
