package dev.rawtap.script.analysis;

import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.type.ScriptType.Space;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The least type that holds all values seen so far. Literals are remembered apart from other numbers: 5 fits into {@code uint8} as well
 * as into {@code int8}.
 */
sealed interface Join {
    /** What holds all of it. */
    ScriptType type();

    /**
     * Ints.
     *
     * @param signed bits that numbers with a sign need; 0 if there were none
     * @param unsigned bits that numbers without a sign need; 0 if there were none
     * @param literal the greatest literal that is not negative; -1 if there was none
     * @param only the one type with names that all values had; null for others
     */
    record Ints(
            int signed,
            int unsigned,
            long literal,
            @Nullable ScriptType only) implements Join {
        /** Of one literal that is not negative; of those that need the same types all are the same. */
        static Ints literal(long value) {
            int bits = Math.min(signedBits(value) - 1, unsignedBits(value));
            return new Ints(0, 0, bits == 64 ? -1L >>> 1 : (1L << bits) - 1, null);
        }

        /** Whether all values are literals that are not negative. */
        boolean isOfLiterals() {
            return signed == 0 && unsigned == 0;
        }

        @Override
        public ScriptType type() {
            if (only != null) {
                return only;
            }
            if (isOfLiterals()) {
                return new ScriptType.Int(signedBits(literal), true);
            }
            if (signed == 0) {
                return new ScriptType.Int(Math.max(unsigned, unsignedBits(literal)), false);
            }
            int bits = Math.max(signed, literal < 0 ? 0 : signedBits(literal));
            return new ScriptType.Int(Math.max(bits, Math.min(64, 2 * unsigned)), true);
        }

        private Ints with(Ints other) {
            return new Ints(
                    Math.max(signed, other.signed),
                    Math.max(unsigned, other.unsigned),
                    Math.max(literal, other.literal),
                    only != null && only.equals(other.only) ? only : null);
        }
    }

    /** Text. */
    record Texts(int capacity, boolean fills) implements Join {
        @Override
        public ScriptType type() {
            return new ScriptType.Text(capacity, fills);
        }
    }

    /** Bytes. */
    record Buffers(int capacity) implements Join {
        @Override
        public ScriptType type() {
            return new ScriptType.Buffer(capacity);
        }
    }

    /** Tuples. */
    record Tuples(List<Join> parts) implements Join {
        @Override
        public ScriptType type() {
            return new ScriptType.Tuple(parts.stream().map(Join::type).toList());
        }
    }

    /** Records. */
    record Records(List<String> names, List<Join> parts) implements Join {
        @Override
        public ScriptType type() {
            var fields = new ArrayList<ScriptType.Field>();
            for (int i = 0; i < names.size(); i++) {
                fields.add(new ScriptType.Field(names.get(i), parts.get(i).type()));
            }
            return new ScriptType.RecordType(fields);
        }

        /** The parts by another order of their names; empty if the names differ. */
        private Optional<List<Join>> inOrderOf(List<String> order) {
            if (order.size() != names.size() || !names.containsAll(order)) {
                return Optional.empty();
            }
            return Optional.of(
                    order.stream().map(name -> parts.get(names.indexOf(name))).toList());
        }
    }

    /** Whatever does not widen. */
    record Exact(ScriptType type) implements Join {}

    /** Of a type. */
    static Join of(ScriptType type) {
        return switch (type) {
            case ScriptType.Int number ->
                new Ints(number.signed() ? number.bits() : 0, number.signed() ? 0 : number.bits(), -1, null);
            case ScriptType.Named named -> named(named.number(), named);
            case ScriptType.Enumeration enumeration -> named(enumeration.number(), enumeration);
            case ScriptType.Text text -> new Texts(text.capacity(), text.fills());
            case ScriptType.Buffer buffer -> new Buffers(buffer.capacity());
            case ScriptType.Tuple tuple ->
                new Tuples(tuple.elements().stream().map(Join::of).toList());
            case ScriptType.RecordType fields ->
                new Records(
                        fields.fields().stream().map(ScriptType.Field::name).toList(),
                        fields.fields().stream().map(field -> of(field.type())).toList());
            case ScriptType.Nothing _,
                    ScriptType.Bool _,
                    ScriptType.Pointer _,
                    ScriptType.Array _,
                    ScriptType.Composite _,
                    ScriptType.Resolved _,
                    ScriptType.Stack _,
                    ScriptType.Aggregation _ -> new Exact(type);
        };
    }

