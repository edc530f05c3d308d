package dev.rawtap.script.analysis;

import dev.rawtap.base.Span;
import dev.rawtap.script.analysis.Expansion.Binding;
import dev.rawtap.script.analysis.Expansion.Frame;
import dev.rawtap.script.syntax.Expression;
import dev.rawtap.script.syntax.Statement;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.TypedExpression;
import dev.rawtap.script.typed.TypedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One body in one round: gives each expression to who knows its kind, and keeps where it is. */
final class Elaborator {
    /** Deeper than this nobody writes; the stack of a thread holds it. */
    private static final int MAX_DEPTH = 300;

    /** The kernel takes a million instructions; what needs more expressions is macros in macros or loops in loops, written out. */
    private static final int MAX_EXPRESSIONS = 1_000_000;

    private final Knowledge knowledge;
    private final Problems problems;
    private final Body body;
    private final Joins joins;
    private final Conversions conversions;
    private final Operators operators;
    private final Choices choices;
    private final Memory memory;
    private final Casts casts;
    private final MapAccess maps;
    private final Variables variables;
    private final Names names;
    private final Calls calls;
    private final Statements statements;
    private Frame frame;
    private int depth;
    private int expressions;
    private int loops;
    private boolean inCallback;

    Elaborator(Knowledge knowledge, Problems problems, Body body) {
        this.knowledge = knowledge;
        this.problems = problems;
        this.body = body;
        this.frame = new Frame(body.root(), new Scope(null), Map.of(), null);
        this.joins = new Joins(knowledge);
        this.conversions = new Conversions(problems, joins);
        this.operators = new Operators(this);
        this.choices = new Choices(this);
        this.memory = new Memory(this);
        this.casts = new Casts(this);
        this.maps = new MapAccess(this);
        this.variables = new Variables(this);
        this.names = new Names(this);
        this.calls = new Calls(this);
        this.statements = new Statements(this);
    }

    Knowledge knowledge() {
        return knowledge;
    }

    Problems problems() {
        return problems;
    }

    Body body() {
        return body;
    }

    Joins joins() {
        return joins;
    }

    Conversions conversions() {
        return conversions;
    }

    Memory memory() {
        return memory;
    }

    Casts casts() {
        return casts;
    }

    MapAccess maps() {
        return maps;
    }

    Variables variables() {
        return variables;
    }

    Names names() {
        return names;
    }

    Choices choices() {
        return choices;
    }

    Operators operators() {
        return operators;
    }

    Calls calls() {
        return calls;
    }

    Statements statements() {
        return statements;
    }

    Frame frame() {
        return frame;
    }

    /** Whether a feature that may still change can be used; tells of it unless the script asks for it. */
    boolean allowsUnstable(String feature, String setting, Span at) {
        if (knowledge.isDamaged()) {
            // The setting may be in what could not be read.
            return true;
        }
        switch (knowledge.settings().stability(setting)) {
            case "enable" -> {}
            case "warn" ->
                problems.warning(
                        "unstable",
                        Span.NOWHERE,
                        "Script is using an unstable feature: %s. To prevent this warning you must explicitly enable it in the config e.g. %s=enable"
                                .formatted(feature, setting));
            default -> {
                problems.error(
                        "unstable",
                        at,
                        "%s feature is not enabled by default. To enable this unstable feature, set the config flag to enable. %s=enable"
                                .formatted(feature, setting));
                return false;
            }
        }
        return true;
    }

    /** An expression with its type; of the unknown type if something is wrong with it, which was told. */
    TypedExpression expression(Expression expression) {
        if (depth >= MAX_DEPTH) {
            problems.error(
                    "too-deep",
                    expression.span(),
                    "expression nested deeper than " + MAX_DEPTH,
                    "assign parts of it to variables");
            return Unknown.at(expression.span());
        }
        if (isExhausted()) {
            return Unknown.at(expression.span());
        }
        expressions++;
        if (isExhausted()) {
            problems.error(
                    "too-large",
                    expression.span(),
                    "script has more than %d expressions when written out".formatted(MAX_EXPRESSIONS),
                    "macros are copied to where they are called, and unroll repeats its body: use loops and functions");
        }
        depth++;
        try {
            return elaborate(expression);
        } finally {
            depth--;
        }
    }

    private TypedExpression elaborate(Expression expression) {
        return switch (expression) {
            case Expression.IntegerLiteral literal -> Literals.integer(literal.value(), literal.span());
            case Expression.StringLiteral literal -> Literals.text(literal.bytes(), literal.span());
            case Expression.BooleanLiteral(Span at, boolean value) -> Literals.bool(value, at);
            case Expression.Identifier name -> names.identifier(name);
            case Expression.Variable variable -> variables.read(variable);
            case Expression.MapName map -> maps.readScalar(map);
            case Expression.MapElement element -> maps.read(element);
            case Expression.PositionalParameter parameter -> names.parameter(parameter);
            case Expression.PositionalCount(Span at) ->
                Literals.integer(knowledge.options().positional().size(), at);
            case Expression.Call call -> calls.call(call);
            case Expression.Unary unary -> operators.unary(unary);
            case Expression.AddressOf address -> variables.addressOf(address);
            case Expression.Step step -> variables.step(step);
            case Expression.Binary binary -> operators.binary(binary);
            case Expression.Ternary ternary -> choices.ternary(ternary);
            case Expression.Elvis elvis -> choices.elvis(elvis);
            case Expression.FieldAccess access -> memory.field(access);
            case Expression.TupleAccess access -> memory.part(access);
            case Expression.Index index -> memory.index(index);
            case Expression.Cast cast -> casts.cast(cast);
            case Expression.Tuple tuple -> memory.tuple(tuple);
            case Expression.RecordLiteral record -> memory.record(record);
            case Expression.SizeOf sizeOf -> casts.sizeOf(sizeOf);
            case Expression.OffsetOf offsetOf -> casts.offsetOf(offsetOf);
            case Expression.TypeInfo typeInfo -> casts.typeInfo(typeInfo);
            case Expression.TypeValue value -> typeValue(value.span());
            case Expression.Missing missing -> missing(missing);
            case Expression.Comptime comptime -> choices.comptime(comptime);
            case Expression.Block block -> choices.block(block);
            case Expression.If choice -> choices.choose(choice);
        };
    }

