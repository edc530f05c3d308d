package dev.rawtap.script.evaluation;

import dev.rawtap.script.syntax.BinaryOperator;
import dev.rawtap.script.syntax.Expression;
import dev.rawtap.script.syntax.Expression.Block;
import dev.rawtap.script.syntax.Statement;
import dev.rawtap.script.syntax.TypeName;
import dev.rawtap.script.syntax.UnaryOperator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The shapes of variables, maps and their keys. Every name means one variable: generated scripts do not use a name in two
 * blocks.
 */
final class Shapes {
    private final Map<String, Shape> places = new HashMap<>();
    private final Map<String, Shape> fixed = new HashMap<>();

    /** Learns from all statements until nothing changes. */
    Shapes(List<Block> bodies) {
        Map<String, Shape> before;
        do {
            before = new HashMap<>(places);
            bodies.forEach(this::block);
        } while (!before.equals(places));
    }

    /** Of the values of a variable or map. */
    Shape place(String name) {
        Shape shape = fixed.getOrDefault(name, places.get(name));
        if (shape == null) {
            throw new IllegalArgumentException("nothing is assigned to " + name);
        }
        return shape;
    }

    /** Of the keys of a map. */
    Shape key(String map) {
        return place(map + "[]");
    }

    /** The same; of no parts for a map that is not keyed. */
    Shape keyOrNone(String map) {
        return places.containsKey(map + "[]") ? key(map) : new Shape.Tuple(List.of());
    }

    private void learn(String name, Shape shape) {
        if (!fixed.containsKey(name)) {
            places.merge(name, shape, Shape::join);
        }
    }

    private void block(Block block) {
        block.statements().forEach(this::statement);
        if (block.value() != null) {
            expression(block.value());
        }
    }

    private void statement(Statement statement) {
        switch (statement) {
            case Statement.Evaluate(var _, Expression expression) -> expression(expression);
            case Statement.Assign(var _, Expression target, Expression value) -> {
                both(target, value);
                learn(name(target), of(value));
            }
            case Statement.CompoundAssign(var _, Expression target, BinaryOperator operator, Expression value) -> {
                both(target, value);
                learn(name(target), operation(operator, of(target), of(value)));
            }
            case Statement.Declare(var _, Expression.Variable variable, TypeName type, Expression value) -> {
                if (type != null) {
                    fixed.put(variable.name(), named(type));
                }
                if (value != null) {
                    expression(value);
                    learn(variable.name(), of(value));
                }
            }
            case Statement.While(var _, Expression condition, Block body) -> {
                expression(condition);
                block(body);
            }
            case Statement.ForRange(
                    var _,
                    Expression.Variable variable,
                    Expression start,
                    Expression end,
                    Block body) -> {
                both(start, end);
                learn(variable.name(), Shape.join(of(start), of(end)));
                block(body);
            }
            case Statement.Break _, Statement.Continue _, Statement.Return _ -> {}
            case Statement.Discard(var _, Expression value) -> expression(value);
            case Statement.Unroll _, Statement.ForEach _, Statement.ImportInside _ -> throw outside(statement);
        }
    }

    /** Learns from what is inside of an expression: keys, steps, blocks. */
    private void expression(Expression expression) {
        switch (expression) {
            case Expression.MapElement element -> {
                learn(element.map().name() + "[]", keyShape(element));
                element.keys().forEach(this::expression);
            }
            case Expression.Step(var _, Expression target, var _, var _) -> {
                expression(target);
                String name = name(target);
                boolean known = places.containsKey(name) || fixed.containsKey(name);
                learn(name, known && signed(place(name)) ? Shape.SIGNED : Shape.UNSIGNED);
            }
            case Expression.Binary(var _, var _, Expression left, Expression right) -> both(left, right);
            case Expression.Unary(var _, var _, Expression operand) -> expression(operand);
            case Expression.Cast(var _, var _, Expression operand) -> expression(operand);
            case Expression.Ternary(var _, Expression condition, Expression yes, Expression no) -> {
                expression(condition);
                both(yes, no);
            }
            case Expression.Tuple(var _, List<Expression> elements) -> elements.forEach(this::expression);
            case Expression.TupleAccess(var _, Expression target, var _) -> expression(target);
            case Expression.Call call -> {
                call.arguments().forEach(this::expression);
                if (call.name().equals("has_key") || call.name().equals("delete")) {
                    learn(
                            name(call.arguments().get(0)) + "[]",
                            of(call.arguments().get(1)));
                }
            }
            case Block block -> block(block);
            case Expression.If(var _, Expression condition, Block then, Expression otherwise) -> {
                expression(condition);
                block(then);
                if (otherwise != null) {
                    expression(otherwise);
                }
            }
            default -> {}
        }
    }

    private void both(Expression one, Expression other) {
        expression(one);
        expression(other);
    }

    private Shape keyShape(Expression.MapElement element) {
        return element.keys().size() == 1
                ? of(element.keys().getFirst())
                : new Shape.Tuple(element.keys().stream().map(this::of).toList());
    }

