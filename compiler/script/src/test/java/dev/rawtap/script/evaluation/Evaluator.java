package dev.rawtap.script.evaluation;

import dev.rawtap.script.syntax.BinaryOperator;
import dev.rawtap.script.syntax.Definition;
import dev.rawtap.script.syntax.Expression;
import dev.rawtap.script.syntax.Expression.Block;
import dev.rawtap.script.syntax.ParsedScript;
import dev.rawtap.script.syntax.ScriptParser;
import dev.rawtap.script.syntax.Statement;
import dev.rawtap.script.syntax.TypeName;
import dev.rawtap.script.syntax.UnaryOperator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Walks the tree of a script and says what it prints. */
final class Evaluator {
    private static final int PATIENCE = 1_000_000;

    /** How a block ended. */
    private enum End {
        NORMAL,
        BREAK,
        CONTINUE,
        RETURN
    }

    private final Shapes shapes;
    private final Map<String, Object> variables = new HashMap<>();
    private final Map<String, ScriptMap> maps = new HashMap<>();
    private final List<Object> printed = new ArrayList<>();
    private int steps;

    private Evaluator(List<Block> bodies) {
        shapes = new Shapes(bodies);
    }

    /** What a script of {@code begin} probes prints to its end, on standard output. */
    static String evaluate(String script) {
        ParsedScript parsed = ScriptParser.parse("generated", script.getBytes(StandardCharsets.UTF_8));
        if (!parsed.problems().isEmpty()) {
            throw new IllegalArgumentException(parsed.problems() + "\n" + script);
        }
        List<Block> bodies =
                parsed.program().probes().stream().map(Definition.Probe::body).toList();
        var evaluator = new Evaluator(bodies);
        bodies.forEach(evaluator::block);
        return evaluator.text();
    }

    /** Values as they were; maps as they are at the end, since they are printed when the events are read. */
    private String text() {
        var out = new StringBuilder();
        for (Object each : printed) {
            out.append(each instanceof ScriptMap map ? map.text() : each);
        }
        out.append("\n\n");
        maps.keySet().stream()
                .sorted()
                .forEach(name -> out.append(maps.get(name).text()));
        return out.toString();
    }

    private ScriptMap map(String name) {
        return maps.computeIfAbsent(name, _ -> new ScriptMap(name, shapes.place(name), shapes.keyOrNone(name)));
    }

    private End block(Block block) {
        for (Statement statement : block.statements()) {
            End end = statement(statement);
            if (end != End.NORMAL) {
                return end;
            }
        }
        if (block.value() != null) {
            return effect(block.value());
        }
        return End.NORMAL;
    }

    private End statement(Statement statement) {
        if (++steps > PATIENCE) {
            throw new IllegalArgumentException("the script does not end");
        }
        switch (statement) {
            case Statement.Evaluate(var _, Expression expression) -> {
                return effect(expression);
            }
            case Statement.Assign(var _, Expression target, Expression value) -> assign(target, value);
            case Statement.CompoundAssign(var _, Expression target, BinaryOperator operator, Expression value) ->
                store(target, operation(operator, target, value));
            case Statement.Declare(var _, Expression.Variable variable, var _, Expression value) ->
                store(variable, value == null ? Shape.nothing(shapes.place(variable.name())) : value(value));
            case Statement.While(var _, Expression condition, Block body) -> {
                while (truth(condition)) {
                    End end = block(body);
                    if (end == End.BREAK || end == End.RETURN) {
                        return end == End.RETURN ? end : End.NORMAL;
                    }
                }
            }
            case Statement.ForRange loop -> {
                return range(loop);
            }
            case Statement.Break _ -> {
                return End.BREAK;
            }
            case Statement.Continue _ -> {
                return End.CONTINUE;
            }
            case Statement.Return _ -> {
                return End.RETURN;
            }
            case Statement.Discard(var _, Expression value) -> value(value);
            case Statement.Unroll _, Statement.ForEach _, Statement.ImportInside _ -> throw Shapes.outside(statement);
        }
        return End.NORMAL;
    }

    private End range(Statement.ForRange loop) {
        long start = number(loop.start());
        long end = number(loop.end());
        for (long i = start; i < end; i++) {
            store(loop.variable(), i);
            End how = block(loop.body());
            if (how == End.BREAK || how == End.RETURN) {
                return how == End.RETURN ? how : End.NORMAL;
            }
        }
        return End.NORMAL;
    }

