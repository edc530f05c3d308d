package dev.rawtap.script.syntax;

import dev.rawtap.script.syntax.TypeName.Tag;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads types, and tells whether a parenthesis begins a cast. */
final class TypeParser {
    private final TokenStream tokens;
    private final ExpressionParser expressions;
    private final Set<String> values = new HashSet<>(Words.VALUES);

    TypeParser(TokenStream tokens, ExpressionParser expressions) {
        this.tokens = tokens;
        this.expressions = expressions;
    }

    /** From here on {@code name} is a value: {@code (name) - 1} is no cast. */
    void declareValue(String name) {
        values.add(name);
    }

    /** Reads {@code struct s *[4]}, {@code typeof(e)} and the like. */
    TypeName type() throws SyntaxAbandoned {
        int start = tokens.start();
        tokens.enter();
        TypeName type = suffixes(start, base(start));
        tokens.leave();
        return type;
    }

    private TypeName base(int start) throws SyntaxAbandoned {
        Token word = tokens.token();
        @Nullable Tag tag = tag(word);
        if (tag != null) {
            tokens.next();
            String name = tokens.expect(Token.Kind.WORD, "name after '" + word.text() + "'")
                    .text();
            return new TypeName.Tagged(tokens.since(start), tag, name);
        }
        if (word.isWord("typeof")) {
            return typeOf();
        }
        tokens.expect(Token.Kind.WORD, "type name", "such as uint64, string[64] or struct task_struct *");
        return new TypeName.Named(tokens.span(word), word.text());
    }

    /** Reads {@code typeof(…)}. */
    TypeName.TypeOf typeOf() throws SyntaxAbandoned {
        int start = tokens.start();
        TypeArgument argument = expressions.typeArgument();
        return new TypeName.TypeOf(tokens.since(start), argument);
    }

    private TypeName suffixes(int start, TypeName base) throws SyntaxAbandoned {
        TypeName type = base;
        while (true) {
            if (tokens.at("*") || tokens.at("*=")) {
                tokens.splitFirst();
                type = new TypeName.Pointer(tokens.since(start), type);
            } else if (tokens.accept("[")) {
                type = array(start, type);
            } else {
                return type;
            }
            tokens.raise();
        }
    }

    private TypeName array(int start, TypeName element) throws SyntaxAbandoned {
        if (tokens.accept("]")) {
            return new TypeName.UnsizedArray(tokens.since(start), element);
        }
        Token length = tokens.token();
        if (length.kind() != Token.Kind.INTEGER) {
            throw tokens.problem("expected ']'", "the length of an array is a number");
        }
        tokens.next();
        long value = IntegerText.parse(length.text(), length.start(), tokens.problems())
                .orElse(1);
        if (value < 0) {
            tokens.problems().syntax(length.start(), length.end(), "array length is too large: " + length.text());
            value = 0;
        }
        tokens.expect("]");
        return new TypeName.Array(tokens.since(start), element, value);
    }

    /** Whether a type, and not an expression, stands before the closing parenthesis or comma of {@code sizeof(}. */
    boolean atTypeArgument() {
        Scan scan = scan(tokens.token());
        if (scan.kind == Shape.NO_TYPE || !(scan.next.is(")") || scan.next.is(","))) {
            return false;
        }
        return scan.kind != Shape.NAME || Words.TYPES.contains(tokens.token().text());
    }

    /** Whether the parenthesis that the parser looks at begins a cast. */
    boolean atCast() {
        Token first = tokens.peek();
        if (tag(first) != null) {
            return tokens.lexer().lex(first.end()).kind() == Token.Kind.WORD;
        }
        if (Words.TYPES.contains(first.text()) && after(first).is("[")) {
            // Of an array, whatever is said of its length.
            return true;
        }
        Scan scan = scan(first);
        if (scan.kind == Shape.NO_TYPE || !scan.next.is(")")) {
            return false;
        }
        if (scan.kind == Shape.POINTER) {
            return true;
        }
        Token operand = tokens.lexer().lex(scan.next.end());
        return beginsOperand(operand) && !(scan.kind == Shape.NAME && values.contains(first.text()));
    }

    private static boolean beginsOperand(Token token) {
        return switch (token.kind()) {
            case WORD, INTEGER, STRING, VARIABLE, MAP, PARAMETER, PARAMETER_COUNT -> true;
            case SYMBOL ->
                switch (token.text()) {
                    case "-", "!", "~", "&", "*", "(", "++", "--" -> true;
                    default -> false;
                };
            case WRONG, END -> false;
        };
    }

    private enum Shape {
        NO_TYPE,
        /** A bare name, which may be a value as well. */
        NAME,
        /** A name with stars at the end, which can be nothing else. */
        POINTER,
        /** A type that an expression may look like. */
        OTHER
    }

    private record Scan(Shape kind, Token next) {}

    /** Looks at what may be a type without reading it. */
    private Scan scan(Token first) {
        if (first.kind() != Token.Kind.WORD) {
            return new Scan(Shape.NO_TYPE, first);
        }
        Token at = after(first);
        Shape shape = Shape.NAME;
        if (tag(first) != null && at.kind() == Token.Kind.WORD) {
            shape = Shape.OTHER;
            at = after(at);
        } else if (first.isWord("typeof") && at.is("(")) {
            shape = Shape.OTHER;
            at = behindParenthesis(at);
        }
        while (at.is("*") || at.is("[")) {
            if (at.is("*")) {
                shape = Shape.POINTER;
                at = after(at);
                continue;
            }
            shape = Shape.OTHER;
            Token inside = after(at);
            Token close = inside.kind() == Token.Kind.INTEGER ? after(inside) : inside;
            if (!close.is("]")) {
                return new Scan(Shape.NO_TYPE, at);
            }
            at = after(close);
        }
        return new Scan(shape, at);
    }

    private Token behindParenthesis(Token open) {
        int depth = 0;
        Token at = open;
        while (at.kind() != Token.Kind.END) {
            depth += at.is("(") ? 1 : at.is(")") ? -1 : 0;
            at = after(at);
            if (depth == 0) {
                return at;
            }
        }
        return at;
    }

    private Token after(Token token) {
        return tokens.lexer().lex(token.end());
    }

    static @Nullable Tag tag(Token token) {
        if (token.kind() == Token.Kind.WORD) {
            for (Tag tag : Tag.values()) {
                if (token.text().equals(tag.keyword())) {
                    return tag;
                }
            }
        }
        return null;
    }
}
