// Who deletes which file: loads examples/c/unlinkat.bpf.o, deletes a file itself, and reads the event twice, as raw bytes
// and as a Java record. Run it with: examples/java/run ReadUnlinks.java [OBJECT], on arm64 with examples/c/unlinkat.arm64.bpf.o.

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.value.RecordDecoder;
import dev.rawtap.contract.EventHandler;
import dev.rawtap.contract.EventSource;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.object.Globals;
import dev.rawtap.object.elf.ElfObject;
import dev.rawtap.syscall.Architecture;
import dev.rawtap.syscall.SyscallTable;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;

/** The program's {@code struct event}; components are found by name. */
record Unlink(int pid, String comm, String filename) {}

void main(String[] arguments) throws IOException {
    var file = ElfObject.read(Path.of(arguments.length > 0 ? arguments[0] : "examples/c/unlinkat.bpf.o"));

    // The object is a value: setting a variable gives another one. Constants are fixed once it is loaded.
    long number = SyscallTable.of(Architecture.host()).get("unlinkat").number();
    var spec = Globals.set(file.spec(), "syscall_number", number);

    // The struct is local to the C program, so that it is in the debug types only.
    Btf types = file.debugTypes().orElseThrow();
    int event = types.find(BtfKind.STRUCT, "event").orElseThrow();
    var records = RecordDecoder.of(MethodHandles.lookup(), Unlink.class, types, event);

    long self = ProcessHandle.current().pid();
    var seen = new ArrayList<Unlink>();
    EventHandler handler = (memory, offset, length) -> {
        // Raw: the record where it lies, without an allocation. It is gone when this method returns.
        if (memory.get(JAVA_INT, offset) == self) {
            seen.add(records.decode(memory, offset, length));
        }
    };

    try (var engine = KernelEngine.open();
            var loaded = engine.load(spec, LoadOptions.DEFAULT);
            // Readers first, then links: no event falls between.
            var reader = loaded.read(List.of(new EventSource.Buffer(loaded.map("events"), handler)));
            var links = loaded.attach()) {
        Path victim = Files.createTempFile("rawtap-", ".txt");
        deleteByUnlinkat(victim);
        for (int tries = 0; tries < 50 && seen.isEmpty(); tries++) {
            reader.poll(Duration.ofMillis(100));
        }
        seen.forEach(unlink -> IO.println(unlink.comm() + " deleted " + unlink.filename()));

        // A per-CPU map: one value for each possible CPU, fetched in one system call.
        loaded.map("calls").forEach((key, values) -> {
            var perCpu = ByteBuffer.wrap(values).order(ByteOrder.nativeOrder());
            long calls = 0;
            while (perCpu.hasRemaining()) {
                calls += perCpu.getLong();
            }
            int pid = ByteBuffer.wrap(key).order(ByteOrder.nativeOrder()).getInt();
            if (pid == self) {
                IO.println("calls of this process: " + calls);
            }
        });
        IO.println("lost: " + loaded.losses().total());
    }
}

/** Files.delete calls unlink(2); deleting relative to an open folder calls unlinkat(2). */
void deleteByUnlinkat(Path file) throws IOException {
    try (var folder = Files.newDirectoryStream(file.getParent())) {
        ((SecureDirectoryStream<Path>) folder).deleteFile(file.getFileName());
    }
}