    static String name(Expression target) {
        return switch (target) {
            case Expression.Variable(var _, String name) -> name;
            case Expression.MapName(var _, String name) -> name;
            case Expression.MapElement element -> element.map().name();
            default -> throw outside(target);
        };
    }

    /** Of what an expression gives; literals are known as such. */
    Shape of(Expression expression) {
        return switch (expression) {
            case Expression.IntegerLiteral literal ->
                literal.exceedsSigned() ? Shape.UNSIGNED : new Shape.Number(0, 0, literal.value());
            case Expression.StringLiteral _ -> Shape.TEXT;
            case Expression.BooleanLiteral _ -> Shape.TRUTH;
            case Expression.Variable(var _, String name) -> read(name);
            case Expression.MapName(var _, String name) -> read(name);
            case Expression.MapElement element -> read(element.map().name());
            case Expression.Unary unary -> unary(unary);
            case Expression.Step(var _, Expression target, var _, var _) ->
                signed(read(name(target))) ? Shape.SIGNED : Shape.UNSIGNED;
            case Expression.Binary(var _, BinaryOperator operator, Expression left, Expression right) ->
                operator.isComparison() || operator.isLogical()
                        ? Shape.TRUTH
                        : operation(operator, of(left), of(right));
            case Expression.Ternary(var _, var _, Expression yes, Expression no) -> Shape.join(of(yes), of(no));
            case Expression.Cast(var _, TypeName type, var _) -> named(type);
            case Expression.Tuple(var _, List<Expression> elements) ->
                new Shape.Tuple(elements.stream().map(this::of).toList());
            case Expression.TupleAccess(var _, Expression target, int index) ->
                of(target) instanceof Shape.Tuple(var parts) ? parts.get(index) : refuse(expression);
            case Expression.Call call -> call(call);
            case Expression other -> refuse(other);
        };
    }

    private Shape read(String name) {
        return fixed.containsKey(name) || places.containsKey(name) ? place(name) : new Shape.Number(0, 0, 0);
    }

    private Shape unary(Expression.Unary unary) {
        if (unary.operator() == UnaryOperator.NOT) {
            return Shape.TRUTH;
        }
        if (unary.operand() instanceof Expression.IntegerLiteral literal && unary.operator() == UnaryOperator.NEGATE) {
            long value = -literal.value();
            int bits = value >= -1L << 7 ? 8 : value >= -1L << 15 ? 16 : value >= -1L << 31 ? 32 : 64;
            return Shape.number(bits, true);
        }
        return of(unary.operand()) instanceof Shape.Number number && !number.hasSign() ? Shape.UNSIGNED : Shape.SIGNED;
    }

    private Shape call(Expression.Call call) {
        return switch (call.name()) {
            case "strlen", "strncmp" -> Shape.UNSIGNED;
            case "strcontains", "has_key" -> Shape.TRUTH;
            case "count" -> new Shape.Aggregate("count", false);
            case "hist", "lhist", "sum", "min", "max", "avg", "stats" ->
                new Shape.Aggregate(call.name(), signed(of(call.arguments().getFirst())));
            default -> new Shape.Only("nothing");
        };
    }

    /** Makes 64 bits, without a sign if one has none and the other needs none; a difference always has a sign. */
    static Shape operation(BinaryOperator operator, Shape left, Shape right) {
        boolean alike = left.equals(Shape.TRUTH) && right.equals(Shape.TRUTH);
        boolean literals = left instanceof Shape.Number a
                && right instanceof Shape.Number b
                && a.isOfLiterals()
                && b.isOfLiterals();
        boolean unsigned = Shape.canBeUnsigned(left)
                && Shape.canBeUnsigned(right)
                && !alike
                && !literals
                && operator != BinaryOperator.SUBTRACT;
        return unsigned ? Shape.UNSIGNED : Shape.SIGNED;
    }

    static boolean signed(Shape shape) {
        return switch (shape) {
            case Shape.Number number -> number.hasSign();
            case Shape.Aggregate(String function, boolean signed) -> signed && !function.equals("count");
            case Shape.Only _, Shape.Tuple _ -> true;
        };
    }

    private static Shape named(TypeName type) {
        if (type instanceof TypeName.Named(var _, String name)) {
            return switch (name) {
                case "bool" -> Shape.TRUTH;
                case "string" -> Shape.TEXT;
                case "int8", "int16", "int32", "int64" -> Shape.number(Integer.parseInt(name.substring(3)), true);
                case "uint8", "uint16", "uint32", "uint64" -> Shape.number(Integer.parseInt(name.substring(4)), false);
                default -> throw new IllegalArgumentException("type outside of the subset: " + name);
            };
        }
        throw new IllegalArgumentException("type outside of the subset: " + type);
    }

    private static Shape refuse(Expression expression) {
        throw outside(expression);
    }

    static IllegalArgumentException outside(Object node) {
        return new IllegalArgumentException("outside of the subset: " + node);
    }
}
