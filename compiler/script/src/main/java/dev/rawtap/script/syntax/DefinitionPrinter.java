package dev.rawtap.script.syntax;

import dev.rawtap.base.Span;
import dev.rawtap.script.syntax.Definition.Config;
import dev.rawtap.script.syntax.Definition.Define;
import dev.rawtap.script.syntax.Definition.FunctionDefine;
import dev.rawtap.script.syntax.Definition.Import;
import dev.rawtap.script.syntax.Definition.Include;
import dev.rawtap.script.syntax.Definition.Macro;
import dev.rawtap.script.syntax.Definition.MapDeclaration;
import dev.rawtap.script.syntax.Definition.Probe;
import dev.rawtap.script.syntax.Definition.Setting;
import dev.rawtap.script.syntax.Definition.Subprogram;
import dev.rawtap.script.syntax.Definition.TypeDefinition;
import dev.rawtap.script.syntax.Expression.Block;
import java.util.List;
import java.util.stream.Collectors;

/** What stands at the top of a script to text. */
final class DefinitionPrinter {
    private final Output out;
    private final StatementPrinter statements;
    private final ExpressionPrinter expressions;

    private DefinitionPrinter(Output out) {
        this.out = out;
        this.statements = new StatementPrinter(out);
        this.expressions = statements.expressions();
    }

    /** The script with its comments and blank lines. */
    static String format(Program program, List<Comment> comments) {
        // Those within C are part of its text.
        var outside = comments.stream()
                .filter(comment -> program.cDefinitions().stream()
                        .noneMatch(c -> c.span().start() <= comment.span().start()
                                && comment.span().start() < c.span().end()))
                .toList();
        return write(program, new Output(outside));
    }

    /** The script without them. */
    static String print(Program program) {
        return write(program, new Output());
    }

    private static String write(Program program, Output out) {
        if (program.shebang() != null) {
            out.line().append(program.shebang());
        }
        var printer = new DefinitionPrinter(out);
        program.definitions().forEach(printer::definition);
        out.comments(program.source().content().length());
        return out.toString();
    }

    private void definition(Definition definition) {
        Span at = definition.span();
        out.before(at);
        switch (definition) {
            case Include include -> out.begin(at.text().stripTrailing(), at.start());
            case Define _, FunctionDefine _ -> out.begin(at.text().stripTrailing(), at.start());
            case TypeDefinition type -> out.begin(type.text() + ";", at.start());
            case Config config -> config(config);
            case Import load -> out.begin("import " + StringText.quote(load.path()) + ";", at.end());
            case MapDeclaration map ->
                out.begin(
                        "let %s = %s(%s);"
                                .formatted(
                                        map.map().name(),
                                        map.kind(),
                                        map.maxEntries().text()),
                        at.end());
            case Macro macro -> {
                String parameters =
                        macro.parameters().stream().map(expressions::text).collect(Collectors.joining(", "));
                code("macro " + macro.name() + "(" + parameters + ")", macro.body(), true);
            }
            case Subprogram function -> {
                String parameters = function.parameters().stream()
                        .map(parameter ->
                                parameter.variable().name() + " : " + TypePrinter.text(parameter.type(), expressions))
                        .collect(Collectors.joining(", "));
                String type = TypePrinter.text(function.returnType(), expressions);
                code("fn " + function.name() + "(" + parameters + ") : " + type, function.body(), false);
            }
            case Probe probe -> probe(probe);
        }
        out.end(at);
    }

    private void config(Config config) {
        out.begin("config = {", config.span().start());
        out.indent();
        for (Setting setting : config.settings()) {
            out.before(setting.span());
            String text = setting.key() + " = " + expressions.text(setting.value()) + ";";
            out.begin(text, setting.span().end());
            out.end(setting.span());
        }
        out.comments(config.span().end());
        out.outdent();
        boolean empty = config.settings().isEmpty();
        if (!empty) {
            out.line();
        }
        out.append("}");
    }

    private void probe(Probe probe) {
        String points = probe.attachPoints().stream()
                .map(point -> (point.name() == null ? "" : point.name() + "=") + point.text())
                .collect(Collectors.joining(",\n"));
        String predicate = probe.predicate() == null ? "" : "\n/" + predicate(probe.predicate()) + "/";
        code(points + predicate, probe.body(), false);
    }

    /** Without parentheses, a star behind the slash would begin a comment. */
    private String predicate(Expression predicate) {
        String text = expressions.text(predicate);
        return text.startsWith("*") ? "(" + text + ")" : text;
    }

    private void code(String head, Block body, boolean valued) {
        out.begin(head, body.span().start());
        out.line();
        statements.block(body, valued);
    }
}
