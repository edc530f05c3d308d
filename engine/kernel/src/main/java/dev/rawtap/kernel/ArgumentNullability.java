package dev.rawtap.kernel;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfType;
import dev.rawtap.btf.tracepoint.Nullability;
import dev.rawtap.btf.tracepoint.RawTracepoint;
import dev.rawtap.isa.AluOperation;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.Operand;
import dev.rawtap.isa.Register;
import dev.rawtap.isa.Size;
import dev.rawtap.object.AttachPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Which arguments of raw tracepoints may be NULL. The kernel's table (raw_tp_null_args, kernel/bpf/btf.c, 6.13) is not in
 * BTF; its verifier answers for a tp_btf program that reads the argument and follows it. Before 6.13 it takes every
 * argument for valid, and the answer is that of the kernel that runs. Remembered in memory, and in a file for each boot.
 */
final class ArgumentNullability {
    private final TypedProbe probe;
    private final NullabilityCache cache;
    private final ConcurrentMap<String, List<Nullability>> known = new ConcurrentHashMap<>();

    ArgumentNullability(TypedProbe probe, NullabilityCache cache) {
        this.probe = probe;
        this.cache = cache;
    }

    /** Loads a program for a tracepoint and gives the verifier's log, empty if it accepts. */
    interface TypedProbe {
        String log(AttachPoint.BtfTracepoint point, List<Instruction> code);
    }

    /** The tracepoint with an answer for every pointer to a structure; others stay unknown where BTF does not say. */
    RawTracepoint complete(RawTracepoint point) {
        String key = point.module().map(module -> module + ":" + point.name()).orElse(point.name());
        List<Nullability> answers = known.computeIfAbsent(
                key, _ -> cache.find(key, point.parameters().size()).orElseGet(() -> ask(key, point)));
        return point.withNullability(answers);
    }

    private List<Nullability> ask(String key, RawTracepoint point) {
        var answers = new ArrayList<Nullability>();
        for (int i = 0; i < point.parameters().size(); i++) {
            RawTracepoint.Parameter parameter = point.parameters().get(i);
            boolean open = parameter.nullability() == Nullability.UNKNOWN && isStructure(point.btf(), parameter.type());
            answers.add(open ? ask(point, i) : parameter.nullability());
        }
        cache.put(key, answers);
        return List.copyOf(answers);
    }

    private static boolean isStructure(Btf btf, int type) {
        return btf.type(btf.strip(type)) instanceof BtfType.Pointer(int pointee)
                && btf.type(btf.strip(pointee)) instanceof BtfType.Composite;
    }

    private Nullability ask(RawTracepoint point, int argument) {
        List<Instruction> code = List.of(
                new Instruction.Load(Size.DOUBLE, false, Register.R1, Register.R1, (short) (argument * Long.BYTES)),
                new Instruction.Load(Size.BYTE, false, Register.R0, Register.R1, (short) 0),
                new Instruction.Alu(AluOperation.MOV, true, Register.R0, Operand.of(0)),
                new Instruction.Exit());
        String log = probe.log(new AttachPoint.BtfTracepoint(point.module(), Optional.of(point.name()), false), code);
        if (log.contains("_or_null")) {
            return Nullability.MAY_BE_NULL;
        }
        // A scalar may be an error number instead of a pointer, or the type is one that programs cannot follow. Any
        // other
        // refusal is about the field that was read, and the verifier has taken the pointer itself for valid.
        return log.contains("'scalar'") || log.contains("doesn't have") ? Nullability.UNKNOWN : Nullability.NEVER_NULL;
    }
}
