package dev.rawtap.script.lower;

import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.FunctionBuilder;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Size;
import dev.rawtap.script.program.ScriptAction;
import dev.rawtap.script.type.Layout;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.Builtin;
import dev.rawtap.script.typed.TypedExpression;

/** Writes calls on texts and buffers. */
final class Bytes {
    private static final int ENOENT = 2;

    private final FunctionWriter w;

    Bytes(FunctionWriter writer) {
        w = writer;
    }

    /** str(pointer or array[, length]): the length counts the NUL. */
    void string(TypedExpression.Call call, Place.Known target, boolean padded) {
        TypedExpression from = call.arguments().getFirst();
        var type = (ScriptType.Text) call.type();
        Value size = atMost(w.values.of(call.arguments().get(1)), type.longest() + 1);
        if (padded) {
            w.clear(target, type.bytes());
        } else if (!(call.arguments().get(1) instanceof TypedExpression.Constant)) {
            // Of no bytes the helper reads none, not even a NUL.
            w.b.store(Size.BYTE, target.pointer(), target.offset(), w.b.constant(0));
        }
        if (from.type() instanceof ScriptType.Pointer || isAddress(from.type())) {
            read(target, size, w.values.of(from), space(from.type()), true);
            return;
        }
        Place source = w.places.of(from);
        int bytes = Layout.size(from.type());
        switch (source) {
            case Place.Known known ->
                read(target, atMost(size, bytes), w.pointer(known), ScriptType.Space.KERNEL, true);
            case Place.Kernel(var pointer, int offset) ->
                read(target, atMost(size, bytes), sum(pointer, offset), ScriptType.Space.KERNEL, true);
            case Place.Remote(var space, var address, int offset) ->
                read(target, atMost(size, bytes), sum(address, offset), space, true);
        }
    }

    private void read(Place.Known target, Value size, Value address, ScriptType.Space space, boolean text) {
        String helper = Places.readHelper(space, text);
        w.reports.read(helper, w.call(helper, w.pointer(target), size, address));
    }

    private Value sum(Value address, int offset) {
        return offset == 0
                ? address
                : w.b.define(Type.SCALAR, new Operation.Binary(BinaryOperator.ADD, address, w.b.constant(offset)));
    }

    /** Whether a value is text that a helper reads from an address, of a length that is known and more than the NUL. */
    static boolean readsText(TypedExpression expression) {
        if (!(expression instanceof TypedExpression.Call call) || call.builtin() != Builtin.STR) {
            return false;
        }
        ScriptType from = call.arguments().getFirst().type();
        boolean constant = call.arguments().size() < 2 || call.arguments().get(1) instanceof TypedExpression.Constant;
        return (from instanceof ScriptType.Pointer || isAddress(from)) && constant && Layout.size(call.type()) > 1;
    }

    private static boolean isAddress(ScriptType type) {
        return type instanceof ScriptType.Int || type instanceof ScriptType.Named;
    }

    private static ScriptType.Space space(ScriptType type) {
        return type instanceof ScriptType.Pointer(var target, var space) ? space : ScriptType.Space.KERNEL;
    }

    /** A number that the verifier sees to be at most so great, compared as unsigned. */
    private Value atMost(Value value, int limit) {
        return w.choose(Condition.LE, value, w.b.constant(limit), () -> value, () -> w.b.constant(limit));
    }

    /** buf(pointer or array[, length]): length, bytes; behind the end of what is no pointer there are zeros. */
    void buffer(TypedExpression.Call call, Place.Known target, boolean padded) {
        TypedExpression from = call.arguments().getFirst();
        int capacity = ((ScriptType.Buffer) call.type()).capacity();
        if (padded || call.arguments().size() > 1) {
            w.clear(target, Layout.size(call.type()));
        }
        Value size = call.arguments().size() < 2
                ? w.b.constant(capacity)
                : atMost(w.values.of(call.arguments().get(1)), capacity);
        w.b.store(Size.WORD, target.pointer(), target.offset(), size);
        Place.Known content = (Place.Known) target.plus(4);
        Place source = w.calls.memoryOf(from);
        int bytes = from.type() instanceof ScriptType.Text || from.type() instanceof ScriptType.Array
                ? Layout.size(from.type())
                : capacity;
        switch (source) {
            case Place.Known known
            when call.arguments().size() < 2 ->
                w.places.copy(content, known, ScriptType.NOTHING, Math.min(capacity, bytes), false);
            case Place.Known known ->
                read(content, atMost(size, bytes), w.pointer(known), ScriptType.Space.KERNEL, false);
            case Place.Kernel(var pointer, int offset) ->
                read(content, atMost(size, bytes), sum(pointer, offset), ScriptType.Space.KERNEL, false);
            case Place.Remote(var space, var address, int offset) ->
                read(content, atMost(size, bytes), sum(address, offset), space, false);
        }
    }

