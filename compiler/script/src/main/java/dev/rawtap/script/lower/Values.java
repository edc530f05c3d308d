package dev.rawtap.script.lower;

import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.FunctionBuilder;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.AtomicOperation;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Size;
import dev.rawtap.script.type.Layout;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.TypedExpression;
import java.util.ArrayList;
import java.util.List;

/** Writes expressions: numbers as values of 64 bits, everything else as bytes where they are wanted. */
final class Values {
    private final FunctionWriter w;

    Values(FunctionWriter writer) {
        w = writer;
    }

    /** Whether a type is held as a number of 64 bits. */
    static boolean scalar(ScriptType type) {
        return switch (type) {
            case ScriptType.Nothing _,
                    ScriptType.Bool _,
                    ScriptType.Int _,
                    ScriptType.Named _,
                    ScriptType.Pointer _,
                    ScriptType.Enumeration _ -> true;
            case ScriptType.Resolved resolved ->
                switch (resolved.kind()) {
                    case KERNEL_SYMBOL,
                            USER_NAME,
                            ERROR_NAME,
                            SIGNAL_NAME,
                            SYSCALL_NAME,
                            GFP_FLAGS,
                            TIMESTAMP,
                            CGROUP_PATH -> true;
                    case USER_SYMBOL, INET, MAC -> false;
                };
            case ScriptType.Text _,
                    ScriptType.Buffer _,
                    ScriptType.Array _,
                    ScriptType.Composite _,
                    ScriptType.Tuple _,
                    ScriptType.RecordType _,
                    ScriptType.Stack _,
                    ScriptType.Aggregation _ -> false;
        };
    }

    /** Whether a scalar of this type is extended by its sign. */
    static boolean signed(ScriptType type) {
        return switch (type) {
            case ScriptType.Int number -> number.signed();
            case ScriptType.Named named -> named.number().signed();
            case ScriptType.Enumeration enumeration -> enumeration.number().signed();
            case ScriptType.Nothing _,
                    ScriptType.Bool _,
                    ScriptType.Pointer _,
                    ScriptType.Resolved _,
                    ScriptType.Text _,
                    ScriptType.Buffer _,
                    ScriptType.Array _,
                    ScriptType.Composite _,
                    ScriptType.Tuple _,
                    ScriptType.RecordType _,
                    ScriptType.Stack _,
                    ScriptType.Aggregation _ -> false;
        };
    }

    /** The value of a scalar expression. For one without a value, 0 after its effect. */
    Value of(TypedExpression expression) {
        var before = w.b.source();
        w.b.at(expression.at());
        Value value = scalarOf(expression);
        w.b.at(before);
        return value;
    }

    private Value scalarOf(TypedExpression expression) {
        return switch (expression) {
            case TypedExpression.Constant constant -> w.b.constant(constant.value());
            case TypedExpression.ReadLocal read ->
                w.shared(read.local())
                        ? w.places.load(w.memory(read.local()), read.type())
                        : w.b.get(w.variable(read.local()));
            case TypedExpression.AddressOfLocal address -> address(address);
            case TypedExpression.AddressOfMapValue address -> w.maps.address(address.map(), address.key());
            case TypedExpression.ReadMap read -> w.maps.read(read);
            case TypedExpression.HasKey has -> w.maps.hasKey(has);
            case TypedExpression.Find find -> w.maps.find(find);
            case TypedExpression.Delete delete -> w.maps.delete(delete);
            case TypedExpression.MapLength length -> w.maps.length(length.map());
            case TypedExpression.Unary unary -> unary(unary);
            case TypedExpression.Binary binary -> binary(binary);
            case TypedExpression.Logical logical -> logical(logical);
            case TypedExpression.Conditional conditional ->
                choose(conditional.condition(), conditional.whenTrue(), conditional.whenFalse());
            case TypedExpression.BlockValue block -> {
                w.statements.write(block.block());
                yield of(block.value());
            }
            case TypedExpression.Convert convert -> convert(convert);
            case TypedExpression.IncrementLocal increment -> increment(increment);
            case TypedExpression.IncrementMap increment -> w.maps.increment(increment);
            case TypedExpression.FieldOf field -> w.places.loadField(field);
            case TypedExpression.Dereference pointer -> w.places.load(w.places.of(pointer), pointer.type());
            case TypedExpression.ElementOf element -> w.places.loadElement(element);
            case TypedExpression.PartOf part -> w.places.load(w.places.of(part), part.type());
            case TypedExpression.Argument argument -> w.arguments().argument(argument.index(), argument.type());
            case TypedExpression.SyscallValue value -> w.arguments().syscall(value.what());
            case TypedExpression.ContextPointer _ -> w.arguments().context();
            case TypedExpression.Call call -> w.calls.scalar(call);
            case TypedExpression.CallFunction call -> callFunction(call);
            case TypedExpression.TextConstant _, TypedExpression.Compose _, TypedExpression.Arguments _ ->
                throw new IllegalStateException("%s is not a number: %s".formatted(expression.type(), expression.at()));
        };
    }

