package dev.rawtap.testkit;

import dev.rawtap.base.Errno;
import dev.rawtap.linux.BpfCommand;
import dev.rawtap.linux.EpollEvents;
import dev.rawtap.linux.Kernel;
import dev.rawtap.linux.SpawnRequest;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A door with nothing behind it, for tests and training without privileges: everything that makes a descriptor makes a
 * number, maps are empty, rings are silent, iterators empty, files do not exist. Wrap it in {@link FaultyKernel} to see what is open.
 * Thread-safe.
 */
public final class FakeKernel implements Kernel {
    private static final int FIRST = 1000;

    private final AtomicInteger next = new AtomicInteger(FIRST);

    /** A door where nothing was opened yet. */
    public FakeKernel() {
        // The descriptors start at a number that no real one has.
    }

    /** Descriptors whose reading ends at once. */
    private final Set<Integer> iterations = ConcurrentHashMap.newKeySet();

    private int descriptor() {
        return next.getAndIncrement();
    }

    private int iteration() {
        int fd = descriptor();
        iterations.add(fd);
        return fd;
    }

    private static int refuse(Errno errno) {
        return -errno.number();
    }

    @Override
    public int bpf(BpfCommand command, MemorySegment attribute) {
        return switch (command) {
            case MAP_CREATE, PROG_LOAD, RAW_TRACEPOINT_OPEN, BTF_LOAD, LINK_CREATE, ENABLE_STATS -> descriptor();
            case ITER_CREATE -> iteration();
            case OBJ_GET,
                    PROG_GET_FD_BY_ID,
                    MAP_GET_FD_BY_ID,
                    BTF_GET_FD_BY_ID,
                    LINK_GET_FD_BY_ID,
                    MAP_LOOKUP_ELEM,
                    MAP_DELETE_ELEM,
                    MAP_GET_NEXT_KEY,
                    MAP_LOOKUP_AND_DELETE_ELEM,
                    PROG_GET_NEXT_ID,
                    MAP_GET_NEXT_ID,
                    BTF_GET_NEXT_ID,
                    LINK_GET_NEXT_ID,
                    MAP_LOOKUP_BATCH,
                    MAP_LOOKUP_AND_DELETE_BATCH,
                    MAP_DELETE_BATCH,
                    TASK_FD_QUERY -> refuse(Errno.ENOENT);
            case MAP_UPDATE_ELEM,
                    MAP_UPDATE_BATCH,
                    MAP_FREEZE,
                    OBJ_PIN,
                    PROG_TEST_RUN,
                    OBJ_GET_INFO_BY_FD,
                    LINK_DETACH,
                    PROG_BIND_MAP -> 0;
        };
    }

    @Override
    public int close(int fd) {
        return fd >= FIRST && fd < next.get() ? 0 : refuse(Errno.EBADF);
    }

    @Override
    public MemorySegment mmap(Arena arena, int fd, long offset, long length, Mapping mapping) {
        return arena.allocate(length, 4096);
    }

    @Override
    public long read(int fd, MemorySegment into) {
        return iterations.contains(fd) ? 0 : refuse(Errno.EAGAIN);
    }

    @Override
    public long pread(int fd, MemorySegment into, long offset) {
        return 0;
    }

    @Override
    public long write(int fd, MemorySegment from) {
        return from.byteSize();
    }

    @Override
    public int openat(int directory, String path, int flags) {
        return refuse(Errno.ENOENT);
    }

    @Override
    public int ioctl(int fd, long request, long argument) {
        return 0;
    }

    @Override
    public int epollCreate() {
        return descriptor();
    }

    @Override
    public int epollAdd(int epoll, int fd, int events, long token) {
        return 0;
    }

    @Override
    public int epollWait(int epoll, EpollEvents events, int timeoutMilliseconds) {
        return 0;
    }

    @Override
    public int eventfd() {
        return descriptor();
    }

    @Override
    public int clockGettime(int clock, MemorySegment into) {
        into.fill((byte) 0);
        return 0;
    }

    @Override
    public int perfEventOpen(MemorySegment attribute, int pid, int cpu) {
        return descriptor();
    }

    @Override
    public int fsopen(String fileSystem) {
        return refuse(Errno.EPERM);
    }

    @Override
    public int fsconfigCreate(int fd) {
        return refuse(Errno.EBADF);
    }

    @Override
    public int fsmount(int fd) {
        return refuse(Errno.EBADF);
    }

    @Override
    public int bindToCpu(int tid, int cpu) {
        return 0;
    }

    @Override
    public int prlimit(int resource, MemorySegment wanted, MemorySegment before) {
        return 0;
    }

    @Override
    public int gettid() {
        return 1;
    }

    @Override
    public int kill(int pid, int signal) {
        return refuse(Errno.ESRCH);
    }

    @Override
    public int pidfdOpen(int pid) {
        return refuse(Errno.ESRCH);
    }

    @Override
    public int pidfdSendSignal(int pidfd, int signal) {
        return refuse(Errno.ESRCH);
    }

    @Override
    public int socketPair(MemorySegment ends) {
        return refuse(Errno.ENOSYS);
    }

    @Override
    public int memoryFile(String name) {
        return refuse(Errno.ENOSYS);
    }

    @Override
    public int spawn(SpawnRequest request) {
        return refuse(Errno.ENOENT);
    }

    @Override
    public int reap(int pidfd) {
        return refuse(new Errno(10));
    }

    @Override
    public int bury(int pid) {
        return refuse(new Errno(10));
    }
}