    /** Bytes before the NUL: the helper that copies text counts them. */
    Value length(TypedExpression text) {
        Place.Known from = w.values.placed(text);
        int capacity = Layout.size(text.type());
        Place.Known copy = w.slot("copy", capacity, 8);
        Value copied = w.call("probe_read_kernel_str", copy.pointer(), w.b.constant(capacity), w.pointer(from));
        return w.choose(
                Condition.SGT,
                copied,
                w.b.constant(0),
                () -> w.b.binary(BinaryOperator.SUBTRACT, copied, 1),
                () -> w.b.constant(0));
    }

    /** Where the second text begins in the first, or what the kernel's function gives when it is not there: -ENOENT. */
    Value find(TypedExpression text, TypedExpression part) {
        Place.Known hay = w.values.placed(text);
        Place.Known needle = w.values.placed(part);
        int hayBytes = Layout.size(text.type());
        int needleBytes = Layout.size(part.type());
        var found = w.b.variable(Type.SCALAR);
        w.b.set(found, w.b.constant(-ENOENT));
        var end = w.b.block("found");
        w.statements.times(hayBytes, start -> {
            var same = w.b.block("match");
            var other = w.b.block("mismatch");
            matchAt(hay, hayBytes, start, needle, needleBytes, same, other);
            w.b.enter(same);
            w.b.set(found, start);
            w.b.jump(end);
            w.b.enter(other);
            Value first = byteAt(hay, start);
            var next = w.b.block("further");
            w.b.branch(Condition.EQ, first, w.b.constant(0), end, next);
            w.b.enter(next);
        });
        w.b.jump(end);
        w.b.enter(end);
        return w.b.get(found);
    }

    private Value byteAt(Place.Known place, Value index) {
        return w.b.load(Size.BYTE, false, w.b.binary(BinaryOperator.ADD, place.pointer(), index), place.offset());
    }

    private void matchAt(
            Place.Known hay,
            int hayBytes,
            Value start,
            Place.Known needle,
            int needleBytes,
            FunctionBuilder.Label same,
            FunctionBuilder.Label other) {
        w.statements.times(needleBytes, index -> {
            Value wanted = byteAt(needle, index);
            var more = w.b.block("more");
            w.b.branch(Condition.EQ, wanted, w.b.constant(0), same, more);
            w.b.enter(more);
            Value at = w.b.binary(BinaryOperator.ADD, start, index);
            var inside = w.b.block("inside");
            w.b.branch(Condition.LT, at, w.b.constant(hayBytes), inside, other);
            w.b.enter(inside);
            var equal = w.b.block("equal");
            w.b.branch(Condition.EQ, byteAt(hay, at), wanted, equal, other);
            w.b.enter(equal);
        });
        w.b.jump(same);
    }

    /** strncmp and memcmp: 0, or 1 for text that differs, and for bytes the difference of the first that do. */
    Value compare(TypedExpression.Call call, boolean text) {
        TypedExpression left = call.arguments().get(0);
        TypedExpression right = call.arguments().get(1);
        int limit = Math.toIntExact(((TypedExpression.Constant) call.arguments().get(2)).value());
        if (text) {
            limit = Math.min(limit, Math.min(Layout.size(left.type()), Layout.size(right.type())));
        }
        Place.Known a = bytesOf(left, limit);
        Place.Known b = bytesOf(right, limit);
        var result = w.b.variable(Type.SCALAR);
        w.b.set(result, w.b.constant(0));
        var end = w.b.block("compared");
        w.statements.times(limit, index -> {
            Value mine = byteAt(a, index);
            Value other = byteAt(b, index);
            var differ = w.b.block("differ");
            var same = w.b.block("same");
            w.b.branch(Condition.NE, mine, other, differ, same);
            w.b.enter(differ);
            w.b.set(result, text ? w.b.constant(1) : w.b.binary(BinaryOperator.SUBTRACT, mine, other));
            w.b.jump(end);
            w.b.enter(same);
            w.b.set(result, w.b.constant(0));
            if (text) {
                var more = w.b.block("more");
                w.b.branch(Condition.EQ, mine, w.b.constant(0), end, more);
                w.b.enter(more);
            }
        });
        w.b.jump(end);
        w.b.enter(end);
        return w.b.get(result);
    }

