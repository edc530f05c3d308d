package dev.rawtap.script.lower;

import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.tracepoint.Nullability;
import dev.rawtap.btf.tracepoint.RawTracepoint;
import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.Size;
import dev.rawtap.script.type.Layout;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.TypedExpression;
import dev.rawtap.syscall.Register;
import dev.rawtap.syscall.SyscallRegisters;
import java.util.OptionalInt;

/** What each kind of probe can ask of its event. */
final class ProbeArguments {
    private ProbeArguments() {}

    /**
     * A probe without arguments.
     *
     * @param sampled whether its context begins with the registers of what was interrupted
     */
    record None(Value context, boolean sampled) implements Arguments {
        @Override
        public Value argument(int index, ScriptType type) {
            throw new IllegalStateException("argument %d of a probe that has none".formatted(index));
        }

        @Override
        public Value syscall(TypedExpression.SyscallValue.What what) {
            throw new IllegalStateException("%s of a probe that is no system call".formatted(what));
        }
    }

    /**
     * A raw tracepoint: each argument is 8 bytes of the context.
     *
     * @param typed whether the program is of the kind in which the verifier knows the pointers' types
     */
    record Raw(FunctionWriter w, Value context, RawTracepoint tracepoint, boolean typed) implements Arguments {
        @Override
        public Value argument(int index, ScriptType type) {
            int offset = 8 * index;
            if (typed
                    && type instanceof ScriptType.Pointer(ScriptType.Composite composite, var space)
                    && space == ScriptType.Space.KERNEL
                    && w.places.isVmlinux(composite)) {
                RawTracepoint described = w.module.describe(tracepoint);
                boolean nullable = index >= described.parameters().size()
                        || described.parameters().get(index).nullability() != Nullability.NEVER_NULL;
                return w.b.loadPointer(
                        new Type.Pointer(new Type.Region.KernelObject(composite.id()), nullable), context, offset);
            }
            return w.b.load(Size.ofBytes(Layout.size(type)), Values.signed(type), context, offset);
        }

        @Override
        public Value syscall(TypedExpression.SyscallValue.What what) {
            throw new IllegalStateException("%s of a probe that is no system call".formatted(what));
        }
    }

    /**
     * A system call at {@code sys_enter(regs, id)} or {@code sys_exit(regs, ret)}: arguments are in the registers that the first argument
     * points to.
     */
    record Registers(FunctionWriter w, Value context, boolean typed, boolean exit) implements Arguments {
        private Place registers() {
            OptionalInt type = w.module
                    .target()
                    .btf()
                    .map(btf -> btf.find(BtfKind.STRUCT, "pt_regs"))
                    .orElse(OptionalInt.empty());
            if (typed && type.isPresent()) {
                return new Place.Kernel(
                        w.b.loadPointer(
                                new Type.Pointer(new Type.Region.KernelObject(type.getAsInt()), false), context, 0),
                        0);
            }
            return new Place.Remote(ScriptType.Space.KERNEL, w.b.load(Size.DOUBLE, false, context, 0), 0);
        }

        Value register(Register register) {
            return w.places.loadBytes(registers().plus(register.offset()), Size.DOUBLE, false);
        }

        @Override
        public Value argument(int index, ScriptType type) {
            Register register =
                    SyscallRegisters.of(w.module.target().architecture()).argument(index);
            return w.places.loadBytes(
                    registers().plus(register.offset()), Size.ofBytes(Layout.size(type)), Values.signed(type));
        }

        @Override
        public Value syscall(TypedExpression.SyscallValue.What what) {
            return switch (what) {
                case NUMBER -> number();
                case RESULT -> w.b.load(Size.DOUBLE, false, context, 8);
                case DURATION -> throw new IllegalStateException("no duration here");
            };
        }

        /** The number: an argument at the entry, a register at the exit. */
        Value number() {
            return exit
                    ? register(SyscallRegisters.of(w.module.target().architecture())
                            .number())
                    : w.b.load(Size.DOUBLE, false, context, 8);
        }
    }

    /** A whole system call at its end: what the entry saved, the result, the time. */
    record WholeCall(FunctionWriter w, Value context, Value saved) implements Arguments {
        /** Bytes that the entry saves: the time and six arguments. */
        static final int BYTES = 56;

        @Override
        public Value argument(int index, ScriptType type) {
            return w.b.load(Size.ofBytes(Layout.size(type)), Values.signed(type), saved, 8 + 8 * index);
        }

        @Override
        public Value syscall(TypedExpression.SyscallValue.What what) {
            return switch (what) {
                case NUMBER -> throw new IllegalStateException("the number is known");
                case RESULT -> w.b.load(Size.DOUBLE, false, context, 8);
                case DURATION ->
                    w.b.binary(BinaryOperator.SUBTRACT, w.call("ktime_get_ns"), w.b.load(Size.DOUBLE, false, saved, 0));
            };
        }
    }
}
