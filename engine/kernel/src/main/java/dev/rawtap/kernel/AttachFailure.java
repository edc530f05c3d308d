package dev.rawtap.kernel;

import dev.rawtap.base.Errno;
import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.RawtapException;
import dev.rawtap.btf.tracepoint.RawTracepoint;
import dev.rawtap.object.AttachPoint;
import java.util.Optional;
import java.util.OptionalLong;

/** Says from the kernel's types what it means by ENOENT and EINVAL when a raw tracepoint program is attached. */
final class AttachFailure {
    private final TracepointTypes tracepoints;
    private final KernelProgram program;

    AttachFailure(TracepointTypes tracepoints, KernelProgram program) {
        this.tracepoints = tracepoints;
        this.program = program;
    }

    /** The failure behind {@code -errno}, to be thrown by the caller. */
    RawtapException explain(int result, String name) {
        var errno = new Errno(-result);
        if (errno.equals(Errno.ENOENT)) {
            return new InvalidInputException("no raw tracepoint '" + name + "'", tracepoints.nearest(name));
        }
        Optional<RawtapException> reason = errno.equals(Errno.EINVAL) ? shape(name) : Optional.empty();
        return reason.orElseGet(() -> Bpf.failure(result, "attach " + program + " to raw tracepoint '" + name + "'"));
    }

    private Optional<RawtapException> shape(String name) {
        ContextUse use = program.contextUse();
        Optional<RawTracepoint> point = tracepoints.describe(name);
        if (point.isPresent() && use.arguments() > point.get().parameters().size()) {
            int has = point.get().parameters().size();
            return Optional.of(new InvalidInputException(
                    "%s reads argument %d; '%s' has %d".formatted(program, use.arguments() - 1, name, has),
                    "counted from 0, its arguments are " + point.get().prototype()));
        }
        boolean writable = program.spec().attach() instanceof AttachPoint.RawTracepoint raw && raw.writable();
        return writable && use.bufferBytes() > 0 ? Optional.of(buffer(name, use)) : Optional.empty();
    }

    private RawtapException buffer(String name, ContextUse use) {
        OptionalLong size = tracepoints.firstArgumentSize(name);
        String holds = size.isPresent() ? ", whose buffer has " + size.getAsLong() : "";
        boolean fits = size.isPresent() && use.bufferBytes() <= size.getAsLong();
        return fits
                ? new InvalidInputException(
                        "%s accesses the buffer of '%s', which is not writable".formatted(program, name),
                        "mainline kernels have two writable tracepoints: bpf_test_finish and nbd_send_request")
                : new InvalidInputException(
                        "%s accesses %d bytes of the buffer of '%s'%s"
                                .formatted(program, use.bufferBytes(), name, holds),
                        "a writable program may touch only the bytes that the tracepoint declares");
    }
}
