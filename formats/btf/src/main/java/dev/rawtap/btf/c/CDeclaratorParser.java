package dev.rawtap.btf.c;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfBuilder;
import dev.rawtap.btf.BtfType;
import dev.rawtap.btf.BtfType.IntEncoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a declarator, {@code *(*name)[4]}, as its name and the steps from the base type to the name's type. */
final class CDeclaratorParser {
    private static final int MAX_NESTING = 32;
    private static final Set<String> QUALIFIERS = Set.of("const", "volatile", "restrict", "__restrict", "__user");

    private final CParser parser;
    private final CWords words;
    private final int nesting;

    private CDeclaratorParser(CParser parser, CWords words, int nesting) {
        this.parser = parser;
        this.words = words;
        this.nesting = nesting;
    }

    private sealed interface Step {
        record ToPointer() implements Step {}

        record ToArray(CToken at, int length) implements Step {}

        record ToFunction(List<BtfType.Parameter> parameters) implements Step {}
    }

    /** A declarator that has been read; an abstract one has no name. */
    record Declarator(@Nullable CToken name, List<Step> steps) {
        /** Whether it ends with {@code []}. */
        boolean open() {
            return !steps.isEmpty()
                    && steps.getLast() instanceof Step.ToArray array
                    && array.at().is("]");
        }

        /** The type of the name when the specifiers give {@code base}. */
        CType apply(CType base, CWords words, BtfBuilder builder) throws CProblem {
            CType type = base;
            for (Step step : steps) {
                type = switch (step) {
                    case Step.ToPointer ignored ->
                        new CType(builder.intern(new BtfType.Pointer(type.id())), Btf.POINTER_SIZE, Btf.POINTER_SIZE);
                    case Step.ToFunction function ->
                        new CType(
                                builder.intern(new BtfType.FunctionPrototype(type.id(), function.parameters())), -1, 1);
                    case Step.ToArray array -> {
                        if (!type.complete() || type.size() * array.length() > Integer.MAX_VALUE) {
                            throw words.problem(array.at(), "size", "array of what has no size, or is too large");
                        }
                        int index = builder.intern(new BtfType.Int("unsigned int", 4, IntEncoding.UNSIGNED));
                        int id = builder.intern(new BtfType.Array(type.id(), index, array.length()));
                        yield new CType(id, type.size() * array.length(), type.align());
                    }
                };
            }
            return type;
        }
    }

    static Declarator parse(CParser parser, CWords words, BtfBuilder builder) throws CProblem {
        return new CDeclaratorParser(parser, words, 0).declarator(builder);
    }

    private Declarator declarator(BtfBuilder builder) throws CProblem {
        if (nesting > MAX_NESTING) {
            throw words.problem(words.peek(), "nesting", "nested deeper than %d".formatted(MAX_NESTING));
        }
        var steps = new ArrayList<Step>();
        while (words.accept("*")) {
            steps.add(new Step.ToPointer());
            while (QUALIFIERS.contains(words.peek().text())) {
                words.next();
            }
        }
        CToken name = null;
        List<Step> inner = List.of();
        if (words.peek().kind() == CToken.Kind.NAME) {
            name = words.next();
        } else if (words.peek().is("(")
                && (words.peekAfter().is("*") || words.peekAfter().is("("))) {
            words.next();
            var nested = new CDeclaratorParser(parser, words, nesting + 1).declarator(builder);
            words.expect(")");
            name = nested.name();
            inner = nested.steps();
        }
        var suffixes = new ArrayList<Step>();
        while (words.peek().is("[") || words.peek().is("(")) {
            suffixes.addFirst(words.peek().is("[") ? array() : function(builder));
        }
        // Outermost first: the base's stars, then the suffixes from the right, then what the parentheses hold.
        steps.addAll(suffixes);
        steps.addAll(inner);
        return new Declarator(name, steps);
    }

    private Step array() throws CProblem {
        words.expect("[");
        if (words.peek().is("]")) {
            CToken at = words.next();
            return new Step.ToArray(at, 0);
        }
        CToken at = words.peek();
        long length = words.constant();
        if (length < 0 || length > Integer.MAX_VALUE) {
            throw words.problem(at, "size", "array of %d elements".formatted(length));
        }
        words.expect("]");
        return new Step.ToArray(at, (int) length);
    }

    private Step function(BtfBuilder builder) throws CProblem {
        words.expect("(");
        var parameters = new ArrayList<BtfType.Parameter>();
        if (words.accept(")")) {
            return new Step.ToFunction(parameters);
        }
        do {
            if (words.accept("...")) {
                parameters.add(new BtfType.Parameter("", 0));
                break;
            }
            CType base = parser.specifiers();
            var declarator = new CDeclaratorParser(parser, words, nesting + 1).declarator(builder);
            CType type = declarator.apply(base, words, builder);
            CToken name = declarator.name();
            boolean onlyVoid = type.id() == 0 && name == null && parameters.isEmpty();
            if (!onlyVoid) {
                parameters.add(new BtfType.Parameter(name == null ? "" : name.text(), type.id()));
            }
        } while (words.accept(","));
        words.expect(")");
        return new Step.ToFunction(parameters);
    }
}
