package dev.rawtap.kernel;

import dev.rawtap.base.Errno;
import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.RawtapException;
import dev.rawtap.btf.tracepoint.RawTracepoint;
import dev.rawtap.object.AttachPoint;
import java.util.Optional;

/** Says what the kernel means by ENOENT and EINVAL when a raw tracepoint program is attached. */
final class AttachFailure {
    private final Bpf bpf;
    private final RunningKernel running;
    private final KernelProgram program;

    AttachFailure(Bpf bpf, RunningKernel running, KernelProgram program) {
        this.bpf = bpf;
        this.running = running;
        this.program = program;
    }

    /** The failure behind {@code -errno}, to be thrown by the caller. */
    RawtapException explain(int result, String name) {
        var errno = new Errno(-result);
        if (errno.equals(Errno.ENOENT)) {
            return new InvalidInputException(
                    "no raw tracepoint '" + name + "'", running.tracepoints().nearest(name));
        }
        Optional<RawtapException> reason = errno.equals(Errno.EINVAL) ? shape(name) : Optional.empty();
        String hint = errno.equals(Errno.EEXIST)
                ? "Linux before 6.10 attaches a program to a tracepoint once: close its other link first, or load it twice"
                : null;
        return reason.orElseGet(
                () -> Bpf.failure(result, "attach " + program + " to raw tracepoint '" + name + "'", hint));
    }

    private Optional<RawtapException> shape(String name) {
        ContextUse use = program.contextUse();
        Optional<RawTracepoint> point = running.tracepoints().describe(name);
        if (point.isPresent() && use.arguments() > point.get().parameters().size()) {
            int has = point.get().parameters().size();
            return Optional.of(new InvalidInputException(
                    "%s reads argument %d; '%s' has %d".formatted(program, use.arguments() - 1, name, has),
                    "counted from 0, its arguments are " + point.get().prototype()));
        }
        boolean writable = program.spec().attach() instanceof AttachPoint.RawTracepoint raw && raw.writable();
        return writable && use.accessesBuffer() ? buffer(name, use) : Optional.empty();
    }

    private Optional<RawtapException> buffer(String name, ContextUse use) {
        int has = new WritableBytes(bpf, running).of(name);
        if (has == 0) {
            return Optional.of(new InvalidInputException(
                    "%s accesses the buffer of '%s', which is not writable".formatted(program, name),
                    "mainline kernels have two writable tracepoints: bpf_test_finish and nbd_send_request"));
        }
        if (use.bufferBytes() <= has && !use.bufferElsewhere()) {
            return Optional.empty();
        }
        String text = use.bufferBytes() > has
                ? "%s accesses %d bytes of the writable buffer of '%s', which has %d"
                        .formatted(program, use.bufferBytes(), name, has)
                : "%s accesses more of the writable buffer of '%s' than its %d bytes".formatted(program, name, has);
        return Optional.of(new InvalidInputException(
                text,
                "the buffer is what its first argument points to: end reads and writes through that before byte %d;"
                                .formatted(has)
                        + " what lies behind can only be copied, by bpf_probe_read_kernel"));
    }
}
