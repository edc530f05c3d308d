// Maps of each kind from Java: many entries at once, a value for each CPU, a user ring buffer, a perf buffer, stacks, a cookie,
// and with a folder of a bpf file system, a pin. Run it with: examples/java/run Maps.java [FOLDER]

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.rawtap.contract.EventHandler;
import dev.rawtap.contract.EventSource;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kernel.KernelLoaded;
import dev.rawtap.kernel.UserRing;
import dev.rawtap.object.elf.ElfObject;
import java.nio.ByteOrder;

void main(String[] arguments) throws IOException {
    try (var engine = KernelEngine.open();
            var loaded = engine.load(ElfObject.read(Path.of("examples/c/maps.bpf.o")).spec(), LoadOptions.DEFAULT)) {
        watch(loaded);
        trace(engine, loaded);
        if (arguments.length > 0) {
            pin(engine, loaded, Path.of(arguments[0]));
        }
    }
}

/** Many entries in one system call: this process and 99 that do not exist. */
void watch(KernelLoaded loaded) {
    int self = (int) ProcessHandle.current().pid();
    List<byte[]> keys = IntStream.range(0, 100).mapToObj(i -> u32(self + (i << 24))).toList();
    List<byte[]> values = Collections.nCopies(keys.size(), u64(1));
    loaded.map("watched").updateAll(keys, values);
    IO.println("not there any more: " + loaded.map("watched").deleteAll(keys.subList(1, keys.size())));
}

void trace(KernelEngine engine, KernelLoaded loaded) throws IOException {
    var stacks = new ArrayList<byte[]>();
    EventHandler handler = (memory, offset, length) -> {
        // Records of a perf buffer begin at 4 of 8 bytes.
        IO.println("sum of the commands: " + memory.get(JAVA_LONG_UNALIGNED, offset + 8));
        loaded.map("stacks").lookup(u32(memory.get(JAVA_INT, offset + 4))).ifPresent(stacks::add);
    };
    var program = loaded.program("on_rename");
    try (var reader = loaded.read(List.of(new EventSource.Buffer(loaded.map("events"), handler)));
            var commands = UserRing.open(loaded.map("commands"));
            var link = program.attach(program.spec().attach(), 4711)) {
        IO.println("cookie: " + engine.objects().link(link.id()).orElseThrow().cookie());
        for (long number = 1; number <= 3; number++) {
            // Empty while the ring is full: the program has not taken what was written before.
            var record = commands.reserve(8).orElseThrow();
            record.memory().set(JAVA_LONG, 0, number);
            record.submit();
        }
        Files.writeString(Path.of("/proc/self/comm"), "renamed");
        reader.poll(Duration.ofSeconds(5));
    }
    // Frames from the inside out; what is left of the value is 0.
    var frames = ByteBuffer.wrap(stacks.getFirst()).order(ByteOrder.nativeOrder()).asLongBuffer();
    engine.host().kernelSymbol(frames.get(1)).ifPresent(symbol -> IO.println("called from " + symbol.name()));

    // One value for each possible CPU, each in 8 bytes.
    loaded.map("calls").forEach((key, value) -> {
        var counts = ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).asLongBuffer();
        long sum = 0;
        while (counts.hasRemaining()) {
            sum += counts.get();
        }
        IO.println("renamed " + sum + " time on " + counts.capacity() + " CPUs");
    });
}

/** A pin outlives the object: what is opened by its path is the same map. */
void pin(KernelEngine engine, KernelLoaded loaded, Path folder) {
    Path path = folder.resolve("calls");
    loaded.map("calls").pin(path);
    try (var pinned = engine.pinned().map(path)) {
        IO.println("pinned: " + (pinned.id() == loaded.map("calls").id()));
    }
}

byte[] u32(int number) {
    return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(number).array();
}

byte[] u64(long number) {
    return ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(number).array();
}
