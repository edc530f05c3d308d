package dev.rawtap.script.typed;

import dev.rawtap.base.Span;
import dev.rawtap.script.type.ScriptType;
import java.util.List;
import java.util.Optional;

/** An expression with its type. */
public sealed interface TypedExpression {
    /** What its value is. */
    ScriptType type();

    /** Where the user wrote it. */
    Span at();

    /** A number, truth value, enumerator or pointer known when compiling. */
    record Constant(long value, ScriptType type, Span at) implements TypedExpression {}

    /** Text known when compiling, without a NUL; the type has room for it and one. */
    record TextConstant(byte[] bytes, ScriptType.Text type, Span at) implements TypedExpression {}

    /** A variable's value. */
    record ReadLocal(Local local, Span at) implements TypedExpression {
        @Override
        public ScriptType type() {
            return local.type();
        }
    }

    /** The address of a variable's memory ({@code &$x}). */
    record AddressOfLocal(Local local, ScriptType type, Span at) implements TypedExpression {}

    /** The address of a map's value ({@code &@x[k]}), NULL when there is none. */
    record AddressOfMapValue(ScriptMap map, Optional<TypedExpression> key, ScriptType type, Span at)
            implements TypedExpression {}

    /** A map's value, 0 when there is none; for an aggregation what its values on all CPUs come to, as a number. */
    record ReadMap(ScriptMap map, Optional<TypedExpression> key, ScriptType type, Span at) implements TypedExpression {}

    /** {@code has_key}. */
    record HasKey(ScriptMap map, TypedExpression key, Span at) implements TypedExpression {
        @Override
        public ScriptType type() {
            return ScriptType.BOOL;
        }
    }

    /** {@code find(@m, key, $v)}: whether there is one, and then the variable is set to it. */
    record Find(ScriptMap map, TypedExpression key, Local into, Span at) implements TypedExpression {
        @Override
        public ScriptType type() {
            return ScriptType.BOOL;
        }
    }

    /** {@code delete}: whether there was one. */
    record Delete(ScriptMap map, Optional<TypedExpression> key, Span at) implements TypedExpression {
        @Override
        public ScriptType type() {
            return ScriptType.BOOL;
        }
    }

    /** How many entries a map has. */
    record MapLength(ScriptMap map, ScriptType type, Span at) implements TypedExpression {}

    /** Arithmetic of one operand, which has the expression's type. */
    record Unary(UnaryOperator operator, TypedExpression operand, ScriptType type, Span at)
            implements TypedExpression {}

    /** {@code -}, {@code ~}, {@code !}. */
    enum UnaryOperator {
        /** Two's complement. */
        NEGATE,
        /** All bits. */
        INVERT,
        /** Whether the operand is 0. */
        NOT
    }

    /**
     * Arithmetic and comparison of two operands. Both have the type in which it is done; a comparison gives BOOL. With a pointer on the
     * left of {@code ADD} and {@code SUBTRACT} the right side is in bytes already. {@code EQUAL} and {@code NOT_EQUAL} also compare
     * texts, buffers, arrays, tuples and records of one type.
     */
    record Binary(BinaryOperator operator, TypedExpression left, TypedExpression right, ScriptType type, Span at)
            implements TypedExpression {}

    /** What {@link Binary} does; the sign is that of the operands' type. */
    @SuppressWarnings("MissingJavadoc")
    enum BinaryOperator {
        ADD,
        SUBTRACT,
        MULTIPLY,
        DIVIDE,
        REMAINDER,
        AND,
        OR,
        XOR,
        SHIFT_LEFT,
        SHIFT_RIGHT,
        EQUAL,
        NOT_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL
    }

    /** {@code &&} and {@code ||}: the right side is evaluated only when it decides. Operands are conditions of any scalar type. */
    record Logical(boolean and, TypedExpression left, TypedExpression right, Span at) implements TypedExpression {
        @Override
        public ScriptType type() {
            return ScriptType.BOOL;
        }
    }

