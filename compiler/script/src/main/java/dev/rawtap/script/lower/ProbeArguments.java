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
import dev.rawtap.syscall.Architecture;
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
     *
     * @param architecture whose call it is
     */
    record Registers(FunctionWriter w, Value context, boolean typed, boolean exit, Architecture architecture)
            implements Arguments {
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

        /** All that an argument's register holds. */
        Value register(int index) {
            return load(SyscallRegisters.of(architecture).argument(index), Long.BYTES, false);
        }

        @Override
        public Value argument(int index, ScriptType type) {
            return load(SyscallRegisters.of(architecture).argument(index), Layout.size(type), Values.signed(type));
        }

        /** Of a 32-bit caller's registers the kernel takes the lower halves. */
        private Value load(Register register, int bytes, boolean signed) {
            int most = architecture.is32Bit() ? Integer.BYTES : Long.BYTES;
            return w.places.loadBytes(registers().plus(register.offset()), Size.ofBytes(Math.min(most, bytes)), signed);
        }

        @Override
        public Value syscall(TypedExpression.SyscallValue.What what) {
            return switch (what) {
                case NUMBER -> number();
                case RESULT -> result(w, context, architecture);
                case DURATION -> throw new IllegalStateException("no duration here");
            };
        }

        /** The number: an argument at the entry, half a register at the exit, as the kernel takes it. */
        Value number() {
            return exit
                    ? load(SyscallRegisters.of(architecture).number(), Integer.BYTES, false)
                    : w.b.load(Size.DOUBLE, false, context, 8);
        }
    }

    /** What a call returned; what a 32-bit caller is given has 32 bits, however the kernel extends it. */
    private static Value result(FunctionWriter w, Value context, Architecture architecture) {
        Value result = w.b.load(Size.DOUBLE, false, context, 8);
        return architecture.is32Bit() ? w.b.extend(Integer.SIZE, true, result) : result;
    }

    /**
     * A whole system call at its end: what the entry saved, the result, the time.
     *
     * @param saved the time, which call it was, and its arguments
     * @param architecture whose call it was
     */
    record WholeCall(FunctionWriter w, Value context, Value saved, Architecture architecture) implements Arguments {
        /** Where it says which call it is. */
        static final int CALL = 8;

        /** Where the arguments begin. */
        static final int ARGUMENTS = 16;

        /** Bytes that the entry saves. */
        static final int BYTES = ARGUMENTS + 8 * SyscallRegisters.MAX_ARGUMENTS;

        @Override
        public Value argument(int index, ScriptType type) {
            return w.b.load(Size.ofBytes(Layout.size(type)), Values.signed(type), saved, ARGUMENTS + 8 * index);
        }

        @Override
        public Value syscall(TypedExpression.SyscallValue.What what) {
            return switch (what) {
                case NUMBER -> w.b.load(Size.WORD, false, saved, CALL);
                case RESULT -> result(w, context, architecture);
                case DURATION ->
                    w.b.binary(BinaryOperator.SUBTRACT, w.call("ktime_get_ns"), w.b.load(Size.DOUBLE, false, saved, 0));
            };
        }
    }
}