    private End effect(Expression expression) {
        switch (expression) {
            case Block block -> {
                return block(block);
            }
            case Expression.If(var _, Expression condition, Block then, Expression otherwise) -> {
                if (truth(condition)) {
                    return block(then);
                }
                return otherwise == null ? End.NORMAL : effect(otherwise);
            }
            case Expression other -> value(other);
        }
        return End.NORMAL;
    }

    private void assign(Expression target, Expression value) {
        if (value instanceof Expression.Call(var _, var _, String function, List<Expression> arguments)
                && shapes.place(Shapes.name(target)) instanceof Shape.Aggregate(String kind, boolean signed)) {
            long[] bounds = new long[3];
            for (int i = 1; i < arguments.size(); i++) {
                bounds[i - 1] = number(arguments.get(i));
            }
            long added = function.equals("count") ? 1 : number(arguments.getFirst());
            ((Aggregation) map(Shapes.name(target))
                            .values()
                            .computeIfAbsent(
                                    key(target), _ -> new Aggregation(kind, signed, bounds[0], bounds[1], bounds[2])))
                    .add(added);
            return;
        }
        store(target, value(value));
    }

    private void store(Expression target, Object value) {
        Object fitted = Shape.fit(value, shapes.place(Shapes.name(target)));
        switch (target) {
            case Expression.Variable(var _, String name) -> variables.put(name, fitted);
            case Expression.MapName(var _, String name) -> map(name).values().put(List.of(), fitted);
            case Expression.MapElement element ->
                map(element.map().name()).values().put(key(element), fitted);
            default -> throw Shapes.outside(target);
        }
    }

    /** The key of a place as a list of its parts. */
    private List<Object> key(Expression target) {
        if (!(target instanceof Expression.MapElement element)) {
            return List.of();
        }
        return key(element.map().name(), element.keys());
    }

    private List<Object> key(String map, List<Expression> keys) {
        Shape shape = shapes.key(map);
        List<Object> parts = keys.stream().map(this::value).toList();
        Object key = Shape.fit(parts.size() == 1 ? parts.getFirst() : parts, shape);
        return key instanceof List<?> list ? List.copyOf(list) : List.of(key);
    }

    private Object read(String map, List<Object> key) {
        @Nullable Object found = map(map).values().get(key);
        return found == null ? Shape.nothing(shapes.place(map)) : found;
    }

    private boolean truth(Expression expression) {
        return switch (value(expression)) {
            case Boolean truth -> truth;
            case Long number -> number != 0;
            case Object other -> throw new IllegalArgumentException("no condition: " + other);
        };
    }

    /** A number extended by its own type; an aggregation's is what it is now. */
    private long number(Expression expression) {
        Object value = value(expression);
        return value instanceof Aggregation aggregation ? aggregation.number() : Shape.asLong(value);
    }

    private Object value(Expression expression) {
        return switch (expression) {
            case Expression.IntegerLiteral literal -> literal.value();
            case Expression.StringLiteral literal -> literal.value();
            case Expression.BooleanLiteral(var _, boolean value) -> value;
            case Expression.Variable(var _, String name) -> variable(name);
            case Expression.MapName(var _, String name) -> read(name, List.of());
            case Expression.MapElement element -> read(element.map().name(), key(element));
            case Expression.Unary unary -> unary(unary);
            case Expression.Step step -> step(step);
            case Expression.Binary binary -> binary(binary);
            case Expression.Ternary(var _, Expression condition, Expression yes, Expression no) ->
                Shape.fit(value(truth(condition) ? yes : no), shapes.of(expression));
            case Expression.Cast(var _, TypeName _, Expression operand) -> cast(number(operand), shapes.of(expression));
            case Expression.Tuple(var _, List<Expression> elements) ->
                List.copyOf(elements.stream().map(this::value).toList());
            case Expression.TupleAccess(var _, Expression target, int index) -> ((List<?>) value(target)).get(index);
            case Expression.Call call -> call(call);
            case Expression other -> throw Shapes.outside(other);
        };
    }

