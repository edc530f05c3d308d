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
    private Stage stage = Stage.C_DEFINITIONS;
    private boolean configured;
    private boolean inProbe;

    DefinitionParser(TokenStream tokens) {
        this.tokens = tokens;
        this.expressions = new ExpressionParser(tokens);
        this.statements = expressions.statements();
        this.types = expressions.types();
        this.c = new CParser(tokens);
        this.attachPoints = new AttachPointParser(tokens);
    }

    List<Definition> definitions(int start) {
        List<Definition> definitions = new ArrayList<>();
        int begin = directives(start, definitions);
        tokens.resume(begin);
        while (!tokens.atEnd() && !tokens.problems().isFull()) {
            try {
                definitions.add(definition());
            } catch (SyntaxAbandoned abandoned) {
                tokens.restoreDepth(0);
                skipDefinition(inProbe);
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
            if (directive != null) {
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
        inProbe = false;
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
            case "macro" -> macro(start);
            case "fn" -> subprogram(start);
            default -> probe(start);
        };
    }

    /**
     * Behind a mistake between definitions: skips to behind the next block or semicolon.
     *
     * @param code whether blocks hold statements, which may have mistakes of their own
     */
    private void skipDefinition(boolean code) {
        int braces = 0;
        while (!tokens.atEnd()) {
            if (code && tokens.at("{")) {
                skipBlock();
                return;
            }
            Token token = tokens.next();
            braces += token.is("{") ? 1 : token.is("}") ? -1 : 0;
            if (braces <= 0 && (token.is("}") || (!code && token.is(";")))) {
                return;
            }
        }
    }

    private void skipBlock() {
        try {
            statements.block(false);
        } catch (SyntaxAbandoned abandoned) {
            tokens.restoreDepth(0);
            skipDefinition(false);
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
        while (!tokens.at("}")) {
            settings.add(setting());
            if (!tokens.accept(";") && !tokens.at("}")) {
                throw tokens.problem("expected ';'");
            }
        }
        tokens.next();
        return new Config(tokens.since(start), settings);
    }

    private Setting setting() throws SyntaxAbandoned {
        Token key = tokens.expect(Token.Kind.WORD, "config key");
        tokens.expect("=");
        Token token = tokens.token();
        Expression value = switch (token.kind()) {
            case INTEGER -> {
                tokens.next();
                long number = IntegerText.parse(token.text(), token.start(), tokens.problems());
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
        long value = IntegerText.parse(number.text(), number.start(), tokens.problems());
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
        Token name = tokens.expect(Token.Kind.WORD, "macro name");
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
        Token name = tokens.expect(Token.Kind.WORD, "function name");
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

    private Probe probe(int start) throws SyntaxAbandoned {
        inProbe = true;
        List<AttachPoint> points = attachPoints.attachPoints();
        @Nullable Expression predicate = null;
        if (tokens.accept("/")) {
            predicate = expressions.predicate();
            if (!tokens.accept("/")) {
                throw tokens.problem("expected '/' to close predicate");
            }
        }
        if (!tokens.at("{")) {
            throw tokens.problem("expected '{'");
        }
        Block body = statements.block(false);
        return new Probe(tokens.since(start), points, predicate, body);
    }
}
