package dev.rawtap.object.elf;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfType;
import dev.rawtap.isa.AluOperation;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.Operand;
import dev.rawtap.isa.Register;
import dev.rawtap.isa.Size;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.FieldRelocation;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.SourceLine;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds programs on {@code sys_enter} that take the fourth system call argument from {@code pt_regs.cx}. On x86-64 a
 * function's fourth argument is in rcx, but the {@code syscall} instruction overwrites it, so that system calls use r10
 * (arch/x86/entry/entry_64.S). {@code PT_REGS_PARM4_CORE} reads cx all the same.
 *
 * <p>Follows the address of the registers through the instructions in their order, not along jumps: a hint may be
 * missed, and code that the compiler made from the usual forms is found: a CO-RE access, an address, a direct load, and
 * a copy of all registers.
 */
final class FourthArgument {
    /** Offset of cx in struct pt_regs of x86-64 (arch/x86/include/asm/ptrace.h). */
    private static final int CX = 88;

    /** In the kernel's struct, and in the one that user space sees. */
    private static final List<String> CX_NAMES = List.of("cx", "rcx");

    /** Helpers that copy kernel memory: probe_read and probe_read_kernel. */
    private static final List<Integer> COPIES = List.of(4, 113);

    private final ProgramSpec program;
    private final Map<Register, Value> values = new EnumMap<>(Register.class);
    private final List<Copy> copies = new ArrayList<>();
    private final TreeSet<Integer> found = new TreeSet<>();

    /** What a register holds, as far as it matters. */
    private sealed interface Value {
        /** The program's context. */
        record Context() implements Value {}

        /** Address of the saved registers, {@code offset} bytes in. */
        record Registers(int offset) implements Value {}

        /** Address on the stack. */
        record Stack(int offset) implements Value {}

        /** A number. */
        record Constant(int value) implements Value {}
    }

    /** Bytes of the saved registers on the stack. */
    private record Copy(int stack, int length, int offset) {}

    private FourthArgument(ProgramSpec program) {
        this.program = program;
        values.put(Register.R1, new Value.Context());
        values.put(Register.R10, new Value.Stack(0));
    }

    static List<String> notes(ProgramSpec program, @Nullable Btf btf) {
        if (!onSystemCallEntry(program.attach())) {
            return List.of();
        }
        var search = new FourthArgument(program);
        if (btf != null) {
            program.fields().forEach(field -> search.relocation(field, btf));
        }
        int end = program.functions().size() < 2
                ? program.code().size()
                : program.functions().get(1).instruction();
        for (int index = 0; index < end; index++) {
            search.step(index, program.code().get(index));
        }
        return search.found.stream().map(search::note).distinct().toList();
    }

    private static boolean onSystemCallEntry(AttachPoint attach) {
        Optional<String> name = switch (attach) {
            case AttachPoint.RawTracepoint raw -> raw.name();
            case AttachPoint.BtfTracepoint typed -> typed.name();
            case AttachPoint.Tracepoint _,
                    AttachPoint.PerfEvent _,
                    AttachPoint.Iterator _,
                    AttachPoint.TestRun _,
                    AttachPoint.SocketFilter _,
                    AttachPoint.Unknown _ -> Optional.empty();
        };
        return name.equals(Optional.of("sys_enter"));
    }

    private String note(int index) {
        Optional<SourceLine> line = program.lines().stream()
                .filter(candidate -> candidate.instruction() <= index)
                .reduce((_, later) -> later);
        String where = line.map(at -> " at %s:%d (%s)".formatted(at.file(), at.line(), at.text()))
                .orElse("");
        return "program '%s' reads pt_regs.cx%s: the fourth system call argument is r10, not cx"
                .formatted(program.name(), where);
    }

    private void relocation(FieldRelocation field, Btf btf) {
        if (field.access().size() == 2
                && btf.nameOf(field.root()).equals("pt_regs")
                && btf.type(btf.strip(field.root())) instanceof BtfType.Struct registers
                && field.access().get(1) < registers.members().size()
                && CX_NAMES.contains(
                        registers.members().get(field.access().get(1)).name())) {
            found.add(field.instruction());
        }
    }

    private void step(int index, Instruction instruction) {
        switch (instruction) {
            case Instruction.Load load -> load(index, load);
            case Instruction.Alu alu -> alu(alu);
            case Instruction.Call call -> {
                if (COPIES.contains(call.helper())) {
                    copy(index);
                }
                clobber();
            }
            case Instruction.CallLocal _, Instruction.CallKernelFunction _ -> clobber();
            case Instruction.LoadImmediate64 load -> values.remove(load.dst());
            case Instruction.Negate negate -> values.remove(negate.dst());
            case Instruction.MoveSignExtend move -> values.remove(move.dst());
            case Instruction.EndianSwap swap -> values.remove(swap.dst());
            default -> {}
        }
    }

    private void clobber() {
        List.of(Register.R0, Register.R1, Register.R2, Register.R3, Register.R4, Register.R5)
                .forEach(values::remove);
    }

    private void load(int index, Instruction.Load load) {
        Value base = values.get(load.base());
        Value loaded = null;
        switch (base) {
            case Value.Context _ -> {
                // The first argument of sys_enter is the address of the registers.
                if (load.size() == Size.DOUBLE && load.offset() == 0) {
                    loaded = new Value.Registers(0);
                }
            }
            case Value.Registers registers -> {
                if (registers.offset() + load.offset() == CX) {
                    found.add(index);
                }
            }
            case Value.Stack stack -> {
                int at = stack.offset() + load.offset();
                for (Copy copy : copies) {
                    if (at >= copy.stack && at < copy.stack + copy.length && copy.offset + at - copy.stack == CX) {
                        found.add(index);
                    }
                }
            }
            case Value.Constant _ -> {}
            case null -> {}
        }
        set(load.dst(), loaded);
    }

    private void set(Register register, @Nullable Value value) {
        if (value == null) {
            values.remove(register);
        } else {
            values.put(register, value);
        }
    }

    private void alu(Instruction.Alu alu) {
        Value before = values.get(alu.dst());
        Value result = switch (alu.src()) {
            case Operand.Reg source -> alu.operation() == AluOperation.MOV ? values.get(source.register()) : null;
            case Operand.Immediate number ->
                switch (alu.operation()) {
                    case MOV -> new Value.Constant(number.value());
                    case ADD ->
                        switch (before) {
                            case Value.Registers at -> new Value.Registers(at.offset() + number.value());
                            case Value.Stack at -> new Value.Stack(at.offset() + number.value());
                            case Value.Context _, Value.Constant _ -> null;
                            case null -> null;
                        };
                    default -> null;
                };
        };
        set(alu.dst(), result);
    }

    /** {@code probe_read_kernel(r1 to, r2 bytes, r3 from)}. */
    private void copy(int index) {
        if (!(values.get(Register.R3) instanceof Value.Registers from)) {
            return;
        }
        if (from.offset() == CX) {
            found.add(index);
        } else if (values.get(Register.R1) instanceof Value.Stack to
                && values.get(Register.R2) instanceof Value.Constant length) {
            copies.add(new Copy(to.offset(), length.value(), from.offset()));
        }
    }
}
