package dev.rawtap.kernel;

import dev.rawtap.base.Errno;
import dev.rawtap.isa.AluOperation;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.Operand;
import dev.rawtap.isa.Register;
import dev.rawtap.isa.Size;
import dev.rawtap.linux.BpfCommand;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.linux.struct.RawTracepointOpenAttribute;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.ProgramSpec;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Optional;

/**
 * How many bytes behind its first argument a raw tracepoint lets programs change. The kernel's table (struct
 * bpf_raw_event_map, writable_size) is not in BTF, but the kernel compares it with how far a program reaches when that is
 * attached: programs of four instructions are, each for a moment.
 */
final class WritableBytes {
    /** More than any has: the greatest of Linux 6.18 are the 28 of nbd_send_request. */
    private static final int MOST = 1 << 10;

    private final Bpf bpf;
    private final RunningKernel running;

    WritableBytes(Bpf bpf, RunningKernel running) {
        this.bpf = bpf;
        this.running = running;
    }

    /** 0 if it is not writable. */
    int of(String tracepoint) {
        int bytes = 0;
        for (int more = MOST; more > 0; more >>= 1) {
            if (takes(tracepoint, bytes + more)) {
                bytes += more;
            }
        }
        return bytes;
    }

    private boolean takes(String tracepoint, int bytes) {
        List<Instruction> code = List.of(
                new Instruction.Load(Size.DOUBLE, false, Register.R1, Register.R1, (short) 0),
                new Instruction.Load(Size.BYTE, false, Register.R0, Register.R1, (short) (bytes - 1)),
                new Instruction.Alu(AluOperation.MOV, true, Register.R0, Operand.of(0)),
                new Instruction.Exit());
        var point = new AttachPoint.RawTracepoint(Optional.of(tracepoint), true, false);
        var probe = new ProgramSpec("rawtap_probe", "", point, true, code, List.of(), List.of(), List.of(), List.of());
        try (var call = Arena.ofConfined();
                FileDescriptor program = new ProgramLoading(bpf, running, ObjectTypes.NONE, "GPL", false)
                        .load(probe, List.of())
                        .descriptor()) {
            int result = bpf.call(
                    BpfCommand.RAW_TRACEPOINT_OPEN,
                    RawTracepointOpenAttribute.of(call, tracepoint, program.number(), 0));
            if (result == -Errno.EINVAL.number()) {
                return false;
            }
            FileDescriptor.of(bpf.kernel(), result, "attach a probe to '" + tracepoint + "'")
                    .close();
            return true;
        }
    }
}
