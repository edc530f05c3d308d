package dev.rawtap.script.syntax;

import dev.rawtap.base.Span;
import dev.rawtap.script.syntax.Expression.Block;
import dev.rawtap.script.syntax.Expression.IntegerLiteral;
import dev.rawtap.script.syntax.Expression.MapName;
import dev.rawtap.script.syntax.Expression.Variable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands at the top of a script. */
public sealed interface Definition extends Node {
    /** What is C: it comes first and names types and constants. */
    sealed interface CDefinition extends Definition {}

    /** {@code #include <linux/sched.h>}, or with quotes. */
    record Include(Span span, String path, boolean angle) implements CDefinition {}

    /** {@code #define NAME replacement}: a constant, with its replacement as C text without comments, which may be empty. */
    record Define(Span span, String name, String replacement) implements CDefinition {}

    /** {@code #define NAME(a, b) …}: nothing can use it, since there is no C preprocessor; its name explains calls of it. */
    record FunctionDefine(Span span, String name) implements CDefinition {}

    /**
     * {@code struct s { … }}, {@code union}, {@code enum}, with an optional semicolon.
     *
     * @param name its name, or null for an enumeration that only names constants
     * @param text the C text with its attributes and comments, without the final semicolon
     */
    record TypeDefinition(
            Span span, TypeName.Tag tag, @Nullable String name, String text) implements CDefinition {}

    /** {@code config = { key = value; … }}. */
    record Config(Span span, List<Setting> settings) implements Definition {
        /** Copies the settings. */
        public Config {
            settings = List.copyOf(settings);
        }
    }

    /**
     * One setting of the {@link Config}.
     *
     * @param value an integer, string or boolean literal, or an identifier
     */
    record Setting(Span span, Span keySpan, String key, Expression value) {}

    /** {@code import "path"}. */
    record Import(Span span, String path) implements Definition {}

    /** {@code let @m = hash(5)}: what kind of map it is, and how many entries it has at most. */
    record MapDeclaration(Span span, MapName map, Span kindSpan, String kind, IntegerLiteral maxEntries)
            implements Definition {}

    /** {@code macro m($a, @b, c) { … }}. */
    record Macro(Span span, Span nameSpan, String name, List<Expression> parameters, Block body) implements Definition {
        /** Copies the parameters, each of which is a variable, the name of a map or an identifier. */
        public Macro {
            parameters = List.copyOf(parameters);
        }
    }

    /** {@code fn f($a: T): T { … }}. */
    record Subprogram(
            Span span, Span nameSpan, String name, List<Parameter> parameters, TypeName returnType, Block body)
            implements Definition {
        /** Copies the parameters. */
        public Subprogram {
            parameters = List.copyOf(parameters);
        }
    }

    /** A parameter of a {@link Subprogram}. */
    record Parameter(Span span, Variable variable, TypeName type) {}

    /** {@code begin, end /predicate/ { … }}. */
    record Probe(
            Span span,
            List<AttachPoint> attachPoints,
            @Nullable Expression predicate,
            Block body) implements Definition {
        /** Copies the attach points, of which there is at least one. */
        public Probe {
            attachPoints = List.copyOf(attachPoints);
        }
    }
}
