package dev.rawtap.script.syntax;

import dev.rawtap.base.Span;
import dev.rawtap.script.syntax.Expression.Block;
import dev.rawtap.script.syntax.Expression.Call;
import dev.rawtap.script.syntax.Expression.If;
import dev.rawtap.script.syntax.Statement.Assign;
import dev.rawtap.script.syntax.Statement.Break;
import dev.rawtap.script.syntax.Statement.CompoundAssign;
import dev.rawtap.script.syntax.Statement.Continue;
import dev.rawtap.script.syntax.Statement.Declare;
import dev.rawtap.script.syntax.Statement.Discard;
import dev.rawtap.script.syntax.Statement.Evaluate;
import dev.rawtap.script.syntax.Statement.ForEach;
import dev.rawtap.script.syntax.Statement.ForRange;
import dev.rawtap.script.syntax.Statement.ImportInside;
import dev.rawtap.script.syntax.Statement.Return;
import dev.rawtap.script.syntax.Statement.Unroll;
import dev.rawtap.script.syntax.Statement.While;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Statements and blocks to text. */
final class StatementPrinter {
    private static final int WIDTH = 100;
    private static final Pattern KEYWORD =
            Pattern.compile("(" + String.join("|", Words.STATEMENTS) + ")\\b.*", Pattern.DOTALL);

    private final Output out;
    private final ExpressionPrinter expressions;

    StatementPrinter(Output out) {
        this.out = out;
        this.expressions = new ExpressionPrinter(this::inside);
    }

    ExpressionPrinter expressions() {
        return expressions;
    }

    /**
     * Writes a block; its opening brace comes where the output is.
     *
     * @param valued whether the end of the block may be its value
     */
    void block(Block block, boolean valued) {
        boolean empty = block.statements().isEmpty() && block.value() == null;
        if (empty && !out.hasCommentBefore(block.span().end())) {
            out.append("{}");
            return;
        }
        out.append("{");
        out.indent();
        List<Statement> statements = block.statements();
        for (int i = 0; i < statements.size(); i++) {
            boolean last = i == statements.size() - 1 && block.value() == null;
            statement(statements.get(i), valued || !last, valued && last ? ";" : "");
        }
        if (block.value() != null) {
            evaluate(block.value().span(), block.value(), "", true, "");
        }
        out.comments(block.span().end());
        out.outdent();
        out.line().append("}");
    }

    /** A block or {@code if} within an expression: on one line if there is nothing but values in it. */
    private String inside(Expression expression) {
        @Nullable String flat = out.hasCommentBefore(expression.span().end()) ? null : flat(expression);
        return flat != null ? flat : out.capture(() -> compound(expression, true));
    }

    private @Nullable String flat(Expression expression) {
        if (expression instanceof Block block) {
            if (!block.statements().isEmpty() || block.value() == null) {
                return null;
            }
            String value = expressions.text(block.value());
            return value.contains("\n") ? null : "{ " + value + " }";
        }
        if (!(expression instanceof If conditional)) {
            return null;
        }
        @Nullable String then = flat(conditional.then());
        @Nullable String otherwise = conditional.otherwise() == null ? "" : flat(conditional.otherwise());
        if (then == null || otherwise == null) {
            return null;
        }
        String head = "if " + expressions.condition(conditional.condition()) + " " + then;
        return otherwise.isEmpty() ? head : head + " else " + otherwise;
    }

    /** Writes a block or {@code if} over several lines. */
    private void compound(Expression expression, boolean valued) {
        if (expression instanceof Block block) {
            block(block, valued);
        } else if (expression instanceof If conditional) {
            out.append("if " + expressions.condition(conditional.condition()) + " ");
            block(conditional.then(), valued);
            if (conditional.otherwise() != null) {
                out.append(" else ");
                compound(conditional.otherwise(), valued);
            }
        }
    }

