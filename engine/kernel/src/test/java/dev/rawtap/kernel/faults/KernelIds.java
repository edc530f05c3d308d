package dev.rawtap.kernel.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.linux.BpfCommand;
import dev.rawtap.linux.Kernel;
import dev.rawtap.linux.LinuxKernel;
import dev.rawtap.linux.struct.LinkInfo;
import dev.rawtap.linux.struct.MapInfo;
import dev.rawtap.linux.struct.ObjectIdAttribute;
import dev.rawtap.linux.struct.ObjectInfoAttribute;
import dev.rawtap.linux.struct.ProgramInfo;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What went through a door into the kernel, by id: asked for the moment it was made, so that after all descriptors are
 * closed the kernel itself can be asked whether it is gone. Thread-safe.
 */
public final class KernelIds {
    private static final Kernel REAL = new LinuxKernel();
    private static final long PATIENCE_NANOSECONDS = 10_000_000_000L;

    private final List<Id> made = new ArrayList<>();

    /** Kinds of objects with ids. */
    public enum Kind {
        /** A program. */
        PROGRAM(BpfCommand.PROG_GET_NEXT_ID),
        /** A map. */
        MAP(BpfCommand.MAP_GET_NEXT_ID),
        /** A link. */
        LINK(BpfCommand.LINK_GET_NEXT_ID);

        private final BpfCommand next;

        Kind(BpfCommand next) {
            this.next = next;
        }
    }

    /** One object: its kind and number, as {@code KIND:NUMBER}. */
    public record Id(Kind kind, int number) {
        /** From its text. */
        public static Id of(String text) {
            String[] parts = text.split(":", 2);
            return new Id(Kind.valueOf(parts[0]), Integer.parseInt(parts[1]));
        }

        /**
         * Whether the kernel still has it. It is not opened: to open and close a program array whose last descriptor was
         * just closed makes the kernel forget a reference (prog_array_map_clear in kernel/bpf/arraymap.c, 6.18, takes
         * one more while its work is already queued), and the map stays for ever.
         */
        public boolean exists() {
            try (var call = Arena.ofConfined()) {
                MemorySegment attribute = ObjectIdAttribute.of(call, number - 1);
                int result = REAL.bpf(kind.next, attribute);
                return result == 0 && ObjectIdAttribute.NEXT_ID.get(attribute) == number;
            }
        }

        @Override
        public String toString() {
            return kind + ":" + number;
        }
    }

    /** A door to the kernel that notes what is made through it. */
    public Kernel door() {
        return (Kernel) Proxy.newProxyInstance(
                Kernel.class.getClassLoader(), new Class<?>[] {Kernel.class}, (_, method, arguments) -> {
                    Object result;
                    try {
                        result = method.invoke(REAL, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                    if (method.getName().equals("bpf") && (int) result >= 0) {
                        note((BpfCommand) arguments[0], (int) result);
                    }
                    return result;
                });
    }

    private void note(BpfCommand command, int fd) {
        switch (command) {
            case PROG_LOAD -> add(Kind.PROGRAM, info(fd, ProgramInfo.SIZE, ProgramInfo.ID::get));
            case MAP_CREATE -> add(Kind.MAP, info(fd, MapInfo.SIZE, MapInfo.ID::get));
            case RAW_TRACEPOINT_OPEN, LINK_CREATE -> add(Kind.LINK, info(fd, LinkInfo.SIZE, LinkInfo.ID::get));
            default -> {}
        }
    }

    private synchronized void add(Kind kind, int number) {
        made.add(new Id(kind, number));
    }

    private static int info(int fd, int size, java.util.function.ToIntFunction<MemorySegment> id) {
        try (var call = Arena.ofConfined()) {
            MemorySegment info = call.allocate(size, 8);
            assertThat(REAL.bpf(BpfCommand.OBJ_GET_INFO_BY_FD, ObjectInfoAttribute.of(call, fd, info)))
                    .isZero();
            return id.applyAsInt(info);
        }
    }

    /** Everything that was made so far. */
    public synchronized List<Id> made() {
        return List.copyOf(made);
    }

    /**
     * Those that the kernel still has. It frees an object a grace period after its last descriptor was closed, so this
     * waits for ten seconds at most.
     */
    public static List<Id> left(Collection<Id> ids) {
        long deadline = System.nanoTime() + PATIENCE_NANOSECONDS;
        List<Id> left = new ArrayList<>(ids);
        while (true) {
            left.removeIf(id -> !id.exists());
            if (left.isEmpty() || System.nanoTime() > deadline) {
                return left;
            }
            LockSupport.parkNanos(10_000_000);
        }
    }
}
