package dev.rawtap.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.rawtap.base.Errno;
import dev.rawtap.base.KernelException;
import dev.rawtap.contract.ChildCommand;
import dev.rawtap.syscall.Architecture;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A child that waits on a socket as {@link Shim} and becomes the command when a byte comes. If this process dies first,
 * the socket's end is what comes, and the child goes too. Nothing else waits for it: the JVM's reaper only knows the
 * children of {@code ProcessBuilder}.
 */
final class LinuxChild implements ChildCommand {
    private static final Errno ENOEXEC = new Errno(8);
    private static final int SIGKILL = 9;

    private final Kernel kernel;
    private final String name;
    private final int pid;
    private final FileDescriptor process;
    private final FileDescriptor socket;
    private static final int EPIPE = 32;

    private boolean released;
    /** Whether it became the command, or may have. */
    private boolean runs;

    private OptionalInt status = OptionalInt.empty();

    private LinuxChild(Kernel kernel, String name, int pid, FileDescriptor process, FileDescriptor socket) {
        this.kernel = kernel;
        this.name = name;
        this.pid = pid;
        this.process = process;
        this.socket = socket;
    }

    /**
     * Makes the process.
     *
     * @param file the file to execute
     * @param arguments argv, from argv[0] on
     */
    static LinuxChild start(Kernel kernel, byte[] file, List<byte[]> arguments) {
        String name = new String(arguments.getFirst(), StandardCharsets.UTF_8);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(JAVA_INT, 2);
            Kernel.require(kernel.socketPair(ends), "make a socket pair");
            FileDescriptor ours = new FileDescriptor(kernel, ends.getAtIndex(JAVA_INT, 0));
            try {
                int pid;
                try (FileDescriptor theirs = new FileDescriptor(kernel, ends.getAtIndex(JAVA_INT, 1))) {
                    pid = spawn(kernel, file, arguments, theirs.number());
                }
                Kernel.require(pid, "start '" + name + "'");
                return ready(kernel, name, pid, ours);
            } catch (RuntimeException | Error failed) {
                ours.close();
                throw failed;
            }
        }
    }

    /** posix_spawn returns in the middle of the shim's own execve, which must be over before anything is attached. */
    private static LinuxChild ready(Kernel kernel, String name, int pid, FileDescriptor socket) {
        int process = kernel.pidfdOpen(pid);
        if (process < 0) {
            kernel.kill(pid, SIGKILL);
            socket.close();
            kernel.bury(pid);
        }
        LinuxChild child =
                new LinuxChild(kernel, name, pid, FileDescriptor.of(kernel, process, "open process " + pid), socket);
        try (Arena arena = Arena.ofConfined()) {
            long answer = kernel.read(socket.number(), arena.allocate(8));
            if (answer <= 0) {
                child.close();
                Errno errno = answer < 0 ? new Errno((int) -answer) : Errno.ESRCH;
                throw new KernelException("start '" + name + "' as process " + pid, errno, null);
            }
        }
        return child;
    }

    private static int spawn(Kernel kernel, byte[] file, List<byte[]> arguments, int fd) {
        int pid = spawnShim(kernel, file, arguments, fd);
        // Where files without a path may not be executed (vm.memfd_noexec, security modules), a shell does.
        return pid >= 0 ? pid : spawnShell(kernel, file, arguments, fd);
    }

    private static int spawnShim(Kernel kernel, byte[] file, List<byte[]> arguments, int fd) {
        int memory = kernel.memoryFile("rawtap");
        if (memory < 0) {
            return memory;
        }
        try (FileDescriptor program = new FileDescriptor(kernel, memory);
                Arena arena = Arena.ofConfined()) {
            byte[] elf = Shim.elf(Architecture.host(), fd);
            MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, elf);
            if (kernel.write(program.number(), bytes) != elf.length) {
                return -Errno.ENOSPC.number();
            }
            List<byte[]> argv = new ArrayList<>(arguments);
            argv.addFirst(file);
            return kernel.spawn(new SpawnRequest("/proc/self/fd/" + program.number(), argv, fd, fd));
        }
    }

    /** Shows the file's path as argv[0]: dash has no way to set it, and takes descriptors of one digit alone. */
    static int spawnShell(Kernel kernel, byte[] file, List<byte[]> arguments, int fd) {
        String script =
                "echo >&9; read -r rawtap_released <&9 || exit 125; unset rawtap_released; exec 9<&-; exec \"$@\"";
        List<byte[]> argv = new ArrayList<>(CommandBytes.of(List.of("sh", "-c", script, "rawtap")));
        argv.add(file);
        argv.addAll(arguments.subList(1, arguments.size()));
        return kernel.spawn(new SpawnRequest("/bin/sh", argv, fd, 9));
    }

    @Override
    public int pid() {
        return pid;
    }

    @Override
    public synchronized void release() {
        if (released) {
            throw new IllegalStateException("process " + pid + " is already released");
        }
        released = true;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment go = arena.allocateFrom(JAVA_BYTE, (byte) '\n');
            long written = kernel.write(socket.number(), go);
            if (written == -EPIPE) {
                // It was ended while it waited: its status says so.
                return;
            }
            Kernel.require(written, "release process " + pid);
            runs = true;
            // The end of the file: it became the command. Eight bytes: execve's answer.
            MemorySegment answer = arena.allocate(JAVA_LONG);
            if (kernel.read(socket.number(), answer) == answer.byteSize()) {
                runs = false;
                Errno errno = new Errno((int) -answer.get(JAVA_LONG, 0));
                throw new KernelException("execute '" + name + "'", errno, hint(errno));
            }
        } finally {
            socket.close();
        }
    }

    private static @Nullable String hint(Errno errno) {
        return errno.equals(ENOEXEC) ? "a script starts with the program that reads it, such as #!/bin/sh" : null;
    }

    @Override
    public OptionalInt await(Duration timeout) {
        try (FileDescriptor epoll = FileDescriptor.of(kernel, kernel.epollCreate(), "make an epoll instance");
                Arena arena = Arena.ofConfined()) {
            EpollEvents events = new EpollEvents(arena, 1);
            int added = process.use(fd -> kernel.epollAdd(epoll.number(), fd, Kernel.EPOLL_READABLE, 0));
            Kernel.require(added, "watch process " + pid);
            long start = System.nanoTime();
            while (true) {
                OptionalInt ended = reap();
                long left = timeout.toMillis() - (System.nanoTime() - start) / 1_000_000;
                if (ended.isPresent() || left <= 0) {
                    return ended;
                }
                int slice = (int) Math.min(left, Integer.MAX_VALUE);
                Kernel.require(kernel.epollWait(epoll.number(), events, slice), "wait for process " + pid);
            }
        }
    }

    /** The status, kept because the kernel tells it once. */
    private synchronized OptionalInt reap() {
        if (status.isEmpty()) {
            int answer = process.use(kernel::reap);
            Kernel.require(answer, "wait for process " + pid);
            status = answer == Kernel.STILL_RUNNING ? OptionalInt.empty() : OptionalInt.of(answer);
        }
        return status;
    }

    /**
     * {@inheritDoc} The end of a child that was not released needs no descriptor: it comes also where there are no more.
     * One that ends later stays a zombie until this process ends.
     */
    @Override
    public synchronized void close() {
        if (process.isClosed()) {
            return;
        }
        released = true;
        socket.close();
        if (runs) {
            process.use(kernel::reap);
        } else {
            process.use(fd -> kernel.pidfdSendSignal(fd, SIGKILL));
        }
        process.close();
        if (!runs) {
            kernel.bury(pid);
        }
    }
}
