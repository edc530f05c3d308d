package dev.rawtap.script.lower;

import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Size;
import dev.rawtap.script.type.Layout;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.TypedExpression;
import java.util.Arrays;
import java.util.List;

/** Text and other bytes: constants, conversions, comparison. */
final class Texts {
    /** Comparisons of more bytes are loops. */
    private static final int UNROLLED = 64;

    private final FunctionWriter w;

    Texts(FunctionWriter writer) {
        w = writer;
    }

    void constant(TypedExpression.TextConstant text, Place.Known target, boolean padded) {
        int whole = text.type().bytes();
        int used = Math.min(whole, Layout.align(text.bytes().length + 1, 8));
        int length = Math.min(text.bytes().length, text.type().longest());
        byte[] bytes = Arrays.copyOf(Arrays.copyOf(text.bytes(), length), used);
        w.b.perform(new Operation.StoreBytes(target.pointer(), target.offset(), bytes));
        if (padded && used < whole) {
            w.clear((Place.Known) target.plus(used), whole - used);
        }
    }

    /** Bytes in another shape: text of another capacity, tuples part by part, a number as an array. */
    void convert(TypedExpression.Convert convert, Place.Known target, boolean padded) {
        ScriptType from = convert.value().type();
        ScriptType to = convert.type();
        int bytes = Layout.size(to);
        if (Values.scalar(from)) {
            w.places.store(target, from, w.values.of(convert.value()));
            if (Layout.size(from) < bytes) {
                w.clear((Place.Known) target.plus(Layout.size(from)), bytes - Layout.size(from));
            }
            return;
        }
        if (to instanceof ScriptType.Text text && from instanceof ScriptType.Text smaller) {
            resize(convert.value(), smaller, text, target, padded);
            return;
        }
        if (to instanceof ScriptType.Tuple || to instanceof ScriptType.RecordType) {
            parts(w.values.placed(convert.value()), from, target, to, padded);
            return;
        }
        int common = Math.min(bytes, Layout.size(from));
        if (padded && common < bytes) {
            w.clear((Place.Known) target.plus(common), bytes - common);
        }
        w.places.copy(target, w.places.of(convert.value()), to, common, padded);
    }

    private void resize(
            TypedExpression value, ScriptType.Text from, ScriptType.Text to, Place.Known target, boolean padded) {
        if (value instanceof TypedExpression.TextConstant constant) {
            constant(new TypedExpression.TextConstant(constant.bytes(), to, constant.at()), target, padded);
            return;
        }
        if (from.bytes() <= to.bytes()) {
            w.values.into(value, target, padded);
            if (padded && from.bytes() < to.bytes()) {
                w.clear((Place.Known) target.plus(from.bytes()), to.bytes() - from.bytes());
            }
            return;
        }
        int kept = to.longest() + 1;
        w.places.copy(target, w.places.of(value), to, kept, padded);
        // What was cut still ends with a NUL.
        w.b.store(Size.BYTE, target.pointer(), target.offset() + kept - 1, w.b.constant(0));
        if (padded && kept < to.bytes()) {
            w.clear((Place.Known) target.plus(kept), to.bytes() - kept);
        }
    }

    private void parts(Place source, ScriptType from, Place.Known target, ScriptType to, boolean padded) {
        List<ScriptType> before = elements(from);
        List<ScriptType> after = elements(to);
        Layout old = Layout.of(before);
        Layout wanted = Layout.of(after);
        if (padded && Values.hasPadding(to)) {
            w.clear(target, wanted.bytes());
        }
        for (int i = 0; i < after.size(); i++) {
            Place part = source.plus(old.offsets().get(i));
            Place.Known place = (Place.Known) target.plus(wanted.offsets().get(i));
            ScriptType was = before.get(i);
            ScriptType is = after.get(i);
            if (Values.scalar(is)) {
                w.places.store(place, is, w.places.load(part, was));
            } else if (is instanceof ScriptType.Tuple || is instanceof ScriptType.RecordType) {
                parts(part, was, place, is, padded);
            } else {
                int common = Math.min(Layout.size(is), Layout.size(was));
                w.places.copy(place, part, is, common, false);
                if (padded && common < Layout.size(is)) {
                    w.clear((Place.Known) place.plus(common), Layout.size(is) - common);
                }
            }
        }
    }

    private static List<ScriptType> elements(ScriptType type) {
        return switch (type) {
            case ScriptType.Tuple tuple -> tuple.elements();
            case ScriptType.RecordType fields -> Layout.types(fields);
            default -> throw new IllegalStateException("%s has no parts".formatted(type));
        };
    }

    /** Whether two values' bytes are the same, as 0 or 1. */
    Value equal(TypedExpression left, TypedExpression right, boolean wanted) {
        if (left instanceof TypedExpression.TextConstant) {
            return right instanceof TypedExpression.TextConstant
                    ? compareBytes(w.values.placed(left), right, Layout.size(left.type()), wanted)
                    : equal(right, left, wanted);
        }
        Place.Known a = w.values.placed(left);
        if (right instanceof TypedExpression.TextConstant constant) {
            return compareConstant(a, constant, capacity(left.type()), wanted);
        }
        if (left.type() instanceof ScriptType.Tuple || left.type() instanceof ScriptType.RecordType) {
            return compareParts(a, w.values.placed(right), left.type(), wanted);
        }
        return compareBytes(a, right, Math.min(Layout.size(left.type()), Layout.size(right.type())), wanted);
    }

