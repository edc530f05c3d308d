package dev.rawtap.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.KernelException;
import dev.rawtap.linux.struct.PerfEventAttribute;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that need no privilege. */
class LinuxKernelTest {
    private static final int EBADF = -9;
    private static final int ENOENT = -2;

    private final Kernel kernel = new LinuxKernel();

    @Test
    void answersMinusErrno() {
        assertThat(kernel.close(-1)).isEqualTo(EBADF);
        assertThat(kernel.openat(Kernel.WORKING_DIRECTORY, "/no/such/file", Kernel.OPEN_READ))
                .isEqualTo(ENOENT);
    }

    @Test
    void errnoBelongsToTheThread() throws Exception {
        Thread other = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 50_000; i++) {
                kernel.close(-1);
            }
        });
        for (int i = 0; i < 5_000; i++) {
            assertThat(kernel.openat(Kernel.WORKING_DIRECTORY, "/no/such/file", 0))
                    .isEqualTo(ENOENT);
        }
        other.join();
    }

    @Test
    void readsAndMapsFiles(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("text"), "0123456789");
        try (Arena arena = Arena.ofConfined();
                FileDescriptor fd = open(file)) {
            MemorySegment four = arena.allocate(4);
            assertThat(kernel.read(fd.number(), four)).isEqualTo(4);
            assertThat(text(four)).isEqualTo("0123");
            assertThat(kernel.pread(fd.number(), four, 8)).isEqualTo(2);
            assertThat(text(four)).isEqualTo("8923");
            MemorySegment mapped = kernel.mmap(arena, fd.number(), 0, 10, Kernel.Mapping.PRIVATE_READ);
            assertThat(text(mapped)).isEqualTo("0123456789");
            assertThat(mapped.isReadOnly()).isTrue();
            assertThat(kernel.write(fd.number(), four)).isEqualTo(EBADF);
        }
    }

    @Test
    void unmapsWithTheArena(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("mapped-by-rawtap"), "x");
        try (FileDescriptor fd = open(file);
                Arena arena = Arena.ofShared()) {
            kernel.mmap(arena, fd.number(), 0, 1, Kernel.Mapping.SHARED_READ);
            assertThat(Files.readString(Path.of("/proc/self/maps"))).contains("mapped-by-rawtap");
        }
        assertThat(Files.readString(Path.of("/proc/self/maps"))).doesNotContain("mapped-by-rawtap");
    }

    @Test
    void mapFailureNamesTheErrno() {
        try (Arena arena = Arena.ofConfined()) {
            assertThatThrownBy(() -> kernel.mmap(arena, -1, 0, 4096, Kernel.Mapping.SHARED_READ))
                    .isInstanceOf(KernelException.class)
                    .hasMessage("map 4096 bytes of file descriptor -1: EBADF");
        }
    }

    @Test
    void epollTellsTokenOfReadableDescriptor() {
        try (Arena arena = Arena.ofConfined();
                FileDescriptor epoll = FileDescriptor.of(kernel, kernel.epollCreate(), "epoll");
                FileDescriptor first = FileDescriptor.of(kernel, kernel.eventfd(), "eventfd");
                FileDescriptor second = FileDescriptor.of(kernel, kernel.eventfd(), "eventfd")) {
            EpollEvents events = new EpollEvents(arena, 4);
            int edge = Kernel.EPOLL_READABLE | Kernel.EPOLL_EDGE_TRIGGERED;
            assertThat(kernel.epollAdd(epoll.number(), first.number(), edge, 0x1234567890abcdefL))
                    .isZero();
            assertThat(kernel.epollAdd(epoll.number(), second.number(), edge, -1))
                    .isZero();
            assertThat(kernel.epollWait(epoll.number(), events, 0)).isZero();
            MemorySegment one = arena.allocateFrom(JAVA_LONG, 1);
            assertThat(kernel.write(first.number(), one)).isEqualTo(8);
            assertThat(kernel.write(second.number(), one)).isEqualTo(8);
            assertThat(kernel.epollWait(epoll.number(), events, -1)).isEqualTo(2);
            assertThat(new long[] {events.token(0), events.token(1)})
                    .containsExactlyInAnyOrder(0x1234567890abcdefL, -1);
            assertThat(events.events(0)).isEqualTo(Kernel.EPOLL_READABLE);
            assertThat(kernel.epollWait(epoll.number(), events, 0))
                    .as("edge was told")
                    .isZero();
        }
    }

    @Test
    void epollWaitEndsInTime() {
        try (Arena arena = Arena.ofConfined();
                FileDescriptor epoll = FileDescriptor.of(kernel, kernel.epollCreate(), "epoll")) {
            long start = System.nanoTime();
            assertThat(kernel.epollWait(epoll.number(), new EpollEvents(arena, 1), 30))
                    .isZero();
            assertThat(System.nanoTime() - start).isBetween(29_000_000L, 5_000_000_000L);
        }
    }

    @Test
    void bindsThreadToCpu() throws Exception {
        Thread bound = Thread.ofPlatform().unstarted(() -> {
            int tid = kernel.gettid();
            assertThat(kernel.bindToCpu(0, 0)).isZero();
            assertThat(new SystemFiles(Path.of("/"))
                            .text("/proc/self/task/" + tid + "/status")
                            .orElseThrow())
                    .containsPattern("Cpus_allowed_list:\\s0\n");
        });
        Throwable[] failure = new Throwable[1];
        bound.setUncaughtExceptionHandler((thread, thrown) -> failure[0] = thrown);
        bound.start();
        bound.join();
        assertThat(failure[0]).isNull();
    }

    @Test
    void tellsLimitOfLockedMemory() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limit = arena.allocate(JAVA_LONG, 2);
            assertThat(kernel.prlimit(Kernel.RESOURCE_LOCKED_MEMORY, MemorySegment.NULL, limit))
                    .isZero();
            long soft = limit.getAtIndex(JAVA_LONG, 0);
            String told =
                    new SystemFiles(Path.of("/")).text("/proc/self/limits").orElseThrow();
            assertThat(told)
                    .containsPattern(
                            "Max locked memory +" + (soft == -1 ? "unlimited" : Long.toUnsignedString(soft)) + " ");
            assertThat(kernel.prlimit(Kernel.RESOURCE_LOCKED_MEMORY, limit, MemorySegment.NULL))
                    .isZero();
        }
    }

    @Test
    void signalsAndHandlesOfProcesses() {
        int own = (int) ProcessHandle.current().pid();
        assertThat(kernel.kill(own, 0)).isZero();
        try (FileDescriptor self = FileDescriptor.of(kernel, kernel.pidfdOpen(own), "pidfd")) {
            assertThat(kernel.pidfdSendSignal(self.number(), 0)).isZero();
        }
        assertThat(kernel.pidfdOpen(1 << 30)).isEqualTo(-3);
    }

    @Test
    void descriptorsAreClosedOnExec() throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(JAVA_INT, 2);
            assertThat(kernel.socketPair(ends)).isZero();
            Map<String, Integer> made = Map.of(
                    "epoll", kernel.epollCreate(),
                    "eventfd", kernel.eventfd(),
                    "memory file", kernel.memoryFile("x"),
                    "socket 0", ends.getAtIndex(JAVA_INT, 0),
                    "socket 1", ends.getAtIndex(JAVA_INT, 1),
                    "pidfd", kernel.pidfdOpen((int) ProcessHandle.current().pid()),
                    "file", kernel.openat(Kernel.WORKING_DIRECTORY, "/proc/version", Kernel.OPEN_READ));
            for (var entry : made.entrySet()) {
                String flags = Files.readString(Path.of("/proc/self/fdinfo/" + entry.getValue()))
                        .lines()
                        .filter(line -> line.startsWith("flags:"))
                        .findFirst()
                        .orElseThrow();
                int octal = Integer.parseInt(flags.substring(6).strip(), 8);
                assertThat(octal & 02000000).as(entry.getKey() + " " + flags).isNotZero();
                assertThat(kernel.close(entry.getValue())).isZero();
            }
        }
    }

    @Test
    void ioctlAndPerfEventReachTheKernel() {
        try (Arena arena = Arena.ofConfined()) {
            assertThat(kernel.ioctl(-1, PerfEventAttribute.IOCTL_ENABLE, 0)).isEqualTo(EBADF);
            assertThat(kernel.perfEventOpen(PerfEventAttribute.allocate(arena), -1, -1))
                    .isNegative();
        }
    }

    private FileDescriptor open(Path file) {
        return FileDescriptor.of(
                kernel, kernel.openat(Kernel.WORKING_DIRECTORY, file.toString(), Kernel.OPEN_READ), "open " + file);
    }

    private static String text(MemorySegment segment) {
        return StandardCharsets.US_ASCII.decode(segment.asByteBuffer()).toString();
    }
}