    /** Bytes in memory that the verifier knows, also of what a pointer points to. */
    private Place.Known bytesOf(TypedExpression expression, int bytes) {
        if (!(expression.type() instanceof ScriptType.Pointer pointer)) {
            return w.values.placed(expression);
        }
        Place.Known copy = w.slot("bytes", Math.max(1, bytes), 8);
        w.clear(copy, Math.max(1, bytes));
        w.places.copy(
                copy, w.places.behind(w.values.of(expression), pointer), ScriptType.NOTHING, Math.max(1, bytes), false);
        return copy;
    }

    /** str_concat(a, b): the second is read behind the first, in memory that holds both. */
    void concatenate(TypedExpression.Call call, Place.Known target) {
        TypedExpression left = call.arguments().get(0);
        TypedExpression right = call.arguments().get(1);
        int first = Layout.size(left.type());
        int second = Layout.size(right.type());
        var type = (ScriptType.Text) call.type();
        int memory = Math.max(type.bytes(), first + second);
        Place.Known a = w.values.placed(left);
        Place.Known b = w.values.placed(right);
        Place.Known both = w.slot("both", memory, 8);
        w.clear(both, memory);
        Value copied = w.call("probe_read_kernel_str", both.pointer(), w.b.constant(first), w.pointer(a));
        Value end = w.choose(
                Condition.SGT,
                copied,
                w.b.constant(first),
                () -> w.b.constant(first - 1),
                () -> w.choose(
                        Condition.SGT,
                        copied,
                        w.b.constant(0),
                        () -> w.b.binary(BinaryOperator.SUBTRACT, copied, 1),
                        () -> w.b.constant(0)));
        Value rest = w.b.binary(BinaryOperator.ADD, both.pointer(), end);
        w.call("probe_read_kernel_str", rest, w.b.constant(second), w.pointer(b));
        w.places.copy(target, both, type, type.longest(), false);
        w.clear((Place.Known) target.plus(type.longest()), type.bytes() - type.longest());
    }

    /** join(argv): the words lie in places of equal size; the buffer's length says how many of them are used. */
    void join(TypedExpression.Call call, Place.Known target) {
        int capacity = ((ScriptType.Buffer) call.type()).capacity();
        int stride = capacity / ScriptAction.Join.WORDS;
        TypedExpression list = call.arguments().getFirst();
        ScriptType.Space space = space(list.type());
        Value array = w.values.of(list);
        w.clear(target, Layout.size(call.type()));
        var end = w.b.block("joined");
        for (int i = 0; i < ScriptAction.Join.WORDS; i++) {
            Value word = w.places.loadBytes(new Place.Remote(space, array, 8 * i), Size.DOUBLE, false);
            var some = w.b.block("word");
            w.b.branch(Condition.EQ, word, w.b.constant(0), end, some);
            w.b.enter(some);
            read((Place.Known) target.plus(4 + i * stride), w.b.constant(stride), word, space, true);
            w.b.store(Size.WORD, target.pointer(), target.offset(), w.b.constant((i + 1L) * stride));
        }
        w.b.jump(end);
        w.b.enter(end);
    }

    /** write_user(address, value or pointer, bytes). */
    Value writeUser(TypedExpression.Call call) {
        Value address = w.values.of(call.arguments().get(0));
        TypedExpression from = call.arguments().get(1);
        int bytes = call.arguments().size() > 2
                ? Math.toIntExact(((TypedExpression.Constant) call.arguments().get(2)).value())
                : Layout.size(from.type());
        Place.Known source = bytesOf(from, bytes);
        return w.call("probe_write_user", address, w.pointer(source), w.b.constant(bytes));
    }
}
