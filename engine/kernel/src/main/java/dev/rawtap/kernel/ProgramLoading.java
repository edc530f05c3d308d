package dev.rawtap.kernel;

import dev.rawtap.base.Errno;
import dev.rawtap.base.RawtapException;
import dev.rawtap.contract.Finding;
import dev.rawtap.contract.ProgramRejectedException;
import dev.rawtap.isa.InstructionEncoder;
import dev.rawtap.linux.BpfCommand;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.linux.struct.ProgramLoadAttribute;
import dev.rawtap.object.Feature;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.verifier.VerifierLog;
import dev.rawtap.verifier.VerifierReport;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code BPF_PROG_LOAD}: first without a log, which is what costs nothing; a program that is refused is loaded again with
 * a log that is as large as it must be, and the log is explained.
 */
final class ProgramLoading {
    private static final int FIRST_LOG = 1 << 16;
    private static final int LARGEST_LOG = 1 << 27;
    private static final int LOG_TEXT = 1;

    /** What the kernel says before it looks at any instruction, when it does not take func_info or line_info. */
    private static final Pattern SOURCE_REFUSED = Pattern.compile("(func|line)_info|BTF section");

    private static final Pattern HELPER_REFUSED = Pattern.compile("(invalid|unknown) func ");

    /** Errors by which the verifier refuses; any other is about the machine or this process, whatever the log says. */
    private static final Set<Errno> VERDICTS = Set.of(
            Errno.EACCES,
            Errno.EINVAL,
            Errno.EFAULT,
            Errno.E2BIG,
            Errno.ENOENT,
            Errno.ENOSPC,
            Errno.EBADF,
            Errno.EOPNOTSUPP,
            Errno.ENOTSUPP);

    private final Bpf bpf;
    private final RunningKernel running;
    private final ObjectTypes types;
    private final String license;
    private final boolean keepLog;

    ProgramLoading(Bpf bpf, RunningKernel running, ObjectTypes types, String license, boolean keepLog) {
        this.bpf = bpf;
        this.running = running;
        this.types = types;
        this.license = license;
        this.keepLog = keepLog;
    }

    /** A program that the kernel accepted. */
    record Accepted(FileDescriptor descriptor, String log) {}

    /** One answer of the kernel: an fd or {@code -errno}, and what it said. */
    private record Answer(int result, String log) {
        boolean accepted() {
            return result >= 0;
        }
    }

    /**
     * Loads a program whose references are all filled in. The caller owns the descriptor.
     *
     * @param functionTypes BTF of modules whose functions it calls, as its calls number them from 1 on
     * @throws ProgramRejectedException if the verifier refuses it
     */
    Accepted load(ProgramSpec program, List<FileDescriptor> functionTypes) {
        ProgramKind kind = ProgramKind.of(program, running);
        if (kind.target().isPresent() && kind.target().get().module().isPresent()) {
            try (var module =
                    running.openModuleTypes(kind.target().get().module().get())) {
                return load(program, kind, module.number(), functionTypes);
            }
        }
        return load(program, kind, 0, functionTypes);
    }

    private Accepted load(ProgramSpec program, ProgramKind kind, int moduleTypes, List<FileDescriptor> functionTypes) {
        var request = new Request(program, kind, moduleTypes, functionTypes, true);
        Answer answer = keepLog ? withLog(request) : withoutLog(request);
        if (!answer.accepted() && !keepLog) {
            answer = withLog(request);
        }
        if (!answer.accepted() && SOURCE_REFUSED.matcher(answer.log).find()) {
            // Also if this is refused: then for the program's own sake, which is what the user is to know.
            answer = withLog(request.withoutSource());
        }
        if (!answer.accepted()
                && HELPER_REFUSED.matcher(answer.log).find()
                && ProbeReadDowngrade.applies(program.code())
                && !running.target().has(Feature.PROBE_READ_KERNEL)) {
            answer = withLog(request.withProgram(ProbeReadDowngrade.of(program)));
        }
        if (!answer.accepted()) {
            throw failure(program, kind, answer);
        }
        var descriptor = new FileDescriptor(bpf.kernel(), answer.result, "program '" + program.name() + "'");
        return new Accepted(descriptor, keepLog ? answer.log : "");
    }

    /** What is asked of the kernel. */
    private record Request(
            ProgramSpec program,
            ProgramKind kind,
            int moduleTypes,
            List<FileDescriptor> functionTypes,
            boolean source) {
        Request withoutSource() {
            return new Request(program, kind, moduleTypes, functionTypes, false);
        }

        Request withProgram(ProgramSpec other) {
            return new Request(other, kind, moduleTypes, functionTypes, source);
        }
    }

    /** Too small a log is ENOSPC, also for a program that is fine; since 6.4 the kernel says how much it wants. */
    private Answer withLog(Request request) {
        int size = FIRST_LOG;
        while (true) {
            try (var call = Arena.ofConfined()) {
                MemorySegment log = call.allocate(size);
                MemorySegment attribute = attribute(call, request);
                ProgramLoadAttribute.LOG_LEVEL.set(attribute, LOG_TEXT);
                ProgramLoadAttribute.LOG_SIZE.set(attribute, size);
                ProgramLoadAttribute.LOG_BUFFER.set(attribute, log);
                int result = bpf.call(BpfCommand.PROG_LOAD, attribute);
                if (result != -Errno.ENOSPC.number() || size == LARGEST_LOG) {
                    return new Answer(result, log.getString(0));
                }
                long wanted = ProgramLoadAttribute.LOG_TRUE_SIZE.unsigned(attribute);
                size = (int) Math.min(LARGEST_LOG, wanted > size ? wanted : size * 2L);
            }
        }
    }

