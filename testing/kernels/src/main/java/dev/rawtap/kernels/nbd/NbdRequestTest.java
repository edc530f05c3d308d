package dev.rawtap.kernels.nbd;

import static dev.rawtap.isa.Register.R0;
import static dev.rawtap.isa.Register.R1;
import static dev.rawtap.isa.Register.R10;
import static dev.rawtap.isa.Register.R2;
import static dev.rawtap.isa.Register.R3;
import static dev.rawtap.isa.Register.R4;
import static dev.rawtap.isa.Register.R6;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.btf.tracepoint.Nullability;
import dev.rawtap.cli.CommandLineRun;
import dev.rawtap.contract.EventReader;
import dev.rawtap.contract.EventSource;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.Loaded;
import dev.rawtap.isa.AluOperation;
import dev.rawtap.isa.Assembler;
import dev.rawtap.isa.Constant64;
import dev.rawtap.isa.Helpers;
import dev.rawtap.isa.Size;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kernel.Samples;
import dev.rawtap.kernels.Facts;
import dev.rawtap.kernels.nbd.NbdServer.Request;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.linux.LinuxKernel;
import dev.rawtap.object.Globals;
import dev.rawtap.object.MapType;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Programs on nbd_send_request change, or read, what the kernel sends to the server of a network block device. */
@KernelTest
class NbdRequestTest {
    private static final String TABLE = "Writable raw tracepoints";
    private static final String TRACEPOINT = "nbd_send_request";
    private static final int FORCED = 1 << 16;
    private static final int DISK = 4 << 20;
    private static final int PLACE = 1 << 20;
    private static final int DISTANCE = 2 << 20;

    private KernelEngine engine;
    private NbdDevice device;

    @BeforeEach
    void open() {
        assumeTrue(Files.exists(NbdDevice.PATH), "no /dev/nbd0: the module nbd is not loaded");
        byte[] disk = new byte[DISK];
        for (int offset = 0; offset < DISK; offset += NbdDevice.BLOCK) {
            System.arraycopy(blockAt(offset), 0, disk, offset, NbdDevice.BLOCK);
        }
        engine = KernelEngine.open();
        device = NbdDevice.open(new LinuxKernel(), disk);
    }

    @AfterEach
    void close() {
        if (device != null) {
            device.close();
        }
        if (engine != null) {
            engine.close();
        }
    }

    /** What the disk has at a place: no two blocks are alike. */
    private static byte[] blockAt(int offset) {
        byte[] block = new byte[NbdDevice.BLOCK];
        ByteBuffer.wrap(block).asIntBuffer().put(0, offset + 1);
        return block;
    }

    /** What the server got while something was done, of one type. */
    private List<Request> requests(int type, Runnable action) {
        int before = device.server().requests().size();
        action.run();
        List<Request> all = device.server().requests();
        return all.subList(before, all.size()).stream()
                .filter(request -> request.type() == type)
                .toList();
    }

    private List<Request> write() {
        return requests(NbdServer.WRITE, () -> device.write(blockAt(0)));
    }

    /** The example for this device alone. */
    private static ObjectSpec example() {
        return Globals.set(Samples.example("nbd_request"), "only_index", NbdDevice.INDEX);
    }

    /** A record of the example, or of {@link #copying}. */
    private static EventReader read(Loaded loaded, List<ByteBuffer> records) {
        return loaded.read(List.of(new EventSource.Buffer(
                loaded.map("events"),
                (memory, offset, length) -> records.add(
                        ByteBuffer.wrap(memory.asSlice(offset, length).toArray(JAVA_BYTE))))));
    }