    private static Ints named(ScriptType.Int number, ScriptType only) {
        return new Ints(number.signed() ? number.bits() : 0, number.signed() ? 0 : number.bits(), -1, only);
    }

    /** Of both; empty if nothing holds both. */
    static Optional<Join> merge(Join a, Join b) {
        return switch (a) {
            case Ints numbers -> b instanceof Ints other ? Optional.of(numbers.with(other)) : Optional.empty();
            case Texts(int capacity, boolean fills) ->
                b instanceof Texts other
                        ? Optional.of(new Texts(Math.max(capacity, other.capacity), fills || other.fills))
                        : Optional.empty();
            case Buffers(int capacity) ->
                b instanceof Buffers other
                        ? Optional.of(new Buffers(Math.max(capacity, other.capacity)))
                        : Optional.empty();
            case Tuples(List<Join> parts) ->
                b instanceof Tuples other ? merge(parts, other.parts).map(Tuples::new) : Optional.empty();
            case Records(List<String> names, List<Join> parts) ->
                b instanceof Records other
                        ? other.inOrderOf(names)
                                .flatMap(others -> merge(parts, others))
                                .map(all -> new Records(names, all))
                        : Optional.empty();
            case Exact(ScriptType type) ->
                !(b instanceof Exact other)
                        ? Optional.empty()
                        : type.equals(other.type) ? Optional.of(a) : alike(type, other.type);
        };
    }

    /**
     * Aggregations of one kind differ at most in their sign, pointers in their space, and to numbers in what they are cast to. A type
     * that is written does not say the format of a time.
     */
    private static Optional<Join> alike(ScriptType a, ScriptType b) {
        if (a instanceof ScriptType.Pointer one && b instanceof ScriptType.Pointer other) {
            return pointers(one, other);
        }
        if (a instanceof ScriptType.Aggregation one
                && b instanceof ScriptType.Aggregation other
                && one.kind() == other.kind()
                && one.joining() == other.joining()
                && one.parameters().equals(other.parameters())) {
            return Optional.of(new Exact(one.signed() ? one : other));
        }
        if (a instanceof ScriptType.Resolved one
                && b instanceof ScriptType.Resolved other
                && one.kind() == other.kind()
                && (one.parameter().isEmpty() || other.parameter().isEmpty())) {
            return Optional.of(new Exact(one.parameter().isEmpty() ? other : one));
        }
        return Optional.empty();
    }

    private static Optional<Join> pointers(ScriptType.Pointer a, ScriptType.Pointer b) {
        Space space = a.space() == b.space() || b.space() == Space.EITHER
                ? a.space()
                : a.space() == Space.EITHER ? b.space() : Space.EITHER;
        ScriptType one = Casts.in(space, a);
        ScriptType other = Casts.in(space, b);
        if (a.target() instanceof ScriptType.Int small && b.target() instanceof ScriptType.Int large) {
            return Optional.of(new Exact(small.bits() >= large.bits() ? one : other));
        }
        return one.equals(other) ? Optional.of(new Exact(one)) : Optional.empty();
    }

    private static Optional<List<Join>> merge(List<Join> a, List<Join> b) {
        if (a.size() != b.size()) {
            return Optional.empty();
        }
        var merged = new ArrayList<Join>();
        for (int i = 0; i < a.size(); i++) {
            Optional<Join> part = merge(a.get(i), b.get(i));
            if (part.isEmpty()) {
                return Optional.empty();
            }
            merged.add(part.get());
        }
        return Optional.of(merged);
    }

    /** Whether a value needs no more than a type. */
    static boolean fits(Join value, ScriptType type) {
        if (value instanceof Texts text && type instanceof ScriptType.Text place) {
            return text.capacity <= place.capacity();
        }
        return merge(of(type), value).map(Join::type).filter(type::equals).isPresent();
    }

    /** Bits of the smallest signed type that holds a number that is not negative. */
    static int signedBits(long value) {
        return value <= Byte.MAX_VALUE ? 8 : value <= Short.MAX_VALUE ? 16 : value <= Integer.MAX_VALUE ? 32 : 64;
    }

    /** Bits of the smallest unsigned type that holds a number. */
    static int unsignedBits(long value) {
        return value < 0
                ? (value == -1 ? 0 : 64)
                : value <= 0xff ? 8 : value <= 0xffff ? 16 : value <= 0xffff_ffffL ? 32 : 64;
    }
}