    private static int capacity(ScriptType type) {
        return Layout.size(type);
    }

    private Value compareConstant(Place.Known a, TypedExpression.TextConstant constant, int capacity, boolean wanted) {
        int length = constant.bytes().length + 1;
        if (length > capacity) {
            return w.b.constant(wanted ? 0 : 1);
        }
        return compareWords(a, length, 8, wanted, (offset, size) -> {
            long word = 0;
            for (int i = size.bytes() - 1; i >= 0; i--) {
                int at = offset + i;
                word = (word << 8) | (at < constant.bytes().length ? constant.bytes()[at] & 0xffL : 0);
            }
            return w.b.constant(word);
        });
    }

    private interface Word {
        Value at(int offset, Size size);
    }

    /** Both sides in words; text is 0 behind its end, so that equal text is equal words. */
    private Value compareBytes(Place.Known a, TypedExpression right, int bytes, boolean wanted) {
        Place.Known b = w.values.placed(right);
        if (bytes > UNROLLED) {
            return compareInLoop(a, b, bytes, wanted);
        }
        return compareWords(a, b, bytes, wanted);
    }

    private Value compareWords(Place.Known a, Place.Known b, int bytes, boolean wanted) {
        return compareWords(
                a,
                bytes,
                alignment(b),
                wanted,
                (offset, size) -> w.b.load(size, false, b.pointer(), b.offset() + offset));
    }

    /** What divides a place's offset, at most 8; what it counts from is aligned. */
    private static int alignment(Place.Known place) {
        return Integer.lowestOneBit(place.offset() | 8);
    }

    private Value compareWords(Place.Known a, int bytes, int alignment, boolean wanted, Word other) {
        var chosen = w.b.variable(Type.SCALAR);
        var differ = w.b.block("differ");
        var end = w.b.block("end");
        int done = 0;
        while (done < bytes) {
            int width = alignment;
            while (width > bytes - done || (a.offset() + done) % width != 0) {
                width /= 2;
            }
            Size size = Size.ofBytes(width);
            var next = w.b.block("same");
            Value mine = w.b.load(size, false, a.pointer(), a.offset() + done);
            w.b.branch(Condition.NE, mine, other.at(done, size), differ, next);
            w.b.enter(next);
            done += width;
        }
        w.b.set(chosen, w.b.constant(wanted ? 1 : 0));
        w.b.jump(end);
        w.b.enter(differ);
        w.b.set(chosen, w.b.constant(wanted ? 0 : 1));
        w.b.jump(end);
        w.b.enter(end);
        return w.b.get(chosen);
    }

    private Value compareInLoop(Place.Known a, Place.Known b, int bytes, boolean wanted) {
        var index = w.b.variable(Type.SCALAR);
        var chosen = w.b.variable(Type.SCALAR);
        var head = w.b.block("compare");
        var body = w.b.block("word");
        var same = w.b.block("same");
        var differ = w.b.block("differ");
        var equal = w.b.block("equal");
        var end = w.b.block("end");
        Size size = Size.ofBytes(Math.min(alignment(a), alignment(b)));
        int words = bytes / size.bytes();
        w.b.set(index, w.b.constant(0));
        w.b.jump(head);
        w.b.open(head);
        w.b.branch(Condition.LT, w.b.get(index), w.b.constant(words), body, equal);
        w.b.enter(body);
        Value distance =
                w.b.binary(BinaryOperator.SHIFT_LEFT, w.b.get(index), Integer.numberOfTrailingZeros(size.bytes()));
        Value left = w.b.load(size, false, w.b.binary(BinaryOperator.ADD, a.pointer(), distance), a.offset());
        Value right = w.b.load(size, false, w.b.binary(BinaryOperator.ADD, b.pointer(), distance), b.offset());
        w.b.branch(Condition.NE, left, right, differ, same);
        w.b.enter(same);
        w.b.set(index, w.b.binary(BinaryOperator.ADD, w.b.get(index), 1));
        w.b.jump(head);
        w.b.seal(head);
        w.b.enter(differ);
        w.b.set(chosen, w.b.constant(wanted ? 0 : 1));
        w.b.jump(end);
        w.b.enter(equal);
        int done = words * size.bytes();
        w.b.set(chosen, compareWords((Place.Known) a.plus(done), (Place.Known) b.plus(done), bytes - done, wanted));
        w.b.jump(end);
        w.b.enter(end);
        return w.b.get(chosen);
    }

    private Value compareParts(Place.Known a, Place.Known b, ScriptType type, boolean wanted) {
        int bytes = Layout.size(type);
        // Both were written with their padding 0.
        return bytes > UNROLLED ? compareInLoop(a, b, bytes, wanted) : compareWords(a, b, bytes, wanted);
    }
}
