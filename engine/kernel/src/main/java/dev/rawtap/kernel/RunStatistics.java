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
            int result = bpf.call(BpfCommand.ENABLE_STATS, EnableStatsAttribute.allocate(call));
            if (result < 0) {
                throw Bpf.administratorFailure(result, "enable program statistics");
            }
            return new RunStatistics(new FileDescriptor(bpf.kernel(), result));
        }
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