    /** Writes a value's bytes to a place; text is padded with 0 if asked. */
    void into(TypedExpression expression, Place.Known target, boolean padded) {
        var before = w.b.source();
        w.b.at(expression.at());
        write(expression, target, padded);
        w.b.at(before);
    }

    private void write(TypedExpression expression, Place.Known target, boolean padded) {
        if (scalar(expression.type())) {
            w.places.store(target, expression.type(), of(expression));
            return;
        }
        int bytes = Layout.size(expression.type());
        switch (expression) {
            case TypedExpression.TextConstant text -> w.texts.constant(text, target, padded);
            case TypedExpression.Compose compose -> compose(compose.parts(), compose.type(), target, padded);
            case TypedExpression.Conditional conditional ->
                choose(
                        conditional.condition(),
                        () -> into(conditional.whenTrue(), target, padded),
                        () -> into(conditional.whenFalse(), target, padded));
            case TypedExpression.BlockValue block -> {
                w.statements.write(block.block());
                into(block.value(), target, padded);
            }
            case TypedExpression.Convert convert -> w.texts.convert(convert, target, padded);
            case TypedExpression.Call call -> w.calls.into(call, target, padded);
            case TypedExpression.ReadMap read -> w.maps.readInto(read, target);
            case TypedExpression.Arguments arguments -> arguments(arguments, target);
            case TypedExpression.ReadLocal _,
                    TypedExpression.FieldOf _,
                    TypedExpression.Dereference _,
                    TypedExpression.ElementOf _,
                    TypedExpression.PartOf _ ->
                w.places.copy(target, w.places.of(expression), expression.type(), bytes, padded);
            case TypedExpression.Constant _,
                    TypedExpression.AddressOfLocal _,
                    TypedExpression.AddressOfMapValue _,
                    TypedExpression.HasKey _,
                    TypedExpression.Find _,
                    TypedExpression.Delete _,
                    TypedExpression.MapLength _,
                    TypedExpression.Unary _,
                    TypedExpression.Binary _,
                    TypedExpression.Logical _,
                    TypedExpression.IncrementLocal _,
                    TypedExpression.IncrementMap _,
                    TypedExpression.Argument _,
                    TypedExpression.SyscallValue _,
                    TypedExpression.ContextPointer _,
                    TypedExpression.CallFunction _ ->
                throw new IllegalStateException("%s as bytes: %s".formatted(expression.type(), expression.at()));
        }
    }

    /** Where the bytes of an expression are: where it says, or in fresh memory. */
    Place.Known placed(TypedExpression expression) {
        if (expression instanceof TypedExpression.ReadLocal read && !scalar(read.type())) {
            return w.memory(read.local());
        }
        if (expression instanceof TypedExpression.PartOf || expression instanceof TypedExpression.FieldOf) {
            if (w.places.of(expression) instanceof Place.Known known) {
                return known;
            }
        }
        Place.Known fresh = w.slot("value", Layout.size(expression.type()), 8);
        if (!scalar(expression.type()) && hasPadding(expression.type())) {
            w.clear(fresh, Layout.size(expression.type()));
        }
        into(expression, fresh, true);
        return fresh;
    }

    /** Whether the parts of a type leave bytes between them that nobody writes. */
    static boolean hasPadding(ScriptType type) {
        List<ScriptType> parts = switch (type) {
            case ScriptType.Tuple tuple -> tuple.elements();
            case ScriptType.RecordType fields -> Layout.types(fields);
            default -> List.of();
        };
        int used = 0;
        for (ScriptType part : parts) {
            if (hasPadding(part)) {
                return true;
            }
            used += Layout.size(part);
        }
        return type instanceof ScriptType.Buffer || (!parts.isEmpty() && used != Layout.size(type));
    }

    private void compose(List<TypedExpression> parts, ScriptType type, Place.Known target, boolean padded) {
        Layout layout = Layout.of(parts.stream().map(TypedExpression::type).toList());
        if (padded && hasPadding(type)) {
            w.clear(target, layout.bytes());
        }
        for (int i = 0; i < parts.size(); i++) {
            into(parts.get(i), (Place.Known) target.plus(layout.offsets().get(i)), padded);
        }
    }

    private void arguments(TypedExpression.Arguments all, Place.Known target) {
        if (!(all.type() instanceof ScriptType.RecordType fields)) {
            w.places.copy(
                    target, new Place.Known(w.arguments().context(), 0), all.type(), Layout.size(all.type()), true);
            return;
        }
        Layout layout = Layout.of(Layout.types(fields));
        for (int i = 0; i < fields.fields().size(); i++) {
            ScriptType type = fields.fields().get(i).type();
            w.places.store(
                    (Place.Known) target.plus(layout.offsets().get(i)),
                    type,
                    w.arguments().argument(i, type));
        }
    }

