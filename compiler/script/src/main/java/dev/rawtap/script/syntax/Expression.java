package dev.rawtap.script.syntax;

import dev.rawtap.base.Span;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An expression. Parentheses are not kept: the tree says what belongs together. {@code if} and blocks are expressions
 * everywhere; as statements their value is not used.
 */
public sealed interface Expression extends TypeArgument {
    /**
     * {@code 5}, {@code 0xff}, {@code 017}, {@code 1e6}, {@code 1_000}, {@code 5ms}.
     *
     * @param value 64 bits without sign; the minus of a negative number is a {@link Unary}
     * @param text as written
     */
    record IntegerLiteral(Span span, long value, String text) implements Expression {
        /** Whether the value is above the largest signed one, 2^63 - 1. */
        public boolean exceedsSigned() {
            return value < 0;
        }

        /** Whether it is written as a length of time, whose value is in nanoseconds. */
        public boolean isDuration() {
            char last = text.charAt(text.length() - 1);
            return !text.startsWith("0x") && !text.startsWith("0X") && "smhd".indexOf(last) >= 0;
        }
    }

    /**
     * A string, with its escapes resolved.
     *
     * @param value its chars; a byte that is not part of valid UTF-8 (from {@code \xff}) is the char 0xdc00 + byte
     */
    record StringLiteral(Span span, String value) implements Expression {
        /** The bytes of the string, without a final 0. */
        public byte[] bytes() {
            return EscapedBytes.encode(value);
        }
    }

    /** {@code true} or {@code false}. */
    record BooleanLiteral(Span span, boolean value) implements Expression {}

    /** A bare name: a builtin such as {@code pid}, an enumerator, a constant, a macro or the parameter of one. */
    record Identifier(Span span, String name) implements Expression {}

    /** A variable; the name has its {@code $}. */
    record Variable(Span span, String name) implements Expression {}

    /** A map as a whole, or the value of a map without keys; the name has its {@code @} and may be just that. */
    record MapName(Span span, String name) implements Expression {}

    /** The value of a map at a key: {@code @m[k]}; {@code @m[a, b]} means the same as {@code @m[(a, b)]}. */
    record MapElement(Span span, MapName map, List<Expression> keys) implements Expression {
        /** Copies the keys, of which there is at least one. */
        public MapElement {
            keys = List.copyOf(keys);
            if (keys.isEmpty()) {
                throw new IllegalArgumentException("element of " + map.name() + " without key");
            }
        }
    }

    /** {@code $1}: an argument of the command line, from 1. */
    record PositionalParameter(Span span, int number) implements Expression {}

    /** {@code $#}: how many arguments the command line has. */
    record PositionalCount(Span span) implements Expression {}

    /** A call of a function, a builtin or a macro. */
    record Call(Span span, Span nameSpan, String name, List<Expression> arguments) implements Expression {
        /** Copies the arguments. */
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /** {@code -e}, {@code !e}, {@code ~e}, {@code *e}. */
    record Unary(Span span, UnaryOperator operator, Expression operand) implements Expression {}

    /** {@code &$x} or {@code &@m}. */
    record AddressOf(Span span, Expression operand) implements Expression {}

    /** {@code ++x}, {@code --x}, {@code x++}, {@code x--}. */
    record Step(Span span, Expression target, boolean increment, boolean prefix) implements Expression {
        /** {@code ++} or {@code --}. */
        public String symbol() {
            return increment ? "++" : "--";
        }
    }

    /** {@code l + r}. */
    record Binary(Span span, BinaryOperator operator, Expression left, Expression right) implements Expression {}

    /** {@code c ? a : b}. */
    record Ternary(Span span, Expression condition, Expression whenTrue, Expression whenFalse) implements Expression {}

    /** {@code c ?: b}: the condition itself unless it is false; it is evaluated once. */
    record Elvis(Span span, Expression condition, Expression whenFalse) implements Expression {}

    /** {@code e.name}, or {@code e->name}, which means the same. */
    record FieldAccess(Span span, Expression target, Span fieldSpan, String field, boolean arrow)
            implements Expression {}

    /** {@code e.0}. */
    record TupleAccess(Span span, Expression target, int index) implements Expression {}

    /** {@code e[i]}, where {@code e} is not just the name of a map. */
    record Index(Span span, Expression target, Expression index) implements Expression {}

    /** {@code (T)e}. */
    record Cast(Span span, TypeName type, Expression operand) implements Expression {}

    /** {@code ()}, {@code (1,)}, {@code (1, "a")}. */
    record Tuple(Span span, List<Expression> elements) implements Expression {
        /** Copies the elements. */
        public Tuple {
            elements = List.copyOf(elements);
        }
    }

    /** {@code (a = 1, b = "x")}. */
    record RecordLiteral(Span span, List<RecordField> fields) implements Expression {
        /** Copies the fields. */
        public RecordLiteral {
            fields = List.copyOf(fields);
        }
    }

    /** A field of a {@link RecordLiteral}. */
    record RecordField(Span span, String name, Expression value) {}

    /** {@code sizeof(T)}, {@code sizeof(e)}. */
    record SizeOf(Span span, TypeArgument argument) implements Expression {}

    /** {@code offsetof(T, a.b)}. */
    record OffsetOf(Span span, TypeArgument argument, List<String> path) implements Expression {
        /** Copies the path, which has at least one name. */
        public OffsetOf {
            path = List.copyOf(path);
        }
    }

    /** {@code typeinfo(T)}, {@code typeinfo(e)}: a type as a value at compile time. */
    record TypeInfo(Span span, TypeArgument argument) implements Expression {}

    /** {@code typeof(T)} as an argument of a macro. */
    record TypeValue(Span span, TypeName.TypeOf type) implements Expression {}

    /**
     * What could not be read, which was told: nothing is known of its value, and nothing is said about it.
     *
     * @param parts what could be read of it, in order
     */
    record Missing(Span span, List<Expression> parts) implements Expression {
        /** Copies the parts. */
        public Missing {
            parts = List.copyOf(parts);
        }
    }

    /** {@code comptime e}: evaluated by the compiler. */
    record Comptime(Span span, Expression operand) implements Expression {}

    /**
     * {@code { s; e }}: a scope. The body of a probe, a loop, a function, a macro.
     *
     * @param value the last expression if no semicolon follows it
     */
    record Block(
            Span span, List<Statement> statements, @Nullable Expression value) implements Expression {
        /** Copies the statements. */
        public Block {
            statements = List.copyOf(statements);
        }

        /** The same where no value is wanted: its last expression is a statement as well, whatever follows it. */
        Block withoutValue() {
            List<Statement> all = new ArrayList<>(statements);
            if (value != null) {
                all.add(new Statement.Evaluate(value.span(), value));
            }
            if (!all.isEmpty() && all.getLast() instanceof Statement.Evaluate last) {
                all.set(all.size() - 1, last.withoutValue());
            }
            return new Block(span, all, null);
        }
    }

    /**
     * {@code if c { a } else { b }}.
     *
     * @param otherwise a {@link Block}, or an {@code If} for {@code else if}
     */
    record If(
            Span span,
            Expression condition,
            Block then,
            @Nullable Expression otherwise) implements Expression {}
}