    /**
     * Writes a statement.
     *
     * @param valued whether the end of a block in it may be the value of that
     * @param end what follows a block that would otherwise be taken for a value
     */
    private void statement(Statement statement, boolean valued, String end) {
        Span at = statement.span();
        switch (statement) {
            case Evaluate evaluate -> evaluate(at, evaluate.expression(), ";", valued, end);
            case Assign assign -> simple(at, expressions.text(assign.target()) + " = ", assign.value());
            case CompoundAssign assign ->
                simple(
                        at,
                        expressions.text(assign.target()) + " "
                                + assign.operator().symbol() + "= ",
                        assign.value());
            case Declare declare -> declare(at, declare);
            case Discard discard -> simple(at, "_ = ", discard.value());
            case Break leave -> simple(at, "break", null);
            case Continue again -> simple(at, "continue", null);
            case Return leave -> simple(at, leave.value() == null ? "return" : "return ", leave.value());
            case ImportInside load -> simple(at, "import " + StringText.quote(load.path()), null);
            case Unroll unroll -> loop(at, "unroll ", unroll.count(), unroll.body());
            case While loop -> loop(at, "while ", loop.condition(), loop.body());
            case ForRange loop -> {
                out.before(at);
                String range = expressions.bound(loop.start()) + ".." + expressions.bound(loop.end());
                loop(at, "for " + loop.variable().name() + " : " + range, loop.body());
            }
            case ForEach loop -> {
                out.before(at);
                loop(at, "for " + loop.variable().name() + " : " + loop.map().name(), loop.body());
            }
        }
    }

    private void declare(Span at, Declare declare) {
        String type = declare.type() == null ? "" : " : " + TypePrinter.text(declare.type(), expressions);
        String head = "let " + declare.variable().name() + type;
        simple(at, declare.value() == null ? head : head + " = ", declare.value());
    }

    private void loop(Span at, String keyword, Expression condition, Block body) {
        out.before(at);
        String text = expressions.condition(condition);
        boolean bare = keyword.equals("unroll ") && !text.startsWith("(");
        loop(at, keyword + (bare ? "(" + text + ")" : text), body);
    }

    private void loop(Span at, String head, Block body) {
        out.begin(head + " ", body.span().start());
        block(body, false);
        out.end(at);
    }

    private void evaluate(Span at, Expression expression, String end, boolean valued, String blockEnd) {
        out.before(at);
        if (expression instanceof If || expression instanceof Block) {
            int header = expression instanceof If conditional
                    ? conditional.then().span().start()
                    : at.start();
            out.begin("", header);
            compound(expression, valued);
            out.append(blockEnd);
        } else {
            String text = wrapped("", expression);
            // A name that is a keyword where a statement begins.
            boolean keyword = KEYWORD.matcher(text).matches();
            out.begin((keyword ? "(" + text + ")" : text) + end, at.end());
        }
        out.end(at);
    }

    private void simple(Span at, String head, @Nullable Expression value) {
        out.before(at);
        out.begin((value == null ? head : wrapped(head, value)) + ";", at.end());
        out.end(at);
    }

    /** A long call is written over several lines, with its arguments below each other. */
    private String wrapped(String head, Expression expression) {
        String flat = head + expressions.text(expression);
        boolean fits = flat.contains("\n") || out.margin() + flat.length() < WIDTH;
        if (fits || !(expression instanceof Call call) || call.arguments().isEmpty()) {
            return flat;
        }
        var wrapped = new StringBuilder(head + call.name() + "(");
        int column = out.margin() + wrapped.length();
        int margin = column;
        for (int i = 0; i < call.arguments().size(); i++) {
            String argument = expressions.text(call.arguments().get(i))
                    + (i < call.arguments().size() - 1 ? "," : ")");
            if (i > 0 && column + 1 + argument.length() >= WIDTH) {
                wrapped.append('\n').append(" ".repeat(margin));
                column = margin;
            } else if (i > 0) {
                wrapped.append(' ');
                column++;
            }
            wrapped.append(argument);
            column += argument.length();
        }
        return wrapped.toString();
    }
}
