package dev.rawtap.script.syntax;

import dev.rawtap.script.syntax.Definition.Config;
import dev.rawtap.script.syntax.Definition.Define;
import dev.rawtap.script.syntax.Definition.Import;
import dev.rawtap.script.syntax.Definition.Macro;
import dev.rawtap.script.syntax.Definition.MapDeclaration;
import dev.rawtap.script.syntax.Definition.Parameter;
import dev.rawtap.script.syntax.Definition.Probe;
import dev.rawtap.script.syntax.Definition.Setting;
import dev.rawtap.script.syntax.Definition.Subprogram;
import dev.rawtap.script.syntax.Expression.Block;
import dev.rawtap.script.syntax.Expression.BooleanLiteral;
import dev.rawtap.script.syntax.Expression.Identifier;
import dev.rawtap.script.syntax.Expression.MapName;
import dev.rawtap.script.syntax.Expression.StringLiteral;
import dev.rawtap.script.syntax.Expression.Variable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what stands at the top of a script, and sees to its order. */
final class DefinitionParser {
    /** How far the script has come in the order of its parts. */
    private enum Stage {
        C_DEFINITIONS,
        CONFIG_AND_IMPORTS,
        CODE
    }

    private final TokenStream tokens;
    private final ExpressionParser expressions;
    private final StatementParser statements;
    private final TypeParser types;
    private final CParser c;
    private final AttachPointParser attachPoints;
    private final Recovery recovery;
    private Stage stage = Stage.C_DEFINITIONS;
    private boolean configured;
    /** Whether the block of the definition that is read holds statements. */
    private boolean code;

    DefinitionParser(TokenStream tokens) {
        this.tokens = tokens;
        this.expressions = new ExpressionParser(tokens);
        this.statements = expressions.statements();
        this.recovery = expressions.recovery();
        this.types = expressions.types();
        this.c = new CParser(tokens);
        this.attachPoints = new AttachPointParser(tokens);
    }

    /** What is missing from the definitions. */
    Damage damage() {
        return recovery.damage();
    }

    List<Definition> definitions(int start) {
        List<Definition> definitions = new ArrayList<>();
        tokens.resume(directives(start, definitions));
        while (!tokens.atEnd() && !tokens.problems().isFull()) {
            int begin = tokens.start();
            try {
                tokens.beginDefinition();
                definitions.add(definition());
            } catch (SyntaxAbandoned abandoned) {
                tokens.dropTo(0);
                if (abandoned.until() == SyntaxAbandoned.Until.HERE) {
                    recovery.passDefinition(begin, tokens.start());
                } else {
                    skipDefinition(begin, code);
                }
            }
            tokens.resume(directives(tokens.previousEnd(), definitions));
        }
        return definitions;
    }

    /** Reads the lines of the preprocessor from {@code offset} on; gives where they end. */
    private int directives(int offset, List<Definition> definitions) {
        int at = tokens.lexer().skipBlanks(offset);
        while (tokens.source().content().startsWith("#", at)) {
            @Nullable Definition directive = c.directive(at);
            if (directive == null) {
                recovery.passDefinition(at, tokens.previousEnd());
            } else {
                definitions.add(directive);
                requireStage(Stage.C_DEFINITIONS, at, tokens.previousEnd(), "C definitions");
                if (directive instanceof Define define) {
                    types.declareValue(define.name());
                }
            }
            at = tokens.lexer().skipBlanks(tokens.previousEnd());
        }
        return at;
    }

    private void requireStage(Stage latest, int start, int end, String what) {
        if (stage.compareTo(latest) > 0) {
            tokens.problems().syntax(start, end, what + " must appear before probes and functions");
        }
        stage = stage.compareTo(latest) > 0 ? stage : latest;
    }

    private Definition definition() throws SyntaxAbandoned {
        int start = tokens.start();
        code = false;
        if (tokens.at("}") || tokens.at(";")) {
            // Behind a mistake that took the braces out of step this says nothing new.
            throw tokens.problems().found().isEmpty()
                    ? tokens.problem("unexpected '" + tokens.token().text() + "'", "nothing stands behind a block")
                    : new SyntaxAbandoned();
        }
        TypeName.@Nullable Tag tag = TypeParser.tag(tokens.token());
        boolean type = tokens.source().content().startsWith(":", tokens.token().end());
        if (tag != null && !type) {
            Definition definition = c.typeDefinition(tag);
            requireStage(Stage.C_DEFINITIONS, start, tokens.previousEnd(), "C definitions");
            return definition;
        }
        String word = tokens.at(Token.Kind.WORD) && !type ? tokens.token().text() : "";
        return switch (word) {
            case "config" -> {
                requireStage(Stage.CONFIG_AND_IMPORTS, start, tokens.token().end(), "config");
                yield config(start);
            }
            case "import" -> {
                requireStage(Stage.CONFIG_AND_IMPORTS, start, tokens.token().end(), "root imports");
                yield importScript(start);
            }
            case "typedef" -> throw tokens.problem("typedef is not supported", "name the type itself: struct s { … };");
            default -> {
                stage = Stage.CODE;
                yield code(start, word);
            }
        };
    }

