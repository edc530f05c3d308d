package dev.rawtap.kernel;

import dev.rawtap.base.Errno;
import dev.rawtap.base.InvalidInputException;
import dev.rawtap.linux.BpfCommand;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.linux.struct.MapInfo;
import dev.rawtap.linux.struct.ObjectPathAttribute;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.ProgramSpec;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Opens what is pinned on a bpf file system. What is opened belongs to the caller, who closes it; the pin stays until its
 * file is removed.
 */
public final class PinnedObjects {
    private final Bpf bpf;
    private final RunningKernel running;
    private final int possibleCpus;
    private final ObjectReading reading;

    PinnedObjects(Bpf bpf, RunningKernel running, int possibleCpus) {
        this.bpf = bpf;
        this.running = running;
        this.possibleCpus = possibleCpus;
        this.reading = new ObjectReading(bpf);
    }

    /** The map pinned at {@code path}. */
    public KernelMap map(Path path) {
        return map(open(path, "map"));
    }

    /** The map behind {@code descriptor}, which it takes over. */
    KernelMap map(FileDescriptor descriptor) {
        try {
            MapSpec spec = reading.info(
                    descriptor, MapInfo.SIZE, info -> ObjectReading.mapSpec(info, "the " + descriptor.what()));
            return new KernelMap(bpf, descriptor, spec, possibleCpus);
        } catch (RuntimeException | Error failed) {
            descriptor.close();
            throw failed;
        }
    }

    /** The program pinned at {@code path}. Its specification has no code: the kernel keeps only what it translated. */
    public KernelProgram program(Path path) {
        return program(open(path, "program"));
    }

    /** The program behind {@code descriptor}, which it takes over. */
    KernelProgram program(FileDescriptor descriptor) {
        try {
            return new KernelProgram(bpf, running, specOf(descriptor), descriptor, "");
        } catch (RuntimeException | Error failed) {
            descriptor.close();
            throw failed;
        }
    }

    /** The link pinned at {@code path}, with its program; both are closed with it, and go on while the pin is there. */
    public KernelLink link(Path path) {
        FileDescriptor descriptor = open(path, "link");
        try {
            KernelObjects.LinkEntry entry = reading.link(descriptor);
            FileDescriptor program = new KernelObjects(bpf)
                    .openIfThere(KernelObjects.Kind.PROGRAM, entry.program())
                    .orElseThrow(() -> Bpf.failure(-Errno.ENOENT.number(), "open the program of the link at " + path));
            String target = entry.target().orElse("link type " + entry.type());
            return new KernelLink(bpf, target, program(program), 1, List.of(descriptor, program));
        } catch (RuntimeException | Error failed) {
            descriptor.close();
            throw failed;
        }
    }

    private FileDescriptor open(Path path, String kind) {
        try (var call = Arena.ofConfined()) {
            int result = bpf.call(BpfCommand.OBJ_GET, ObjectPathAttribute.of(call, path.toString(), 0));
            Pins.check(result, "open pinned " + kind + " " + path, path);
            var descriptor = new FileDescriptor(bpf.kernel(), result, kind + " pinned at " + path);
            String found = kindOf(descriptor);
            if (!found.equals(kind)) {
                descriptor.close();
                throw new InvalidInputException(path + " is a pinned " + found + ", not a " + kind, null);
            }
            return descriptor;
        }
    }

    /** The kernel fills an info struct of any object; only each kind's own link in procfs says which kind it is. */
    private static String kindOf(FileDescriptor descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor.number()))
                    .toString();
            return target.contains("bpf-map")
                    ? "map"
                    : target.contains("bpf-prog") ? "program" : target.matches(".*bpf[_-]link.*") ? "link" : target;
        } catch (IOException unreadable) {
            return "object";
        }
    }

    private ProgramSpec specOf(FileDescriptor descriptor) {
        KernelObjects.ProgramEntry entry = reading.program(descriptor);
        AttachPoint point = switch (entry.type()) {
            case ProgramKind.RAW_TRACEPOINT -> new AttachPoint.RawTracepoint(Optional.empty(), false, false);
            case ProgramKind.RAW_TRACEPOINT_WRITABLE -> new AttachPoint.RawTracepoint(Optional.empty(), true, false);
            case ProgramKind.TRACING -> new AttachPoint.BtfTracepoint(Optional.empty(), Optional.empty(), false);
            case ProgramKind.TRACEPOINT -> new AttachPoint.Tracepoint(Optional.empty(), Optional.empty(), false);
            case ProgramKind.PERF_EVENT -> new AttachPoint.PerfEvent(Optional.empty());
            case ProgramKind.SOCKET_FILTER -> new AttachPoint.SocketFilter();
            default -> new AttachPoint.Unknown("program type " + entry.type());
        };
        return new ProgramSpec(entry.name(), "", point, true, List.of(), List.of(), List.of(), List.of(), List.of());
    }
}
