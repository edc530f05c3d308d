package dev.rawtap.kernel.buffer;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.rawtap.base.Errno;
import dev.rawtap.base.KernelException;
import dev.rawtap.linux.BpfCommand;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.linux.Kernel;
import dev.rawtap.linux.Kernel.Mapping;
import dev.rawtap.linux.struct.MapElementAttribute;
import dev.rawtap.linux.struct.PerfEventAttribute;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A perf buffer: an event of type BPF_OUTPUT and a ring on each CPU, and their descriptors in the map that programs write
 * to. A CPU that is offline has none; what programs write on one that comes later fails there, and is counted where
 * losses are.
 */
final class PerfBuffer implements Buffer {
    /** Data pages of each CPU: within what perf_event_mlock_kb grants without CAP_IPC_LOCK. */
    private static final int PAGES = 64;

    /** The largest record: its size has 16 bits. */
    private static final int LARGEST_RECORD = 1 << 16;

    /** ENODEV: that CPU is offline. */
    private static final int OFFLINE = -19;

    private static final int ALL_PROCESSES = -1;

    private record Member(int cpu, FileDescriptor event, PerfRing ring) {}

    private final BufferSource.Perf source;
    private final Kernel kernel;
    private final List<Member> members = new ArrayList<>();
    private long taken;

    private PerfBuffer(BufferSource.Perf source, Kernel kernel) {
        this.source = source;
        this.kernel = kernel;
    }

    /** Opens it on these CPUs; {@code arena} unmaps it. */
    static PerfBuffer open(
            BufferSource.Perf source, Kernel kernel, Arena arena, int pageBytes, List<Integer> onlineCpus) {
        var buffer = new PerfBuffer(source, kernel);
        try {
            MemorySegment scratch = arena.allocate(LARGEST_RECORD, 8);
            for (int cpu : onlineCpus) {
                if (cpu < source.entries()) {
                    buffer.openOn(cpu, arena, pageBytes, scratch);
                }
            }
            return buffer;
        } catch (RuntimeException | Error failed) {
            buffer.close();
            throw failed;
        }
    }

    private void openOn(int cpu, Arena arena, int pageBytes, MemorySegment scratch) {
        FileDescriptor event;
        try (var call = Arena.ofConfined()) {
            int result = kernel.perfEventOpen(PerfEventAttribute.ofBpfOutput(call, 1), ALL_PROCESSES, cpu);
            if (result == OFFLINE) {
                return;
            }
            event = FileDescriptor.of(kernel, result, "open perf buffer '" + source.name() + "' on CPU " + cpu);
        }
        try {
            long pages = source.pages() == 0 ? PAGES : source.pages();
            MemorySegment memory = memory(event, cpu, arena, (pages + 1) * pageBytes);
            members.add(new Member(cpu, event, new PerfRing(source, cpu, memory, pageBytes, scratch)));
        } catch (RuntimeException | Error failed) {
            event.close();
            throw failed;
        }
        Kernel.require(
                kernel.ioctl(event.number(), PerfEventAttribute.IOCTL_ENABLE, 0),
                "enable perf buffer '" + source.name() + "' on CPU " + cpu);
        Kernel.require(
                element(BpfCommand.MAP_UPDATE_ELEM, cpu, event.number()),
                "put perf buffer of CPU " + cpu + " into map '" + source.name() + "'");
    }

    private MemorySegment memory(FileDescriptor event, int cpu, Arena arena, long bytes) {
        try {
            return kernel.mmap(arena, event.number(), 0, bytes, Mapping.SHARED_WRITE);
        } catch (KernelException refused) {
            String hint = refused.errno().equals(Errno.EPERM)
                    ? "kernel.perf_event_mlock_kb limits such memory without CAP_IPC_LOCK"
                    : null;
            throw new KernelException(
                    "map perf buffer '" + source.name() + "' of CPU " + cpu + " into memory", refused.errno(), hint);
        }
    }

    private int element(BpfCommand command, int cpu, int event) {
        try (var call = Arena.ofConfined()) {
            MemorySegment key = call.allocateFrom(JAVA_INT, cpu);
            MemorySegment value = call.allocateFrom(JAVA_INT, event);
            return source.map()
                    .use(map -> kernel.bpf(
                            command, MapElementAttribute.of(call, map, key, value, MapElementAttribute.ANY)));
        }
    }

    @Override
    public void register(int epoll) {
        for (Member member : members) {
            int events = Kernel.EPOLL_READABLE | Kernel.EPOLL_EDGE_TRIGGERED;
            Kernel.require(
                    kernel.epollAdd(epoll, member.event.number(), events, 0),
                    "wait for perf buffer '" + source.name() + "'");
        }
    }

    @Override
    public long drain() {
        long handled = 0;
        taken = 0;
        for (int i = 0; i < members.size(); i++) {
            PerfRing ring = members.get(i).ring;
            long before = ring.consumed();
            handled += ring.drain();
            taken = Math.max(taken, ring.consumed() - before);
        }
        return handled;
    }

    @Override
    public long taken() {
        return taken;
    }

    @Override
    public long capacity() {
        return members.isEmpty() ? Long.MAX_VALUE : members.getFirst().ring.capacity();
    }

    @Override
    public boolean readable() {
        return members.stream().anyMatch(member -> member.ring.readable());
    }

    @Override
    public void stop() {
        members.forEach(member -> member.ring.stop());
    }

    /** Takes the descriptors out of the map again: until then the map keeps the events, and programs their writes, going. */
    @Override
    public void close() {
        for (Member member : members) {
            try {
                element(BpfCommand.MAP_DELETE_ELEM, member.cpu, 0);
            } catch (IllegalStateException closed) {
                // The map is closed; whoever else holds it open finds our events gone with this process.
            } finally {
                member.event.close();
            }
        }
        members.clear();
    }
}