    private Definition code(int start, String word) throws SyntaxAbandoned {
        return switch (word) {
            case "let" -> mapDeclaration(start);
            case "macro" -> {
                code = true;
                yield macro(start);
            }
            case "fn" -> {
                code = true;
                yield subprogram(start);
            }
            default -> {
                code = true;
                yield probe(start);
            }
        };
    }

    /**
     * Behind a mistake between definitions: passes to behind the next block or semicolon.
     *
     * @param statements whether blocks hold statements, which may have mistakes of their own
     */
    private void skipDefinition(int start, boolean statements) {
        int braces = 0;
        while (!tokens.atEnd()) {
            if (statements && tokens.at("{")) {
                skipBlock();
                break;
            }
            Token token = tokens.next();
            braces += token.is("{") ? 1 : token.is("}") ? -1 : 0;
            if (braces <= 0 && (token.is("}") || (!statements && token.is(";")))) {
                break;
            }
        }
        recovery.passDefinition(start, tokens.previousEnd());
    }

    private void skipBlock() {
        int start = tokens.start();
        try {
            statements.block(false);
        } catch (SyntaxAbandoned abandoned) {
            tokens.dropTo(0);
            skipDefinition(start, false);
        }
    }

    private Config config(int start) throws SyntaxAbandoned {
        if (configured) {
            tokens.problem("duplicate config block", "a script has one: join their settings");
        }
        configured = true;
        tokens.next();
        tokens.expect("=", "config = { max_map_keys = 8192 }");
        tokens.expect("{");
        List<Setting> settings = new ArrayList<>();
        while (!tokens.at("}") && !tokens.at("{") && !tokens.atEnd()) {
            try {
                settings.add(setting());
                if (!tokens.accept(";") && !tokens.at("}")) {
                    throw tokens.problem("expected ';'");
                }
            } catch (SyntaxAbandoned abandoned) {
                recovery.passNamelessDefinition();
                while (!tokens.accept(";") && !tokens.at("}") && !tokens.at("{") && !tokens.atEnd()) {
                    tokens.next();
                }
            }
        }
        tokens.expect("}");
        return new Config(tokens.since(start), settings);
    }

    private Setting setting() throws SyntaxAbandoned {
        Token key = tokens.expect(Token.Kind.WORD, "config key");
        tokens.expect("=");
        Token token = tokens.token();
        Expression value = switch (token.kind()) {
            case INTEGER -> {
                tokens.next();
                long number = IntegerText.parse(token.text(), token.start(), tokens.problems())
                        .orElse(1);
                yield new Expression.IntegerLiteral(tokens.span(token), number, token.text());
            }
            case STRING -> {
                tokens.next();
                yield new StringLiteral(tokens.span(token), token.text());
            }
            case WORD -> {
                tokens.next();
                yield token.isWord("true") || token.isWord("false")
                        ? new BooleanLiteral(tokens.span(token), token.isWord("true"))
                        : new Identifier(tokens.span(token), token.text());
            }
            case VARIABLE, MAP, PARAMETER, PARAMETER_COUNT, SYMBOL, WRONG, END ->
                throw tokens.problem("expected string, int, boolean, or ident");
        };
        return new Setting(tokens.since(key.start()), tokens.span(key), key.text(), value);
    }

    private Import importScript(int start) throws SyntaxAbandoned {
        tokens.next();
        String path = tokens.expect(Token.Kind.STRING, "string after 'import'", "import \"path\";")
                .text();
        var definition = new Import(tokens.since(start), path);
        if (!tokens.accept(";")) {
            throw tokens.problem("expected ';' after import");
        }
        return definition;
    }

    private MapDeclaration mapDeclaration(int start) throws SyntaxAbandoned {
        tokens.next();
        Token name = tokens.token();
        if (name.kind() != Token.Kind.MAP) {
            throw tokens.problem("root-level let statements need to be map declarations, e.g. let @a = hash(2);");
        }
        tokens.next();
        tokens.expect("=");
        Token kind = tokens.expect(Token.Kind.WORD, "map type name", "hash, lruhash, percpuhash or percpulruhash");
        tokens.expect("(");
        Token number = tokens.expect(Token.Kind.INTEGER, "positive integer for map declaration max entries");
        long value = IntegerText.parse(number.text(), number.start(), tokens.problems())
                .orElse(1);
        if (value == 0) {
            String message = "expected positive integer for map declaration max entries";
            tokens.problems().syntax(number.start(), number.end(), message);
        }
        var maxEntries = new Expression.IntegerLiteral(tokens.span(number), value, number.text());
        tokens.expect(")");
        var definition = new MapDeclaration(
                tokens.since(start),
                new MapName(tokens.span(name), name.text()),
                tokens.span(kind),
                kind.text(),
                maxEntries);
        tokens.accept(";");
        return definition;
    }