    private Object variable(String name) {
        Object value = variables.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is read before it is assigned");
        }
        return value;
    }

    private static Object cast(long value, Shape shape) {
        return shape.equals(Shape.TRUTH) ? (Object) (value != 0) : Shape.fit(value, shape);
    }

    private Object unary(Expression.Unary unary) {
        if (unary.operator() == UnaryOperator.NOT) {
            return !truth(unary.operand());
        }
        long operand = number(unary.operand());
        long result = unary.operator() == UnaryOperator.NEGATE ? -operand : ~operand;
        // Narrow numbers without a sign stay within their width.
        return shapes.of(unary.operand()) instanceof Shape.Number shape && !shape.hasSign()
                ? Shape.cut(result, shape.bits(), false)
                : result;
    }

    private Object step(Expression.Step step) {
        long before = number(step.target());
        long after = step.increment() ? before + 1 : before - 1;
        store(step.target(), after);
        return step.prefix() ? number(step.target()) : before;
    }

    private Object binary(Expression.Binary binary) {
        return switch (binary.operator()) {
            case LOGICAL_AND -> truth(binary.left()) && truth(binary.right());
            case LOGICAL_OR -> truth(binary.left()) || truth(binary.right());
            case EQUAL, NOT_EQUAL, LESS, GREATER, LESS_OR_EQUAL, GREATER_OR_EQUAL -> compare(binary);
            case OR, XOR, AND, SHIFT_LEFT, SHIFT_RIGHT, ADD, SUBTRACT, MULTIPLY, DIVIDE, REMAINDER ->
                operation(binary.operator(), binary.left(), binary.right());
        };
    }

    private boolean compare(Expression.Binary binary) {
        Object left = value(binary.left());
        Object right = value(binary.right());
        int order;
        if (left instanceof String || left instanceof List) {
            order = left.equals(right) ? 0 : 1;
        } else {
            boolean signed = Shapes.signed(
                    Shapes.operation(BinaryOperator.AND, shapes.of(binary.left()), shapes.of(binary.right())));
            long a = number(binary.left());
            long b = number(binary.right());
            order = signed ? Long.compare(a, b) : Long.compareUnsigned(a, b);
        }
        return switch (binary.operator()) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case GREATER -> order > 0;
            case LESS_OR_EQUAL -> order <= 0;
            case GREATER_OR_EQUAL -> order >= 0;
            default -> throw new IllegalArgumentException(binary.operator().symbol());
        };
    }

    private long operation(BinaryOperator operator, Expression left, Expression right) {
        boolean signed = Shapes.signed(Shapes.operation(operator, shapes.of(left), shapes.of(right)));
        long a = number(left);
        long b = number(right);
        return switch (operator) {
            case OR -> a | b;
            case XOR -> a ^ b;
            case AND -> a & b;
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case SHIFT_LEFT -> a << b;
            case SHIFT_RIGHT -> signed ? a >> b : a >>> b;
            case DIVIDE -> b == 0 ? 1 : signed ? a / b : Long.divideUnsigned(a, b);
            case REMAINDER -> b == 0 ? 1 : signed ? a % b : Long.remainderUnsigned(a, b);
            default -> throw new IllegalArgumentException(operator.symbol());
        };
    }

    private Object call(Expression.Call call) {
        List<Expression> arguments = call.arguments();
        switch (call.name()) {
            case "strlen" -> {
                return (long) bytes(arguments.getFirst()).length;
            }
            case "strncmp" -> {
                int length = (int) number(arguments.get(2));
                return Arrays.equals(first(arguments.get(0), length), first(arguments.get(1), length)) ? 0L : 1L;
            }
            case "strcontains" -> {
                return ((String) value(arguments.get(0))).contains((String) value(arguments.get(1)));
            }
            case "has_key" -> {
                return map(Shapes.name(arguments.get(0)))
                        .values()
                        .containsKey(key(Shapes.name(arguments.get(0)), arguments.subList(1, 2)));
            }
            case "delete" -> {
                return map(Shapes.name(arguments.get(0)))
                                .values()
                                .remove(key(Shapes.name(arguments.get(0)), arguments.subList(1, 2)))
                        != null;
            }
            case "print" -> print(arguments.getFirst());
            case "printf" ->
                printed.add(PrintfText.of(
                        ((Expression.StringLiteral) arguments.getFirst()).value(),
                        arguments.stream().skip(1).map(this::shown).toList()));
            default -> throw Shapes.outside(call);
        }
        return 0L;
    }

    private byte[] bytes(Expression text) {
        return ((String) value(text)).getBytes(StandardCharsets.UTF_8);
    }

    private byte[] first(Expression text, int length) {
        byte[] bytes = bytes(text);
        return Arrays.copyOf(bytes, Math.min(bytes.length, length));
    }

    private PrintfText.Argument shown(Expression argument) {
        Object value = value(argument);
        return new PrintfText.Argument(value, ScriptMap.text(value, shapes.of(argument)));
    }

    private void print(Expression argument) {
        if (argument instanceof Expression.MapName(var _, String name)) {
            printed.add(map(name));
            return;
        }
        Object value = value(argument);
        printed.add(
                value instanceof Aggregation aggregation
                        ? aggregation.text().strip() + "\n"
                        : ScriptMap.text(value, shapes.of(argument)) + "\n");
    }
}