    @Test
    void writesAreForcedWhileTheProgramIsAttached() {
        var records = new ArrayList<ByteBuffer>();
        assertThat(write()).singleElement().matches(request -> !request.forced());

        try (var loaded = engine.load(example(), LoadOptions.DEFAULT);
                var reader = read(loaded, records);
                var links = loaded.attach()) {
            assertThat(links.links()).hasSize(1);
            assertThat(write()).singleElement().satisfies(request -> {
                assertThat(request.forced()).isTrue();
                assertThat(request.offset()).isZero();
                assertThat(request.length()).isEqualTo(NbdDevice.BLOCK);
            });
            device.read(PLACE);
            reader.poll(Duration.ofSeconds(10));
            assertThat(loaded.losses().losses()).isEmpty();
        }

        assertThat(write()).singleElement().matches(request -> !request.forced());
        ByteBuffer changed = records.getFirst().order(ByteOrder.nativeOrder());
        assertThat(records).as("reads stay as they are").hasSize(1);
        assertThat(ints(changed, 4))
                .as("index, length, old and new type")
                .containsExactly(NbdDevice.INDEX, NbdDevice.BLOCK, NbdServer.WRITE, NbdServer.WRITE | FORCED);
        Facts.add(TABLE, "raw_tp.w/" + TRACEPOINT, "changes the flags of writes and the offset of reads");
    }

    private static int[] ints(ByteBuffer from, int count) {
        int[] numbers = new int[count];
        Arrays.setAll(numbers, _ -> from.getInt());
        return numbers;
    }

    @Test
    void readsComeFromElsewhere() {
        var moved = Globals.set(example(), "moved_reads", DISTANCE);
        var records = new ArrayList<ByteBuffer>();
        assertThat(device.read(PLACE)).isEqualTo(blockAt(PLACE));

        try (var loaded = engine.load(moved, LoadOptions.DEFAULT);
                var reader = read(loaded, records);
                var links = loaded.attach()) {
            assertThat(links.links()).hasSize(1);
            List<Request> seen = requests(
                    NbdServer.READ, () -> assertThat(device.read(PLACE)).isEqualTo(blockAt(PLACE + DISTANCE)));
            assertThat(seen)
                    .filteredOn(request -> request.offset() == PLACE + DISTANCE)
                    .singleElement()
                    .matches(request -> request.length() == NbdDevice.BLOCK);
            reader.poll(Duration.ofSeconds(10));
        }

        assertThat(device.read(PLACE)).isEqualTo(blockAt(PLACE));
        assertThat(records)
                .as("old and new offset")
                .anySatisfy(record -> assertThat(
                                List.of(record.order(ByteOrder.nativeOrder()).getLong(16), record.getLong(24)))
                        .containsExactly((long) PLACE, (long) PLACE + DISTANCE));
    }

    @Test
    void serverThatDoesNotHaveThePlaceRefuses() {
        var moved = Globals.set(example(), "moved_reads", DISK);
        try (var loaded = engine.load(moved, LoadOptions.DEFAULT);
                var links = loaded.attach()) {
            assertThat(links.links()).hasSize(1);
            assertThatThrownBy(() -> device.read(PLACE)).hasMessageContaining("read a block of /dev/nbd0: EIO");
        }
        assertThat(device.read(PLACE)).isEqualTo(blockAt(PLACE));
    }