    private Macro macro(int start) throws SyntaxAbandoned {
        tokens.next();
        Token name = name("macro name");
        types.declareValue(name.text());
        tokens.expect("(");
        List<Expression> parameters = new ArrayList<>();
        if (!tokens.at(")")) {
            do {
                parameters.add(macroParameter());
            } while (tokens.accept(","));
        }
        tokens.expect(")");
        Block body = statements.block(true);
        return new Macro(tokens.since(start), tokens.span(name), name.text(), parameters, body);
    }

    private Token name(String what) throws SyntaxAbandoned {
        if (!tokens.at(Token.Kind.WORD)) {
            recovery.passNamelessDefinition();
        }
        return tokens.expect(Token.Kind.WORD, what);
    }

    private Expression macroParameter() throws SyntaxAbandoned {
        Token token = tokens.token();
        return switch (token.kind()) {
            case VARIABLE -> {
                tokens.next();
                yield new Variable(tokens.span(token), token.text());
            }
            case MAP -> {
                tokens.next();
                yield new MapName(tokens.span(token), token.text());
            }
            case WORD -> {
                tokens.next();
                yield new Identifier(tokens.span(token), token.text());
            }
            case INTEGER, STRING, PARAMETER, PARAMETER_COUNT, SYMBOL, WRONG, END ->
                throw tokens.problem("expected macro argument ($var, @map, or identifier)");
        };
    }

    private Subprogram subprogram(int start) throws SyntaxAbandoned {
        tokens.next();
        Token name = name("function name");
        tokens.expect("(");
        List<Parameter> parameters = new ArrayList<>();
        if (!tokens.at(")")) {
            do {
                Token variable = tokens.expect(
                        Token.Kind.VARIABLE, "variable in function argument", "fn f($a : uint64) : uint64 { }");
                tokens.expect(":", "each parameter has a type: $a : uint64");
                TypeName type = types.type();
                var parameter = new Variable(tokens.span(variable), variable.text());
                parameters.add(new Parameter(tokens.since(variable.start()), parameter, type));
            } while (tokens.accept(","));
        }
        tokens.expect(")");
        tokens.expect(":", "a function says what it returns: fn f() : void { }");
        TypeName returnType = types.type();
        Block body = statements.block(false);
        return new Subprogram(tokens.since(start), tokens.span(name), name.text(), parameters, returnType, body);
    }

    /** Whether a definition begins, and what stands before it is the mistake. */
    private boolean beginsDefinition() {
        Token next = tokens.peek();
        return switch (tokens.at(Token.Kind.WORD) ? tokens.token().text() : "") {
            case "struct", "union", "enum", "macro", "fn" -> next.kind() == Token.Kind.WORD;
            case "config" -> next.is("=");
            case "import" -> next.kind() == Token.Kind.STRING;
            case "let" -> next.kind() == Token.Kind.MAP;
            case "begin", "end", "BEGIN", "END" -> next.is("{") || next.is("/") || next.is(",");
            case "" -> false;
            default -> next.is(":") && next.start() == tokens.token().end();
        };
    }

    /** Whether a probe was meant, and not just anything. */
    private static boolean isProbe(AttachPoint point) {
        return !point.parts().isEmpty()
                || point.type().equalsIgnoreCase("begin")
                || point.type().equalsIgnoreCase("end");
    }

    private Probe probe(int start) throws SyntaxAbandoned {
        List<AttachPoint> points = attachPoints.attachPoints();
        @Nullable Expression predicate = tokens.accept("/") ? expressions.predicate() : null;
        Token begin = tokens.token();
        if (!tokens.at("{")) {
            SyntaxAbandoned problem = tokens.problem("expected '{'");
            points.forEach(recovery::pass);
            if (beginsDefinition()) {
                throw new SyntaxAbandoned(SyntaxAbandoned.Until.HERE);
            }
            if (!recovery.passToBlock(start) && !isProbe(points.getFirst())) {
                throw problem;
            }
            if (tokens.at("(") || tokens.at("[")) {
                tokens.next();
            }
        }
        Block body = statements.block(false, begin);
        return new Probe(tokens.since(start), points, predicate, body);
    }
}
