package dev.rawtap.script.run;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.contract.Host;
import dev.rawtap.script.program.CompiledAction;
import dev.rawtap.script.program.ScriptAction;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Packets in files that Wireshark and tcpdump read: the classic format with nanoseconds (draft-ietf-opsawg-pcap), without a
 * link layer, as bpftrace has it. Every file of a script is there, with its head, from the start of the run. For one thread.
 */
final class CaptureFiles implements AutoCloseable {
    private static final ValueLayout.OfLong DOUBLE = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int MAGIC_NANOSECONDS = 0xa1b23c4d;
    private static final int SNAP_LENGTH = 65_535;

    /** {@code LINKTYPE_RAW}: packets begin with the header of IPv4 or IPv6. */
    private static final int RAW = 101;

    private final List<String> names;
    private final Host host;
    private final Map<String, OutputStream> files = new LinkedHashMap<>();

    /** Those that the actions of a script name; nothing is written yet. */
    CaptureFiles(List<CompiledAction> actions, Host host) {
        names = actions.stream()
                .map(CompiledAction::action)
                .filter(ScriptAction.WritePacket.class::isInstance)
                .map(action -> ((ScriptAction.WritePacket) action).file())
                .distinct()
                .toList();
        this.host = host;
    }

    /** Makes the files anew, each with its head. */
    void open() {
        for (String name : names) {
            try {
                var file = new BufferedOutputStream(Files.newOutputStream(Path.of(name)));
                files.put(name, file);
                file.write(buffer(24)
                        .putInt(MAGIC_NANOSECONDS)
                        .putShort((short) 2)
                        .putShort((short) 4)
                        .putInt(0)
                        .putInt(0)
                        .putInt(SNAP_LENGTH)
                        .putInt(RAW)
                        .array());
                file.flush();
            } catch (IOException | InvalidPathException e) {
                throw unwritable(name, e);
            }
        }
    }

    /** Adds a packet: an event of {@link ScriptAction.WritePacket}. */
    void append(String name, CompiledAction action, MemorySegment memory, long offset, int length) {
        long asked = memory.get(DOUBLE, offset + action.offsets().get(1));
        long skipped = memory.get(DOUBLE, offset + action.offsets().get(2));
        long captured = Math.min(Math.min(asked, ScriptAction.WritePacket.MOST_BYTES), length - action.bytes());
        long from = Long.compareUnsigned(skipped, captured) < 0 ? skipped : captured;
        byte[] packet = new byte[(int) (captured - from)];
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset + action.bytes() + from, packet, 0, packet.length);
        Instant when = host.wallClock(
                Host.Clock.BOOT, memory.get(DOUBLE, offset + action.offsets().getFirst()));
        @Nullable OutputStream file = files.get(name);
        if (file == null) {
            throw new IllegalStateException("no capture file " + name);
        }
        try {
            file.write(buffer(16)
                    .putInt((int) when.getEpochSecond())
                    .putInt(when.getNano())
                    .putInt(packet.length)
                    .putInt((int) (asked - from))
                    .array());
            file.write(packet);
        } catch (IOException e) {
            throw unwritable(name, e);
        }
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static InvalidInputException unwritable(String name, Exception cause) {
        String why = cause instanceof NoSuchFileException ? "no such folder" : String.valueOf(cause.getMessage());
        return new InvalidInputException(
                "cannot write capture file '%s': %s".formatted(name, why), "skboutput takes a path to write to", cause);
    }

    /** Writes what waits in memory. */
    void flush() {
        files.forEach((name, file) -> {
            try {
                file.flush();
            } catch (IOException e) {
                throw unwritable(name, e);
            }
        });
    }

    @Override
    public void close() {
        try {
            flush();
        } finally {
            files.values().forEach(CaptureFiles::release);
            files.clear();
        }
    }

    /** The descriptor goes; what could not be written was told by {@link #flush}. */
    private static void release(OutputStream file) {
        try {
            file.close();
        } catch (IOException told) {
            return;
        }
    }
}
