package dev.rawtap.kernel;

import dev.rawtap.linux.BpfCommand;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.linux.struct.EnableStatsAttribute;
import java.lang.foreign.Arena;

/** While it is open, the kernel keeps run counts and times of all programs. They go on counting from where they were. */
public final class RunStatistics implements AutoCloseable {
    private final FileDescriptor descriptor;

    private RunStatistics(FileDescriptor descriptor) {
        this.descriptor = descriptor;
    }

    static RunStatistics keep(Bpf bpf) {
        try (var call = Arena.ofConfined()) {
            return new RunStatistics(bpf.open(
                    BpfCommand.ENABLE_STATS, EnableStatsAttribute.allocate(call), "enable program statistics"));
        }
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