    /** One of two values of this type, or of two effects for NOTHING. */
    record Conditional(
            TypedExpression condition, TypedExpression whenTrue, TypedExpression whenFalse, ScriptType type, Span at)
            implements TypedExpression {}

    /** A block with a value. */
    record BlockValue(TypedStatement.Block block, TypedExpression value, Span at) implements TypedExpression {
        @Override
        public ScriptType type() {
            return value.type();
        }
    }

    /**
     * A value of another type: between numbers (cut and extended), numbers and pointers, to BOOL (is it not 0), text to a greater or
     * smaller capacity, tuple or record part by part, number to array of bytes and back, composite behind a pointer of another type.
     */
    record Convert(TypedExpression value, ScriptType type, Span at) implements TypedExpression {}

    /** {@code ++} and {@code --} on a variable. */
    record IncrementLocal(Local local, long by, boolean givesOld, Span at) implements TypedExpression {
        @Override
        public ScriptType type() {
            return local.type();
        }
    }

    /** {@code ++} and {@code --} on a map's value. */
    record IncrementMap(ScriptMap map, Optional<TypedExpression> key, long by, boolean givesOld, Span at)
            implements TypedExpression {
        @Override
        public ScriptType type() {
            return map.value();
        }
    }

    /**
     * A field of a struct or union.
     *
     * @param base a composite, which for a pointer is a {@link Dereference}
     * @param bitOffset of the field in the composite, summed over anonymous members
     * @param bitSize width of a bit field, or 0
     */
    record FieldOf(TypedExpression base, String name, int bitOffset, int bitSize, ScriptType type, Span at)
            implements TypedExpression {}

    /** What a pointer points to. */
    record Dereference(TypedExpression pointer, ScriptType type, Span at) implements TypedExpression {}

    /** An element of an array in memory or of what a pointer points to. The index is a number; past the end gives 0. */
    record ElementOf(TypedExpression base, TypedExpression index, ScriptType type, Span at)
            implements TypedExpression {}

    /** A part of a tuple or record, by place. */
    record PartOf(TypedExpression base, int index, ScriptType type, Span at) implements TypedExpression {}

    /** A tuple or record of values; each has the type of its place. */
    record Compose(List<TypedExpression> parts, ScriptType type, Span at) implements TypedExpression {
        /** Copies the parts. */
        public Compose {
            parts = List.copyOf(parts);
        }
    }

    /**
     * An argument of the probe: of a raw tracepoint by place, of a system call by place (its type has the space USER for pointers), or raw
     * ({@code argN}) as a UINT64.
     */
    record Argument(int index, ScriptType type, Span at) implements TypedExpression {}

    /** All arguments of the probe as a record ({@code args}), for printing. For tracepoints the record in the context. */
    record Arguments(ScriptType type, Span at) implements TypedExpression {}

    /** What the end of a system call knows. */
    record SyscallValue(What what, ScriptType type, Span at) implements TypedExpression {
        /** Which value. */
        public enum What {
            /** The number. */
            NUMBER,
            /** The result. */
            RESULT,
            /** Nanoseconds from entry to exit. */
            DURATION
        }
    }

    /** The program's context as a pointer: a tracepoint's record, an iterator's context. */
    record ContextPointer(ScriptType type, Span at) implements TypedExpression {}

    /** Something that the kernel or the language provides; the parameters are what is known when compiling. */
    record Call(Builtin builtin, List<TypedExpression> arguments, ScriptType type, Span at) implements TypedExpression {
        /** Copies the arguments. */
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /** A call of a function that the script defines. */
    record CallFunction(TypedFunction.Signature function, List<TypedExpression> arguments, Span at)
            implements TypedExpression {
        /** Copies the arguments. */
        public CallFunction {
            arguments = List.copyOf(arguments);
        }

        @Override
        public ScriptType type() {
            return function.result();
        }
    }
}