    private Value address(TypedExpression.AddressOfLocal address) {
        if (scalar(address.local().type()) && !w.shared(address.local())) {
            throw new IllegalStateException(
                    "%s has no memory".formatted(address.local().name()));
        }
        return w.pointer(w.memory(address.local()));
    }

    private Value unary(TypedExpression.Unary unary) {
        Value operand = of(unary.operand());
        return switch (unary.operator()) {
            case NEGATE -> fit(w.b.binary(BinaryOperator.SUBTRACT, w.b.constant(0), operand), unary.type());
            case INVERT -> fit(w.b.binary(BinaryOperator.XOR, operand, -1), unary.type());
            case NOT -> w.b.compare(Condition.EQ, operand, w.b.constant(0));
        };
    }

    private Value binary(TypedExpression.Binary binary) {
        ScriptType operands = binary.left().type();
        boolean signed = signed(operands);
        return switch (binary.operator()) {
            case EQUAL, NOT_EQUAL -> {
                boolean equal = binary.operator() == TypedExpression.BinaryOperator.EQUAL;
                yield scalar(operands)
                        ? w.b.compare(equal ? Condition.EQ : Condition.NE, of(binary.left()), of(binary.right()))
                        : w.texts.equal(binary.left(), binary.right(), equal);
            }
            case LESS -> compare(signed ? Condition.SLT : Condition.LT, binary);
            case LESS_OR_EQUAL -> compare(signed ? Condition.SLE : Condition.LE, binary);
            case GREATER -> compare(signed ? Condition.SGT : Condition.GT, binary);
            case GREATER_OR_EQUAL -> compare(signed ? Condition.SGE : Condition.GE, binary);
            case ADD -> arithmetic(BinaryOperator.ADD, binary);
            case SUBTRACT -> arithmetic(BinaryOperator.SUBTRACT, binary);
            case MULTIPLY -> arithmetic(BinaryOperator.MULTIPLY, binary);
            case DIVIDE -> divide(signed ? BinaryOperator.SIGNED_DIVIDE : BinaryOperator.DIVIDE, binary);
            case REMAINDER -> divide(signed ? BinaryOperator.SIGNED_REMAINDER : BinaryOperator.REMAINDER, binary);
            case AND -> arithmetic(BinaryOperator.AND, binary);
            case OR -> arithmetic(BinaryOperator.OR, binary);
            case XOR -> arithmetic(BinaryOperator.XOR, binary);
            case SHIFT_LEFT -> arithmetic(BinaryOperator.SHIFT_LEFT, binary);
            case SHIFT_RIGHT ->
                arithmetic(signed ? BinaryOperator.SIGNED_SHIFT_RIGHT : BinaryOperator.SHIFT_RIGHT, binary);
        };
    }

    private Value compare(Condition condition, TypedExpression.Binary binary) {
        return w.b.compare(condition, of(binary.left()), of(binary.right()));
    }

    /** An address that was computed with is no longer one that the verifier vouches for, so that the result is a number. */
    private Value arithmetic(BinaryOperator operator, TypedExpression.Binary binary) {
        Value left = of(binary.left());
        Value right = of(binary.right());
        return fit(w.b.define(Type.SCALAR, new Operation.Binary(operator, left, right)), binary.type());
    }

    private Value divide(BinaryOperator operator, TypedExpression.Binary binary) {
        Value left = of(binary.left());
        if (binary.right() instanceof TypedExpression.Constant constant && constant.value() != 0) {
            return fit(w.b.binary(operator, left, constant.value()), binary.type());
        }
        Value right = of(binary.right());
        Value result = w.choose(
                Condition.EQ,
                right,
                w.b.constant(0),
                () -> {
                    w.reports.warn(Reports.DIVISION_BY_ZERO, binary.at());
                    return w.b.constant(1);
                },
                () -> w.b.binary(operator, left, right));
        return fit(result, binary.type());
    }

    private Value logical(TypedExpression.Logical logical) {
        var chosen = w.b.variable(Type.SCALAR);
        var more = w.b.block(logical.and() ? "and" : "or");
        var decided = w.b.block("decided");
        var end = w.b.block("end");
        branch(logical.left(), logical.and() ? more : decided, logical.and() ? decided : more);
        w.b.enter(decided);
        w.b.set(chosen, w.b.constant(logical.and() ? 0 : 1));
        w.b.jump(end);
        w.b.enter(more);
        w.b.set(chosen, condition(logical.right()));
        w.b.jump(end);
        w.b.enter(end);
        return w.b.get(chosen);
    }