    @Test
    void programThatReachesPastTheRequestIsToldHowFar() {
        Consumer<Assembler> body = a -> a.load(Size.DOUBLE, R2, R1, 0)
                .store(Size.DOUBLE, R2, 24, 0)
                .mov(R0, 0)
                .exit();
        var program = engine.load(Samples.one(Samples.writable(TRACEPOINT), body), LoadOptions.DEFAULT)
                .program("sample");
        assertThatThrownBy(program::attach)
                .hasMessage(
                        "program 'sample' accesses 32 bytes of the writable buffer of 'nbd_send_request', which has 28")
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        refused -> assertThat(refused.hint().orElse(""))
                                .contains("its first argument", "before byte 28", "bpf_probe_read_kernel"));
        Facts.add(TABLE, "writes past the end", "refused at attach; " + TRACEPOINT + " has 28 bytes");
    }

    /** 28 bytes of the request, copied, and the index of the device. */
    private static ObjectSpec copying() {
        Consumer<Assembler> body = a -> a.mov(R6, R1)
                .mov(R1, R10)
                .alu(AluOperation.ADD, R1, -32)
                .mov(R2, 28)
                .load(Size.DOUBLE, R3, R6, 0)
                .call(Helpers.named("probe_read_kernel"))
                .load(Size.DOUBLE, R1, R6, 8)
                .store(Size.WORD, R10, -4, R1)
                .load(R1, new Constant64.MapFd(0))
                .mov(R2, R10)
                .alu(AluOperation.ADD, R2, -32)
                .mov(R3, 32)
                .mov(R4, 0)
                .call(Helpers.named("ringbuf_output"))
                .mov(R0, 0)
                .exit();
        var events = new Reference(8, new Reference.Symbol.MapItself("events"));
        return Samples.object(
                List.of(Samples.program("sample", Samples.raw(TRACEPOINT), body, events)),
                Samples.map("events", MapType.RINGBUF, 0, 0, 1 << 16));
    }

    @Test
    void programThatOnlyReadsSeesWhatTheServerGets() {
        var records = new ArrayList<ByteBuffer>();
        try (var loaded = engine.load(copying(), LoadOptions.DEFAULT);
                var reader = read(loaded, records);
                var links = loaded.attach()) {
            assertThat(links.links()).hasSize(1);
            Request got = write().getFirst();
            reader.poll(Duration.ofSeconds(10));
            assertThat(records).anySatisfy(record -> {
                assertThat(Request.of(record)).isEqualTo(got);
                assertThat(record.order(ByteOrder.nativeOrder()).getInt()).isEqualTo(NbdDevice.INDEX);
            });
        }
        Facts.add(TABLE, "raw_tp/" + TRACEPOINT, "reads the request as the server gets it");
    }

    /** Linux has types of modules since 5.11. */
    private static void assumeTypesOfModules() {
        boolean known = Files.exists(Path.of("/sys/kernel/btf/nbd"));
        Facts.add(TABLE, "arguments of " + TRACEPOINT, known ? "in the module's BTF" : "not in BTF: modules have none");
        assumeTrue(known, "no types of modules before Linux 5.11");
    }

    private static String rawtap(String... arguments) {
        CommandLineRun run = CommandLineRun.of(KernelEngine.open(), arguments);
        assertThat(run.errors()).isEmpty();
        return run.output();
    }

    @Test
    void commandsKnowTheTracepoint() {
        assumeTypesOfModules();
        assertThat(rawtap("list", "rawtracepoint:nbd:*")).contains("rawtracepoint:nbd:nbd_send_request\n");
        String described = rawtap("describe", TRACEPOINT);
        assertThat(described)
                .contains("nbd_send_request(struct nbd_request *", " int index, struct request *")
                .contains("struct nbd_request, 28 bytes", "__be64 from")
                .contains("raw_tp.w", "may change 28 bytes behind argument 0");
        // The verifier takes every pointer of a module for one that may be NULL where it knows of NULL at all.
        boolean known = engine.describe("sched_pi_setprio").orElseThrow().parameters().stream()
                .anyMatch(parameter -> parameter.nullability() == Nullability.MAY_BE_NULL);
        assertThat(described).contains(known ? "yes (says the verifier)" : "unknown: check it");
    }

    /** Through the page cache, so that the kernel asks for more than the command does. */
    @Test
    void scriptReadsTheStructureOfTheModule() {
        assumeTypesOfModules();
        String script = """
                rawtracepoint:nbd:nbd_send_request /args.index == 0/ {
                  $request = args.nbd_request;
                  printf("%d %d %d\\n", bswap($request.type), bswap($request.from), bswap($request.len));
                }
                """;
        var printed = new ArrayList<String>();
        List<Request> seen = requests(
                NbdServer.READ,
                () -> rawtap(
                                "-q",
                                "-e",
                                script,
                                "-c",
                                "dd if=/dev/nbd0 of=/dev/null bs=4096 skip=100 count=1 status=none")
                        .lines()
                        .forEach(printed::add));
        assertThat(seen).anyMatch(request -> request.offset() == 100 * NbdDevice.BLOCK);
        printed.removeIf(String::isEmpty);
        assertThat(printed)
                .containsExactlyElementsOf(seen.stream()
                        .map(request -> "%d %d %d".formatted(request.type(), request.offset(), request.length()))
                        .toList());
    }
}
