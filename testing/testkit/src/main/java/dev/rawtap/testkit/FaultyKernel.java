package dev.rawtap.testkit;

import dev.rawtap.base.Errno;
import dev.rawtap.base.KernelException;
import dev.rawtap.linux.BpfCommand;
import dev.rawtap.linux.EpollEvents;
import dev.rawtap.linux.Kernel;
import dev.rawtap.linux.SpawnRequest;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A door that breaks: passes calls on to another door, fails the one that the test chose, and knows what is open.
 *
 * <pre>{@code
 * for (int call = 1; ; call++) {
 *     var kernel = new FaultyKernel(new LinuxKernel()).failingCall(call, Errno.ENOMEM);
 *     ...                                     // use it; whatever happens, nothing may stay open
 *     assertThat(kernel.open()).isEmpty();
 *     if (!kernel.failed()) break;            // every call has failed once
 * }
 * }</pre>
 *
 * <p>Thread-safe. Descriptors and memory mappings that were made through it are {@link #open()} until closed.
 */
public final class FaultyKernel implements Kernel {
    private final Kernel real;
    private final Map<Integer, String> descriptors = new TreeMap<>();
    private final List<Mapped> mappings = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private @Nullable BpfCommand failingCommand;
    private int failingCall;
    private Errno errno = Errno.EPERM;
    private boolean failed;

    private record Mapped(MemorySegment memory, String what) {}

    /** A door that passes everything on to {@code real}. */
    public FaultyKernel(Kernel real) {
        this.real = real;
    }

    /** Fails every call of one bpf(2) command from now on. */
    public synchronized FaultyKernel failing(BpfCommand command, Errno with) {
        failingCommand = command;
        errno = with;
        return this;
    }

    /** Fails the call of this number from now on, counted from 1, closes left out. */
    public synchronized FaultyKernel failingCall(int number, Errno with) {
        failingCall = number;
        errno = with;
        calls.clear();
        failed = false;
        return this;
    }

    /** Whether a call was failed. */
    public synchronized boolean failed() {
        return failed;
    }

    /** The calls so far, by name, closes left out. */
    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    /** Descriptors and mappings that were made and are not closed, by what made them. */
    public synchronized List<String> open() {
        List<String> open = new ArrayList<>();
        descriptors.forEach((fd, what) -> open.add(what + " -> " + fd));
        mappings.stream().filter(mapped -> mapped.memory.scope().isAlive()).forEach(mapped -> open.add(mapped.what));
        return open;
    }

    /** Notes the call; true if it is to fail. */
    private synchronized boolean fails(String name, @Nullable BpfCommand command) {
        calls.add(name);
        boolean fails = calls.size() == failingCall || (command != null && command == failingCommand);
        failed |= fails;
        return fails;
    }

    private int call(String name, IntSupplier passedOn) {
        return fails(name, null) ? -errno.number() : passedOn.getAsInt();
    }

    /** A call whose answer is a descriptor. */
    private int opening(String name, @Nullable BpfCommand command, IntSupplier passedOn) {
        if (fails(name, command)) {
            return -errno.number();
        }
        int fd = passedOn.getAsInt();
        if (fd >= 0) {
            synchronized (this) {
                descriptors.put(fd, name);
            }
        }
        return fd;
    }

    private static boolean answersDescriptor(BpfCommand command) {
        return switch (command) {
            case MAP_CREATE,
                    PROG_LOAD,
                    OBJ_GET,
                    PROG_GET_FD_BY_ID,
                    MAP_GET_FD_BY_ID,
                    RAW_TRACEPOINT_OPEN,
                    BTF_LOAD,
                    BTF_GET_FD_BY_ID,
                    LINK_CREATE,
                    LINK_GET_FD_BY_ID,
                    ITER_CREATE,
                    ENABLE_STATS -> true;
            case MAP_LOOKUP_ELEM,
                    MAP_UPDATE_ELEM,
                    MAP_DELETE_ELEM,
                    MAP_GET_NEXT_KEY,
                    OBJ_PIN,
                    PROG_TEST_RUN,
                    PROG_GET_NEXT_ID,
                    MAP_GET_NEXT_ID,
                    OBJ_GET_INFO_BY_FD,
                    TASK_FD_QUERY,
                    MAP_LOOKUP_AND_DELETE_ELEM,
                    MAP_FREEZE,
                    BTF_GET_NEXT_ID,
                    MAP_LOOKUP_BATCH,
                    MAP_LOOKUP_AND_DELETE_BATCH,
                    MAP_UPDATE_BATCH,
                    MAP_DELETE_BATCH,
                    LINK_GET_NEXT_ID,
                    LINK_DETACH,
                    PROG_BIND_MAP -> false;
        };
    }

    @Override
    public int bpf(BpfCommand command, MemorySegment attribute) {
        if (answersDescriptor(command)) {
            return opening(command.name(), command, () -> real.bpf(command, attribute));
        }
        return fails(command.name(), command) ? -errno.number() : real.bpf(command, attribute);
    }

    @Override
    public int close(int fd) {
        synchronized (this) {
            if (descriptors.remove(fd) == null) {
                throw new AssertionError("close of descriptor " + fd + ", which is not open");
            }
        }
        return real.close(fd);
    }

    @Override
    public MemorySegment mmap(Arena arena, int fd, long offset, long length, Mapping mapping) {
        if (fails("mmap", null)) {
            throw new KernelException("map descriptor " + fd + " into memory", errno, null);
        }
        MemorySegment memory = real.mmap(arena, fd, offset, length, mapping);
        synchronized (this) {
            mappings.add(new Mapped(memory, "mmap of " + length + " bytes"));
        }
        return memory;
    }

    @Override
    public long read(int fd, MemorySegment into) {
        return fails("read", null) ? -errno.number() : real.read(fd, into);
    }

    @Override
    public long pread(int fd, MemorySegment into, long offset) {
        return fails("pread", null) ? -errno.number() : real.pread(fd, into, offset);
    }

    @Override
    public long write(int fd, MemorySegment from) {
        return fails("write", null) ? -errno.number() : real.write(fd, from);
    }

    @Override
    public int openat(int directory, String path, int flags) {
        return opening("openat " + path, null, () -> real.openat(directory, path, flags));
    }

    @Override
    public int ioctl(int fd, long request, long argument) {
        return call("ioctl", () -> real.ioctl(fd, request, argument));
    }

    @Override
    public int epollCreate() {
        return opening("epoll_create", null, real::epollCreate);
    }

    @Override
    public int epollAdd(int epoll, int fd, int events, long token) {
        return call("epoll_ctl", () -> real.epollAdd(epoll, fd, events, token));
    }

    @Override
    public int epollWait(int epoll, EpollEvents events, int timeoutMilliseconds) {
        return call("epoll_wait", () -> real.epollWait(epoll, events, timeoutMilliseconds));
    }

    @Override
    public int eventfd() {
        return opening("eventfd", null, real::eventfd);
    }

    @Override
    public int clockGettime(int clock, MemorySegment into) {
        return call("clock_gettime", () -> real.clockGettime(clock, into));
    }

    @Override
    public int perfEventOpen(MemorySegment attribute, int pid, int cpu) {
        return opening("perf_event_open", null, () -> real.perfEventOpen(attribute, pid, cpu));
    }

    @Override
    public int fsopen(String fileSystem) {
        return opening("fsopen", null, () -> real.fsopen(fileSystem));
    }

    @Override
    public int fsconfigCreate(int fd) {
        return call("fsconfig", () -> real.fsconfigCreate(fd));
    }

    @Override
    public int fsmount(int fd) {
        return opening("fsmount", null, () -> real.fsmount(fd));
    }

    @Override
    public int bindToCpu(int tid, int cpu) {
        return call("sched_setaffinity", () -> real.bindToCpu(tid, cpu));
    }

    @Override
    public int prlimit(int resource, MemorySegment wanted, MemorySegment before) {
        return call("prlimit", () -> real.prlimit(resource, wanted, before));
    }

    @Override
    public int gettid() {
        return real.gettid();
    }

    @Override
    public int kill(int pid, int signal) {
        return call("kill", () -> real.kill(pid, signal));
    }

    @Override
    public int pidfdOpen(int pid) {
        return opening("pidfd_open", null, () -> real.pidfdOpen(pid));
    }

    @Override
    public int pidfdSendSignal(int pidfd, int signal) {
        return call("pidfd_send_signal", () -> real.pidfdSendSignal(pidfd, signal));
    }

    @Override
    public int socketPair(MemorySegment ends) {
        int result = call("socketpair", () -> real.socketPair(ends));
        if (result >= 0) {
            synchronized (this) {
                descriptors.put(ends.get(ValueLayout.JAVA_INT_UNALIGNED, 0), "socketpair");
                descriptors.put(ends.get(ValueLayout.JAVA_INT_UNALIGNED, 4), "socketpair");
            }
        }
        return result;
    }

    @Override
    public int memoryFile(String name) {
        return opening("memfd_create", null, () -> real.memoryFile(name));
    }

    @Override
    public int spawn(SpawnRequest request) {
        return call("posix_spawn", () -> real.spawn(request));
    }

    @Override
    public int reap(int pidfd) {
        return real.reap(pidfd);
    }

    @Override
    public int bury(int pid) {
        return real.bury(pid);
    }
}
