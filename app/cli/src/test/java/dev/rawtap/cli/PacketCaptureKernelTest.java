package dev.rawtap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kerneltest.KernelTest;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code skboutput} and {@code socket_cookie} on datagrams that this process sends to itself. */
@KernelTest
class PacketCaptureKernelTest {
    private static final long PID = ProcessHandle.current().pid();
    private static final byte[] PAYLOAD = "a datagram of 33 bytes, no less.\n".getBytes(StandardCharsets.US_ASCII);

    /** Heads of Ethernet, IPv4 and UDP (RFC 894, 791, 768). */
    private static final int LINK = 14;

    private static final int HEADS = 20 + 8;

    @TempDir
    Path folder;

    /** Runs a script while datagrams go over the loopback device. */
    private static CommandLineRun run(String... arguments) throws IOException, InterruptedException {
        var done = new AtomicBoolean();
        try (var receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                var sender = new DatagramSocket()) {
            var to = new DatagramPacket(PAYLOAD, PAYLOAD.length, receiver.getLocalSocketAddress());
            var sending = new Thread(() -> send(sender, to, done), "datagrams");
            sending.start();
            try (var engine = KernelEngine.open()) {
                return CommandLineRun.of(engine, arguments);
            } finally {
                done.set(true);
                sending.join();
            }
        }
    }

    private static void send(DatagramSocket sender, DatagramPacket packet, AtomicBoolean done) {
        while (!done.get()) {
            try {
                sender.send(packet);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static String script(Path file, String length, int offset) {
        return """
                rt:net_dev_start_xmit /pid == %d && args.skb.len == %d/ {
                  print(skboutput("%s", args.skb, %s, %d));
                  if (++@n == 2) { exit(); }
                }
                end { clear(@n); }
                """.formatted(PID, LINK + HEADS + PAYLOAD.length, file, length, offset);
    }

    @Test
    void writesPacketsWithoutLinkLayer() throws Exception {
        Path file = folder.resolve("udp.pcap");
        Instant before = Instant.now();
        CommandLineRun run = run("-q", "-e", script(file, "args.skb.len", LINK));
        assertThat(run.output()).startsWith("0\n0\n");
        assertThat(run.errors()).isEmpty();
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        // draft-ietf-opsawg-pcap: magic of nanoseconds, version 2.4, no time zone, LINKTYPE_RAW.
        assertThat(bytes.getInt()).isEqualTo(0xa1b23c4d);
        assertThat(bytes.getShort()).isEqualTo((short) 2);
        assertThat(bytes.getShort()).isEqualTo((short) 4);
        assertThat(bytes.getLong()).isZero();
        assertThat(bytes.getInt()).isEqualTo(65_535);
        assertThat(bytes.getInt()).isEqualTo(101);
        for (int packet = 0; packet < 2; packet++) {
            Instant when = Instant.ofEpochSecond(bytes.getInt(), bytes.getInt());
            assertThat(when).isBetween(before.minusSeconds(1), Instant.now().plusSeconds(1));
            assertThat(bytes.getInt()).isEqualTo(HEADS + PAYLOAD.length);
            assertThat(bytes.getInt()).isEqualTo(HEADS + PAYLOAD.length);
            byte[] data = new byte[HEADS + PAYLOAD.length];
            bytes.get(data);
            // IPv4 with 5 words of head, UDP, from and to 127.0.0.1.
            assertThat(data[0]).isEqualTo((byte) 0x45);
            assertThat(data[9]).isEqualTo((byte) 17);
            assertThat(Arrays.copyOfRange(data, 12, 20)).containsExactly(127, 0, 0, 1, 127, 0, 0, 1);
            assertThat(Arrays.copyOfRange(data, HEADS, data.length)).isEqualTo(PAYLOAD);
        }
        assertThat(bytes.remaining()).isZero();
    }

    /** The kernel refuses with EFAULT, which is the script's to handle and no loss. */
    @Test
    void answersALengthBeyondThePacket() throws Exception {
        Path file = folder.resolve("empty.pcap");
        CommandLineRun run = run("-q", "-e", script(file, "args.skb.len + 1", 0));
        assertThat(run.output()).startsWith("-14\n-14\n");
        assertThat(run.errors()).isEmpty();
        assertThat(Files.size(file)).as("the head alone").isEqualTo(24);
    }

    @Test
    void refusesAFileThatCannotBe() throws Exception {
        Path file = folder.resolve("no-such-folder/udp.pcap");
        CommandLineRun run = run("-q", "-e", script(file, "args.skb.len", LINK));
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.errors())
                .isEqualTo(
                        "ERROR: cannot write capture file '%s': no such folder%nHINT: skboutput takes a path to write to%n"
                                .formatted(file));
    }

    @Test
    void explainsAPacketThatIsNoArgument() throws Exception {
        CommandLineRun run = run(
                "-q",
                "-e",
                "rt:net_dev_xmit { print(skboutput(\"%s\", (struct sk_buff *)1, 1, 0)); }"
                        .formatted(folder.resolve("none.pcap")));
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.errors()).contains("pass the tracepoint's own argument (args.NAME in a script)");
    }

    /** The same socket has the same cookie, another one another. */
    @Test
    void cookiesAreThoseOfSockets() throws Exception {
        CommandLineRun run = run("-q", "-e", """
                rt:sock_send_length /pid == %d && args.ret == %d/ {
                  @[socket_cookie(args.sk) != 0, socket_cookie(args.sk) == socket_cookie(args.sk)] = count();
                  @n++;
                  if (@n == 3) { exit(); }
                }
                end { clear(@n); }
                """.formatted(PID, PAYLOAD.length));
        assertThat(run.output().strip()).matches("@\\[true, true]: \\d+");
    }
}
