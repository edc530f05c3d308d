package dev.rawtap.script.run;

import dev.rawtap.contract.Host;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/** Packets in a file that Wireshark and tcpdump read: the classic format with nanoseconds (draft-ietf-opsawg-pcap). */
final class CaptureFile {
    private static final int MAGIC_NANOSECONDS = 0xa1b23c4d;
    private static final int SNAP_LENGTH = 65_535;
    private static final int ETHERNET = 1;

    private CaptureFile() {}

    /** Adds a packet, and the file's head if it is new. */
    static void append(Path file, byte[] packet, Host host) throws IOException {
        try (var channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            var out = ByteBuffer.allocate(24 + 16 + packet.length).order(ByteOrder.LITTLE_ENDIAN);
            if (channel.size() == 0) {
                out.putInt(MAGIC_NANOSECONDS).putShort((short) 2).putShort((short) 4);
                out.putInt(0).putInt(0).putInt(SNAP_LENGTH).putInt(ETHERNET);
            }
            Instant now = host.wallClock(Host.Clock.BOOT, host.nanoseconds(Host.Clock.BOOT));
            out.putInt((int) now.getEpochSecond()).putInt(now.getNano());
            out.putInt(packet.length).putInt(packet.length).put(packet);
            out.flip();
            while (out.hasRemaining()) {
                channel.write(out);
            }
        }
    }
}
