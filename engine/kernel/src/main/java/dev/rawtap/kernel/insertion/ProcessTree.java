package dev.rawtap.kernel.insertion;

import static dev.rawtap.isa.Register.R0;
import static dev.rawtap.isa.Register.R1;
import static dev.rawtap.isa.Register.R10;
import static dev.rawtap.isa.Register.R2;
import static dev.rawtap.isa.Register.R3;
import static dev.rawtap.isa.Register.R4;
import static dev.rawtap.isa.Register.R6;
import static dev.rawtap.isa.Register.R8;

import dev.rawtap.base.UnsupportedException;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.contract.Host.PidNamespace;
import dev.rawtap.isa.AluOperation;
import dev.rawtap.isa.Assembler;
import dev.rawtap.isa.Assembler.Label;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.Register;
import dev.rawtap.isa.Size;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.Feature;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.Target;
import java.util.List;
import java.util.Optional;

/**
 * A process and its descendants, kept by two programs of our own in a map from process number to the time that it was
 * started (0: unknown).
 *
 * <p>A child is listed in {@code sched_process_fork}, which comes before it first runs; so nothing that it does is missed.
 * It leaves the list in {@code sched_process_free} of its first thread, which comes after the last event of its last
 * thread and after its parent has taken notice. The time tells it from another process that has got the same number in
 * between; it survives an exec by another thread, as a pointer to the first thread would not. A number that is given to a
 * child of another process leaves the list too, so that no stranger is ever taken for one of the tree.
 */
public final class ProcessTree {
    /** The map of processes. */
    public static final String MAP = "rawtap.process";

    private static final int MOST_PROCESSES = 16_384;
    private static final int STARTED = -16;

    /** Where a read puts what it found, on the stack. */
    private static final int FOUND = -24;

    private final int root;
    private final Optional<PidNamespace> namespace;
    private final boolean typed;
    private final short pid;
    private final short tgid;
    private final short startTime;

    /**
     * The tree below {@code root}.
     *
     * @param namespace where {@code root} is its number, if not in the initial namespace
     * @param target whose types say where in {@code task_struct} things are
     */
    public ProcessTree(int root, Optional<PidNamespace> namespace, Target target) {
        this.root = root;
        this.namespace = namespace;
        this.typed = target.has(Feature.BTF_TRACEPOINT);
        Btf types = target.btf()
                .orElseThrow(() -> new UnsupportedException(
                        "tracing a process with its descendants needs the kernel's types",
                        "this kernel has no /sys/kernel/btf/vmlinux; trace single processes by number"));
        int task = types.find(BtfKind.STRUCT, "task_struct").orElseThrow(() -> missing("task_struct"));
        this.pid = offset(types, task, "pid");
        this.tgid = offset(types, task, "tgid");
        this.startTime = offset(types, task, "start_time");
    }

    private static short offset(Btf types, int task, String field) {
        long offset = types.field(task, field)
                .orElseThrow(() -> missing("task_struct." + field))
                .offset();
        if (offset != (short) offset) {
            throw new UnsupportedException(
                    "task_struct.%s lies %,d bytes in, past 16 bits".formatted(field, offset), null);
        }
        return (short) offset;
    }

    private static UnsupportedException missing(String what) {
        return new UnsupportedException("the kernel's types have no " + what, "trace single processes by number");
    }

    /** The first entry of {@link #MAP}, to be written before anything is attached; its value is zero. */
    public int firstKey() {
        return namespace.isPresent() ? NamespaceRoot.UNKNOWN : root;
    }

    MapSpec map() {
        return MapSpec.of(MAP, MapType.HASH, Integer.BYTES, Long.BYTES, MOST_PROCESSES);
    }

    Prologue prologue() {
        return new Prologue.Listed(namespaceRoot());
    }

    private Optional<NamespaceRoot> namespaceRoot() {
        return namespace.map(where -> new NamespaceRoot(root, where));
    }

    List<ProgramSpec> programs() {
        return List.of(
                program("rawtap.fork", "sched_process_fork", onFork()),
                program("rawtap.free", "sched_process_free", onFree()));
    }

