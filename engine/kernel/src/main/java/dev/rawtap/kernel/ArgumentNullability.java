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
import java.util.function.Supplier;

/**
 * Which arguments of raw tracepoints may be NULL. The kernel's table (raw_tp_null_args, kernel/bpf/btf.c, 6.13) is not in
 * BTF; its verifier answers for a tp_btf program that reads the argument and follows it. A kernel without the table takes
 * every argument for valid: one that is known to be NULL at times tells, and then nothing is known of the others.
 * Remembered in memory, and in a file for each boot.
 */
final class ArgumentNullability {
    /** Its second argument, {@code pi_task}, is NULL without a task to inherit from; every kernel has it. */
    private static final String KNOWN = "sched_pi_setprio";

    private static final int KNOWN_ARGUMENT = 1;
    private static final String TABLE = "(table)";

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
        return point.withNullability(remembered(key, point.parameters().size(), () -> ask(point)));
    }

    private List<Nullability> ask(RawTracepoint point) {
        var answers = new ArrayList<Nullability>();
        for (int i = 0; i < point.parameters().size(); i++) {
            RawTracepoint.Parameter parameter = point.parameters().get(i);
            boolean open = parameter.nullability() == Nullability.UNKNOWN && isStructure(point.btf(), parameter.type());
            Nullability answer = open ? ask(point.module(), point.name(), i) : parameter.nullability();
            answers.add(open && answer == Nullability.NEVER_NULL && !hasTable() ? Nullability.UNKNOWN : answer);
        }
        return List.copyOf(answers);
    }

    private boolean hasTable() {
        return remembered(TABLE, 1, () -> List.of(ask(Optional.empty(), KNOWN, KNOWN_ARGUMENT)))
                .contains(Nullability.MAY_BE_NULL);
    }

    private List<Nullability> remembered(String key, int arguments, Supplier<List<Nullability>> ask) {
        List<Nullability> answers = known.get(key);
        if (answers == null) {
            answers = cache.find(key, arguments).orElseGet(() -> {
                List<Nullability> asked = ask.get();
                cache.put(key, asked);
                return asked;
            });
            known.put(key, answers);
        }
        return answers;
    }

    private static boolean isStructure(Btf btf, int type) {
        return btf.type(btf.strip(type)) instanceof BtfType.Pointer(int pointee)
                && btf.type(btf.strip(pointee)) instanceof BtfType.Composite;
    }

    private Nullability ask(Optional<String> module, String name, int argument) {
        List<Instruction> code = List.of(
                new Instruction.Load(Size.DOUBLE, false, Register.R1, Register.R1, (short) (argument * Long.BYTES)),
                new Instruction.Load(Size.BYTE, false, Register.R0, Register.R1, (short) 0),
                new Instruction.Alu(AluOperation.MOV, true, Register.R0, Operand.of(0)),
                new Instruction.Exit());
        String log = probe.log(new AttachPoint.BtfTracepoint(module, Optional.of(name), false), code);
        if (log.contains("_or_null")) {
            return Nullability.MAY_BE_NULL;
        }
        // A scalar may be an error number instead of a pointer. Any other refusal is about the field that was read: the
        // verifier has taken the pointer itself for valid.
        return log.contains("'scalar'") || log.contains("doesn't have") ? Nullability.UNKNOWN : Nullability.NEVER_NULL;
    }
}
