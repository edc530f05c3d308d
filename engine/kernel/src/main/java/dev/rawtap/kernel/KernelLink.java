package dev.rawtap.kernel;

import dev.rawtap.base.Errno;
import dev.rawtap.base.InvalidInputException;
import dev.rawtap.contract.Link;
import dev.rawtap.linux.BpfCommand;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.linux.struct.IteratorCreateAttribute;
import dev.rawtap.linux.struct.LinkInfo;
import dev.rawtap.linux.struct.ObjectPathAttribute;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;

/** A program attached in the kernel, until this closes or the process ends. Thread-safe. */
public final class KernelLink implements Link {
    private static final int CHUNK = 1 << 16;

    private final Bpf bpf;
    private final String target;
    private final KernelProgram program;
    /** Links first; after them the perf events that they hang on. */
    private final List<FileDescriptor> descriptors;

    private final int links;

    /**
     * Takes over the descriptors.
     *
     * @param links how many of them are links: one, but for perf events one for each CPU, or none where the kernel is too
     *     old for such
     */
    KernelLink(Bpf bpf, String target, KernelProgram program, int links, List<FileDescriptor> descriptors) {
        this.bpf = bpf;
        this.target = target;
        this.program = program;
        this.links = links;
        this.descriptors = List.copyOf(descriptors);
    }

    @Override
    public String target() {
        return target;
    }

    @Override
    public KernelProgram program() {
        return program;
    }

    /**
     * The kernel's number of this link, as {@code bpftool link} shows it, of the first if it has one on each CPU; 0 for
     * what hangs on a perf event before 5.15.
     */
    public int id() {
        return links > 0 ? new ObjectReading(bpf).info(descriptors.getFirst(), LinkInfo.SIZE, LinkInfo.ID::get) : 0;
    }

    /**
     * {@inheritDoc} A program that runs on each CPU by itself has a link for each and cannot be pinned, nor one on a perf
     * event before 5.15, which has none.
     */
    @Override
    public void pin(Path path) {
        if (links != 1) {
            throw new InvalidInputException(
                    "cannot pin %s on %s: it has %s"
                            .formatted(program, target, links == 0 ? "no link" : "a link for each CPU"),
                    "keep the process running instead");
        }
        try (var call = Arena.ofConfined()) {
            int result = descriptors
                    .getFirst()
                    .use(fd -> bpf.call(BpfCommand.OBJ_PIN, ObjectPathAttribute.of(call, path.toString(), fd)));
            Pins.check(result, "pin link to " + target + " at " + path, path);
        }
    }

    /** Runs the iterator once, to its end: what it wrote. */
    byte[] iterate() {
        String doing = "iterate " + program;
        int created = descriptors.getFirst().use(fd -> {
            try (var call = Arena.ofConfined()) {
                return bpf.call(BpfCommand.ITER_CREATE, IteratorCreateAttribute.of(call, fd));
            }
        });
        if (created < 0) {
            throw Bpf.failure(created, doing);
        }
        var output = new ByteArrayOutputStream();
        try (var round = new FileDescriptor(bpf.kernel(), created, doing);
                var memory = Arena.ofConfined()) {
            MemorySegment buffer = memory.allocate(CHUNK);
            long read;
            do {
                read = bpf.kernel().read(round.number(), buffer);
                if (read > 0) {
                    output.writeBytes(buffer.asSlice(0, read).toArray(ValueLayout.JAVA_BYTE));
                }
                // After a million objects that write nothing the kernel wants to be asked again
                // (kernel/bpf/bpf_iter.c).
            } while (read > 0 || read == -Errno.EAGAIN.number());
            if (read < 0) {
                throw Bpf.failure((int) read, doing);
            }
        }
        return output.toByteArray();
    }

    /** Whether it was closed. */
    boolean isClosed() {
        return descriptors.getFirst().isClosed();
    }

    @Override
    public void close() {
        descriptors.forEach(FileDescriptor::close);
    }

    @Override
    public String toString() {
        return program + " on " + target;
    }
}
