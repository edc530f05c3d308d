package dev.rawtap.script.syntax;

import dev.rawtap.base.Span;

/** A type as it is written. */
public sealed interface TypeName extends TypeArgument {
    /** {@code uint64}, {@code string}, {@code count_t}, the name of a C type definition. */
    record Named(Span span, String name) implements TypeName {}

    /** {@code struct task_struct}, {@code union u}, {@code enum e}. */
    record Tagged(Span span, Tag tag, String name) implements TypeName {
        /** As in C: {@code struct task_struct}. */
        public String text() {
            return tag.keyword() + " " + name;
        }
    }

    /** {@code T *}. */
    record Pointer(Span span, TypeName target) implements TypeName {}

    /**
     * {@code T[4]}; for {@code string}, {@code buffer} and {@code inet} the length in bytes.
     *
     * @param length elements, not negative
     */
    record Array(Span span, TypeName element, long length) implements TypeName {}

    /** {@code T[]}: an array of unknown length. */
    record UnsizedArray(Span span, TypeName element) implements TypeName {}

    /** {@code typeof(e)}: the type of an expression, which is not evaluated, or a type once more. */
    record TypeOf(Span span, TypeArgument argument) implements TypeName {}

    /** What stands before the name of a C type. */
    enum Tag {
        /** A structure. */
        STRUCT,
        /** A union. */
        UNION,
        /** An enumeration. */
        ENUM;

        /** As it is written. */
        public String keyword() {
            return switch (this) {
                case STRUCT -> "struct";
                case UNION -> "union";
                case ENUM -> "enum";
            };
        }
    }
}
