package dev.rawtap.kernel;

import dev.rawtap.contract.Link;
import dev.rawtap.linux.BpfCommand;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.linux.struct.LinkInfo;
import dev.rawtap.linux.struct.ObjectPathAttribute;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;

/** A program attached in the kernel, until this closes or the process ends. Thread-safe. */
public final class KernelLink implements Link {
    private final Bpf bpf;
    private final String target;
    private final KernelProgram program;
    /** The link first; after it the perf event that it hangs on, for classic tracepoints. */
    private final List<FileDescriptor> descriptors;

    private final boolean isLink;

    /** Takes over the descriptors; {@code isLink} is false where the kernel is too old for a link on a perf event. */
    KernelLink(Bpf bpf, String target, KernelProgram program, boolean isLink, List<FileDescriptor> descriptors) {
        this.bpf = bpf;
        this.target = target;
        this.program = program;
        this.isLink = isLink;
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

    /** The kernel's number of this link, as {@code bpftool link} shows it; 0 for a classic tracepoint before 5.15. */
    public int id() {
        return isLink ? new KernelObjects(bpf).info(descriptors.getFirst(), LinkInfo.SIZE, LinkInfo.ID::get) : 0;
    }

    /**
     * Gives it a name on a bpf file system, which keeps the program attached after this process has ended.
     *
     * @param path a path that does not exist, below {@code /sys/fs/bpf}
     */
    public void pin(Path path) {
        try (var call = Arena.ofConfined()) {
            int result = descriptors
                    .getFirst()
                    .use(fd -> bpf.call(BpfCommand.OBJ_PIN, ObjectPathAttribute.of(call, path.toString(), fd)));
            Pins.check(result, "pin link to " + target + " at " + path, path);
        }
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