    /** What could be read of something may have mistakes of its own; blocks may be those of loops. */
    private TypedExpression missing(Expression.Missing missing) {
        inLoop(false, () -> {
            missing.parts().forEach(this::look);
            return missing;
        });
        return Unknown.at(missing.span());
    }

    /** Looks for mistakes in a part of what could not be read; of bare names nobody knows what they were. */
    void look(Expression part) {
        switch (part) {
            case Expression.Block block -> block(block);
            case Expression.MapName _, Expression.Identifier _ -> {}
            case Expression.Call call
            when calls.isAggregation(call) -> call.arguments().forEach(this::look);
            default -> expression(part);
        }
    }

    private TypedExpression typeValue(Span at) {
        problems.error(
                "not-here",
                at,
                "Unknown function: 'typeof'",
                "a type is no value: it stands in a cast, a declaration or behind sizeof; typeinfo() can be compared");
        return Unknown.at(at);
    }

    /** Whether the body is too large to go on with, which was told. */
    boolean isExhausted() {
        return expressions >= MAX_EXPRESSIONS;
    }

    /** A statement as typed ones; several for what is written out. */
    List<TypedStatement> statement(Statement statement) {
        return statements.statement(statement);
    }

    /** A block in a scope of its own, for its effect. */
    TypedStatement.Block block(Expression.Block block) {
        return inScope(() -> {
            var all = statements(block.statements());
            if (block.value() != null) {
                all.addAll(statements.evaluate(block.value(), block.value().span()));
            }
            return new TypedStatement.Block(all, block.span());
        });
    }

    /** Statements in order, in the current scope. */
    List<TypedStatement> statements(List<Statement> list) {
        var all = new ArrayList<TypedStatement>();
        boolean left = false;
        for (Statement statement : list) {
            if (left) {
                problems.warning("unreachable", Spans.upTo(statement.span(), ';'), "Unreachable statement.");
                left = false;
            }
            all.addAll(statement(statement));
            left = !all.isEmpty() && all.getLast() instanceof TypedStatement.Return;
        }
        return all;
    }

    /** Runs something in a block of its own. */
    <T> T inScope(Supplier<T> action) {
        return inFrame(frame.inner(), action);
    }

    /** Runs something as seen from elsewhere. */
    <T> T inFrame(Frame other, Supplier<T> action) {
        Frame before = frame;
        frame = other;
        try {
            return action.get();
        } finally {
            frame = before;
        }
    }

    /** Runs the body of a loop; one over a map is a function of its own to the kernel. */
    <T> T inLoop(boolean callback, Supplier<T> action) {
        boolean before = inCallback;
        loops++;
        inCallback |= callback;
        try {
            return action.get();
        } finally {
            loops--;
            inCallback = before;
        }
    }

    /** Whether this is in a loop. */
    boolean isInLoop() {
        return loops > 0;
    }

    /** Whether this is in a {@code for} loop. */
    boolean isInCallback() {
        return inCallback;
    }

    /** What a macro's parameter stands for, as far as it leads; null if the expression is no parameter. */
    @Nullable
    Binding binding(Expression expression) {
        Frame seenFrom = frame;
        Expression current = expression;
        Binding found = null;
        while (true) {
            String name = Names.nameOf(current);
            Binding next = name == null ? null : seenFrom.bindings().get(name);
            if (next == null) {
                return found;
            }
            found = next;
            current = next.expression();
            seenFrom = next.frame();
        }
    }

    /** An expression that only has an effect. */
    static TypedExpression effect(Span at, TypedStatement... statements) {
        return new TypedExpression.BlockValue(new TypedStatement.Block(List.of(statements), at), nothing(at), at);
    }

    /** No value. */
    static TypedExpression nothing(Span at) {
        return new TypedExpression.Constant(0, ScriptType.NOTHING, at);
    }

    /** A constant's value if an expression is one. */
    static Optional<Long> constant(TypedExpression expression) {
        return switch (expression) {
            case TypedExpression.Constant constant when !Unknown.is(constant) -> Optional.of(constant.value());
            case TypedExpression.Convert(
                    TypedExpression.Constant(long value, ScriptType from, var _),
                    ScriptType to,
                    var _)
            when Conversions.isInteger(from) && Conversions.isInteger(to) -> Optional.of(Conversions.cut(value, to));
            default -> Optional.empty();
        };
    }
}