    /** 0 or 1. */
    private Value condition(TypedExpression expression) {
        return expression.type() instanceof ScriptType.Bool
                ? of(expression)
                : w.b.compare(Condition.NE, of(expression), w.b.constant(0));
    }

    /** Ends the block by a condition, without making a number of it where it is not needed. */
    void branch(TypedExpression condition, FunctionBuilder.Label whenTrue, FunctionBuilder.Label whenFalse) {
        w.b.at(condition.at());
        switch (condition) {
            case TypedExpression.Logical logical -> {
                var more = w.b.block(logical.and() ? "and" : "or");
                branch(logical.left(), logical.and() ? more : whenTrue, logical.and() ? whenFalse : more);
                w.b.enter(more);
                branch(logical.right(), whenTrue, whenFalse);
            }
            case TypedExpression.Unary(var operator, var operand, var type, var at)
            when operator == TypedExpression.UnaryOperator.NOT -> branch(operand, whenFalse, whenTrue);
            default -> w.b.branch(of(condition), whenTrue, whenFalse);
        }
    }

    private Value choose(TypedExpression condition, TypedExpression whenTrue, TypedExpression whenFalse) {
        var chosen = w.b.variable(Type.SCALAR);
        choose(condition, () -> w.b.set(chosen, of(whenTrue)), () -> w.b.set(chosen, of(whenFalse)));
        return w.b.get(chosen);
    }

    private void choose(TypedExpression condition, Runnable whenTrue, Runnable whenFalse) {
        var yes = w.b.block("yes");
        var no = w.b.block("no");
        var end = w.b.block("end");
        branch(condition, yes, no);
        w.b.enter(yes);
        whenTrue.run();
        if (!w.b.ended()) {
            w.b.jump(end);
        }
        w.b.enter(no);
        whenFalse.run();
        if (!w.b.ended()) {
            w.b.jump(end);
        }
        w.b.enter(end);
    }

    private Value convert(TypedExpression.Convert convert) {
        ScriptType from = convert.value().type();
        if (!scalar(from)) {
            return bytesAsNumber(convert);
        }
        Value value = of(convert.value());
        if (convert.type() instanceof ScriptType.Bool) {
            return from instanceof ScriptType.Bool ? value : w.b.compare(Condition.NE, value, w.b.constant(0));
        }
        if (Layout.size(from) < Layout.size(convert.type()) && !signed(from)) {
            return value;
        }
        if (Layout.size(from) <= Layout.size(convert.type()) && signed(from) == signed(convert.type())) {
            return value;
        }
        return fit(value, convert.type());
    }

    /** An array of bytes read as a number, or any other bytes by their first eight. */
    private Value bytesAsNumber(TypedExpression.Convert convert) {
        Place place = convert.value() instanceof TypedExpression.Call
                ? placed(convert.value())
                : w.places.of(convert.value());
        int bytes = Math.min(
                8, Integer.highestOneBit(Math.max(1, Layout.size(convert.value().type()))));
        return fit(w.places.loadBytes(place, Size.ofBytes(bytes), false), convert.type());
    }

    /** A number cut to a type's width and extended again. */
    Value fit(Value value, ScriptType type) {
        int bits = Layout.size(type) * 8;
        return bits == 0 || bits >= 64 ? value : w.b.extend(bits, signed(type), value);
    }

    private Value increment(TypedExpression.IncrementLocal increment) {
        if (w.shared(increment.local())) {
            Place.Known place = w.memory(increment.local());
            Value old = w.places.load(place, increment.type());
            Value sum = fit(w.b.binary(BinaryOperator.ADD, old, increment.by()), increment.type());
            w.places.store(place, increment.type(), sum);
            return increment.givesOld() ? old : sum;
        }
        var variable = w.variable(increment.local());
        Value old = w.b.get(variable);
        Value sum = fit(w.b.binary(BinaryOperator.ADD, old, increment.by()), increment.type());
        w.b.set(variable, sum);
        return increment.givesOld() ? old : sum;
    }

    private Value callFunction(TypedExpression.CallFunction call) {
        var arguments = new ArrayList<Value>();
        call.arguments().forEach(argument -> arguments.add(of(argument)));
        return w.b.define(
                Type.SCALAR, new Operation.CallFunction("fn_" + call.function().name(), arguments));
    }

    /** Adds to a number in memory without losing what others add at the same time, where the width allows it. */
    void add(Place.Known place, ScriptType type, long by) {
        int bytes = Layout.size(type);
        if (bytes == 8 || bytes == 4) {
            w.b.perform(new Operation.Atomic(
                    AtomicOperation.ADD,
                    false,
                    Size.ofBytes(bytes),
                    place.pointer(),
                    place.offset(),
                    w.b.constant(by)));
        } else {
            w.places.store(place, type, w.b.binary(BinaryOperator.ADD, w.places.load(place, type), by));
        }
    }
}
