package dev.rawtap.kernels.nbd;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.linux.Kernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The server of a network block device: the transmission phase alone, with simple replies, over one end of a socket pair.
 * It keeps each request that it gets.
 *
 * <pre>
 * request ::= magic u32, flags u16, type u16, cookie u64, offset u64, length u32    28 bytes, then data to write
 * reply   ::= magic u32, error u32, cookie u64                                       16 bytes, then data that was read
 * </pre>
 *
 * <p>All in the byte order of the network (doc/proto.md of NetworkBlockDevice/nbd).
 */
final class NbdServer implements AutoCloseable {
    /** {@code NBD_CMD_*}. */
    static final int READ = 0;

    static final int WRITE = 1;
    static final int DISCONNECT = 2;
    static final int FLUSH = 3;

    /** {@code NBD_CMD_FLAG_FUA}: a write is answered when it is on the disk. */
    static final int FORCE_UNIT_ACCESS = 1;

    private static final int REQUEST_MAGIC = 0x25609513;
    private static final int REPLY_MAGIC = 0x67446698;
    private static final int REQUEST_BYTES = 28;
    private static final int REPLY_BYTES = 16;
    private static final int EINVAL = 22;

    /** A request as it came in. */
    record Request(int type, int flags, long cookie, long offset, int length) {
        static Request of(ByteBuffer header) {
            if (header.getInt() != REQUEST_MAGIC) {
                throw new IllegalStateException("a request that does not begin with its magic number");
            }
            int flags = header.getShort();
            return new Request(header.getShort(), flags, header.getLong(), header.getLong(), header.getInt());
        }

        boolean forced() {
            return (flags & FORCE_UNIT_ACCESS) != 0;
        }
    }

    private final Kernel kernel;
    private final FileDescriptor socket;
    private final byte[] disk;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Thread thread;

    /** Takes over {@code socket} and serves until it is told to disconnect, or the other end is closed. */
    NbdServer(Kernel kernel, FileDescriptor socket, byte[] disk) {
        this.kernel = kernel;
        this.socket = socket;
        this.disk = disk;
        this.thread = Thread.ofPlatform().name("nbd-server").daemon().start(this::serve);
    }

    /** All requests so far. */
    List<Request> requests() {
        return List.copyOf(requests);
    }

    private void serve() {
        try (socket) {
            while (true) {
                byte[] header = receive(REQUEST_BYTES);
                if (header.length == 0) {
                    return;
                }
                Request request = Request.of(ByteBuffer.wrap(header));
                requests.add(request);
                if (request.type == DISCONNECT) {
                    return;
                }
                send(reply(request));
            }
        }
    }

    private byte[] reply(Request request) {
        byte[] written = receive(request.type == WRITE ? request.length : 0);
        boolean within = request.offset >= 0 && request.offset + request.length <= disk.length;
        int place = (int) request.offset;
        byte[] reply = new byte[REPLY_BYTES + (request.type == READ && within ? request.length : 0)];
        ByteBuffer into = ByteBuffer.wrap(reply)
                .putInt(REPLY_MAGIC)
                .putInt(within ? 0 : EINVAL)
                .putLong(request.cookie);
        if (within) {
            System.arraycopy(written, 0, disk, place, written.length);
            into.put(disk, place, into.remaining());
        }
        return reply;
    }

    /** That many bytes; none if the other end is closed. */
    private byte[] receive(int bytes) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment into = arena.allocate(Math.max(bytes, 1));
            for (long had = 0; had < bytes; ) {
                long more =
                        Kernel.require(kernel.read(socket.number(), into.asSlice(had, bytes - had)), "read a request");
                if (more == 0) {
                    return new byte[0];
                }
                had += more;
            }
            return into.asSlice(0, bytes).toArray(JAVA_BYTE);
        }
    }

    private void send(byte[] reply) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment from = arena.allocateFrom(JAVA_BYTE, reply);
            for (long sent = 0; sent < from.byteSize(); ) {
                sent += Kernel.require(kernel.write(socket.number(), from.asSlice(sent)), "write a reply");
            }
        }
    }

    /** Waits for the end; the other end of the socket is closed or told to disconnect before. */
    @Override
    public void close() {
        NbdDevice.end(thread);
    }
}