    private Answer withoutLog(Request request) {
        try (var call = Arena.ofConfined()) {
            return new Answer(bpf.call(BpfCommand.PROG_LOAD, attribute(call, request)), "");
        }
    }

    private MemorySegment attribute(Arena call, Request request) {
        ProgramSpec program = request.program;
        byte[] code = InstructionEncoder.encode(program.code(), ByteOrder.nativeOrder());
        MemorySegment attribute = ProgramLoadAttribute.allocate(call);
        ProgramLoadAttribute.TYPE.set(attribute, request.kind.type());
        ProgramLoadAttribute.EXPECTED_ATTACH_TYPE.set(attribute, request.kind.attachType());
        ProgramLoadAttribute.FLAGS.set(attribute, request.kind.flags());
        ProgramLoadAttribute.INSTRUCTION_COUNT.set(attribute, code.length / Long.BYTES);
        ProgramLoadAttribute.LICENSE.set(attribute, call.allocateFrom(license));
        ProgramLoadAttribute.NAME.set(attribute, KernelNames.of(program.name()));
        MemorySegment instructions = call.allocate(Math.max(code.length, 1), 8);
        MemorySegment.copy(code, 0, instructions, ValueLayout.JAVA_BYTE, 0, code.length);
        ProgramLoadAttribute.INSTRUCTIONS.set(attribute, instructions);
        request.kind.target().ifPresent(target -> {
            ProgramLoadAttribute.ATTACH_BTF_ID.set(attribute, target.type());
            ProgramLoadAttribute.ATTACH_BTF_OBJECT_FD.set(attribute, request.moduleTypes);
        });
        if (!request.functionTypes.isEmpty()) {
            MemorySegment descriptors = call.allocate(ValueLayout.JAVA_INT, request.functionTypes.size() + 1L);
            for (int i = 0; i < request.functionTypes.size(); i++) {
                descriptors.setAtIndex(
                        ValueLayout.JAVA_INT,
                        i + 1L,
                        request.functionTypes.get(i).number());
            }
            ProgramLoadAttribute.FD_ARRAY.set(attribute, descriptors);
        }
        if (request.source) {
            addSource(call, attribute, program);
        }
        return attribute;
    }

    private void addSource(Arena call, MemorySegment attribute, ProgramSpec program) {
        types.descriptor().ifPresent(descriptor -> {
            ProgramLoadAttribute.BTF_FD.set(attribute, descriptor.number());
            types.functions(call, program).ifPresent(records -> {
                ProgramLoadAttribute.FUNCTION_INFO.set(attribute, records);
                ProgramLoadAttribute.FUNCTION_INFO_RECORD_SIZE.set(attribute, ObjectTypes.FUNCTION_RECORD);
                ProgramLoadAttribute.FUNCTION_INFO_COUNT.set(
                        attribute, program.functions().size());
            });
            types.lines(call, program).ifPresent(records -> {
                ProgramLoadAttribute.LINE_INFO.set(attribute, records);
                ProgramLoadAttribute.LINE_INFO_RECORD_SIZE.set(attribute, ObjectTypes.LINE_RECORD);
                ProgramLoadAttribute.LINE_INFO_COUNT.set(
                        attribute, program.lines().size());
            });
        });
    }

    private static RawtapException failure(ProgramSpec program, ProgramKind kind, Answer answer) {
        String doing = "load program '" + program.name() + "'";
        if (answer.log.isBlank() || !VERDICTS.contains(new Errno(-answer.result))) {
            return Bpf.failure(answer.result, doing, hint(program, answer.result));
        }
        VerifierReport report = VerifierLog.read(answer.log, program);
        String gist = report.gist().isEmpty() ? new Errno(-answer.result).name() : report.gist();
        if (answer.result == -Errno.ENOSPC.number()) {
            gist = "the verifier's log is longer than %,d bytes".formatted(LARGEST_LOG);
        }
        return new ProgramRejectedException(
                "program '%s' refused: %s".formatted(program.name(), gist),
                report.findings().stream()
                        .map(Finding::fix)
                        .findFirst()
                        .orElse(kind.flags() == 0 ? null : ProgramKind.SLEEPABLE_HINT),
                new Errno(-answer.result),
                report.findings(),
                answer.log);
    }

    /** About an error that the verifier says nothing about. */
    private static @Nullable String hint(ProgramSpec program, int result) {
        if (result == -Errno.E2BIG.number()) {
            return "%,d instructions; the kernel takes 1 to 1,000,000"
                    .formatted(program.code().size());
        }
        if (result == -Errno.ENOMEM.number()) {
            return "the verifier keeps states for each way through the program: make branches and loops fewer,"
                    + " or give this process more memory";
        }
        if (result == -Errno.ENOTSUPP.number()) {
            return "the kernel's compiler cannot translate it, and its interpreter is off";
        }
        if (result == -Errno.EINVAL.number()) {
            return "the kernel does not know this program type or flag: " + program.section();
        }
        if (result == -Errno.EACCES.number()) {
            return "a security module may forbid it";
        }
        return null;
    }
}