    private ProgramSpec program(String name, String tracepoint, List<Instruction> code) {
        return new ProgramSpec(
                name,
                "",
                typed
                        ? new AttachPoint.BtfTracepoint(Optional.empty(), Optional.of(tracepoint), false)
                        : new AttachPoint.RawTracepoint(Optional.of(tracepoint), false, false),
                true,
                code,
                ProcessRestriction.references(code),
                List.of(),
                List.of(),
                List.of());
    }

    /** A field of the task in R6; where the verifier does not know its type, by a helper, which takes R0 to R5. */
    private void read(Assembler code, Size size, Register into, short offset) {
        if (typed) {
            code.load(size, into, R6, offset);
            return;
        }
        code.mov(R1, R10)
                .alu(AluOperation.ADD, R1, FOUND)
                .mov(R2, size.bytes())
                .mov(R3, R6)
                .alu(AluOperation.ADD, R3, offset)
                .with(new Instruction.Call(Calls.PROBE_READ_KERNEL))
                .load(size, into, R10, FOUND);
    }

    /**
     * {@code (struct task_struct *parent, struct task_struct *child)}: the parent is the one that runs. A child of another
     * process whose number is listed has it from a process of the tree that has ended, and is taken for it no longer.
     */
    private List<Instruction> onFork() {
        return Assembler.assemble(code -> {
            var inTree = code.newLabel("in tree");
            var outside = code.newLabel("outside");
            var end = code.newLabel("end");
            code.load(Size.DOUBLE, R6, R1, Long.BYTES);
            Prologue.current(code);
            code.mov(R8, R0).store(Size.WORD, R10, Prologue.KEY, R0);
            Prologue.listed(code);
            code.branch(Condition.NE, R0, 0, inTree);
            if (namespace.isPresent()) {
                namespaceRoot().orElseThrow().discover(code, outside);
            } else {
                code.jump(outside);
            }
            child(code.bind(inTree), end);
            read(code, Size.DOUBLE, R1, startTime);
            code.store(Size.DOUBLE, R10, STARTED, R1);
            Prologue.key(code);
            code.mov(R3, R10)
                    .alu(AluOperation.ADD, R3, STARTED)
                    .mov(R4, 0)
                    .with(new Instruction.Call(Calls.MAP_UPDATE_ELEM))
                    .jump(end);
            child(code.bind(outside), end);
            Prologue.listed(code);
            code.branch(Condition.EQ, R0, 0, end);
            Prologue.key(code);
            code.with(new Instruction.Call(Calls.MAP_DELETE_ELEM))
                    .bind(end)
                    .mov(R0, 0)
                    .exit();
        });
    }

    /** The number of the child in R6 to {@link Prologue#KEY}; goes to {@code end} if it is a thread of the parent in R8. */
    private void child(Assembler code, Label end) {
        read(code, Size.WORD, R1, tgid);
        code.branch(Condition.EQ, R1, R8, end).store(Size.WORD, R10, Prologue.KEY, R1);
    }

    /** {@code (struct task_struct *task)}: whoever runs. */
    private List<Instruction> onFree() {
        return Assembler.assemble(code -> {
            var remove = code.newLabel("remove");
            var end = code.newLabel("end");
            code.load(Size.DOUBLE, R6, R1, 0);
            read(code, Size.WORD, R8, pid);
            read(code, Size.WORD, R2, tgid);
            code.branch(Condition.NE, R8, R2, end).store(Size.WORD, R10, Prologue.KEY, R8);
            Prologue.listed(code);
            code.branch(Condition.EQ, R0, 0, end).load(Size.DOUBLE, R8, R0, 0).branch(Condition.EQ, R8, 0, remove);
            read(code, Size.DOUBLE, R2, startTime);
            code.branch(Condition.NE, R8, R2, end).bind(remove);
            Prologue.key(code);
            code.with(new Instruction.Call(Calls.MAP_DELETE_ELEM))
                    .bind(end)
                    .mov(R0, 0)
                    .exit();
        });
    }
}
