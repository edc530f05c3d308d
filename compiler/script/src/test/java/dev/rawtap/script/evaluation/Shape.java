package dev.rawtap.script.evaluation;

import java.util.ArrayList;
import java.util.List;

/** What values a variable or map holds; joined over everything that is assigned to it. */
sealed interface Shape {
    /** Truth values. */
    Shape TRUTH = new Only("bool");
    /** Strings of any length. */
    Shape TEXT = new Only("string");
    /** Numbers of 64 bits with a sign. */
    Shape SIGNED = number(64, true);
    /** Numbers of 64 bits without a sign. */
    Shape UNSIGNED = number(64, false);

    /**
     * Numbers.
     *
     * @param signed bits of those with a sign, 0 if there is none
     * @param unsigned bits of those without, 0 if there is none
     * @param literal the largest literal that is not negative, or -1
     */
    record Number(int signed, int unsigned, long literal) implements Shape {
        /** Whether the type that holds them has a sign. */
        boolean hasSign() {
            return signed > 0 || unsigned == 0;
        }

        /** Bits of the smallest type that holds all. */
        int bits() {
            if (!hasSign()) {
                return Math.max(
                        unsigned,
                        literal < 0
                                ? 0
                                : literal < 1L << 8 ? 8 : literal < 1L << 16 ? 16 : literal < 1L << 32 ? 32 : 64);
            }
            int own = literal < 0 ? 0 : literal < 1L << 7 ? 8 : literal < 1L << 15 ? 16 : literal < 1L << 31 ? 32 : 64;
            return Math.max(Math.max(signed, own), Math.min(64, 2 * unsigned));
        }

        /** Whether all are literals without a minus: they adapt themselves to what they stand beside. */
        boolean isOfLiterals() {
            return signed == 0 && unsigned == 0;
        }
    }

    /** Values of a kind without variants. */
    record Only(String name) implements Shape {}

    /** Tuples. */
    record Tuple(List<Shape> parts) implements Shape {
        /** Copies the parts. */
        public Tuple {
            parts = List.copyOf(parts);
        }
    }

    /** Aggregations of a kind. */
    record Aggregate(String function, boolean signed) implements Shape {}

    /** Numbers of one type. */
    static Number number(int bits, boolean signed) {
        return new Number(signed ? bits : 0, signed ? 0 : bits, -1);
    }

    /** What both fit in. */
    static Shape join(Shape a, Shape b) {
        if (a instanceof Number x && b instanceof Number y) {
            return new Number(
                    Math.max(x.signed, y.signed), Math.max(x.unsigned, y.unsigned), Math.max(x.literal, y.literal));
        }
        if (a instanceof Tuple(var xs) && b instanceof Tuple(var ys) && xs.size() == ys.size()) {
            var parts = new ArrayList<Shape>();
            for (int i = 0; i < xs.size(); i++) {
                parts.add(join(xs.get(i), ys.get(i)));
            }
            return new Tuple(parts);
        }
        if (a instanceof Aggregate(String f, boolean x) && b instanceof Aggregate(String g, boolean y) && f.equals(g)) {
            return new Aggregate(f, x || y);
        }
        if (a.equals(b)) {
            return a;
        }
        throw new IllegalArgumentException("nothing holds both %s and %s".formatted(a, b));
    }

    /** Whether values can stand beside unsigned numbers without making them signed. */
    static boolean canBeUnsigned(Shape shape) {
        return shape.equals(TRUTH) || (shape instanceof Number number && number.signed == 0);
    }

    /** A value as a place of a shape keeps it. */
    static Object fit(Object value, Shape shape) {
        return switch (shape) {
            case Number number -> cut(asLong(value), number.bits(), number.hasSign());
            case Tuple(var parts) -> {
                var fitted = new ArrayList<Object>();
                for (int i = 0; i < parts.size(); i++) {
                    fitted.add(fit(((List<?>) value).get(i), parts.get(i)));
                }
                yield List.copyOf(fitted);
            }
            case Only _, Aggregate _ -> value;
        };
    }

    /** What a key that is not there reads as. */
    static Object nothing(Shape shape) {
        return switch (shape) {
            case Number _ -> 0L;
            case Tuple(var parts) -> parts.stream().map(Shape::nothing).toList();
            case Only _ -> shape.equals(TRUTH) ? (Object) false : "";
            case Aggregate(String function, boolean signed) -> new Aggregation(function, signed, 0, 0, 0);
        };
    }

    /** The low bits of a number, extended. */
    static long cut(long value, int bits, boolean signed) {
        int shift = 64 - bits;
        return signed ? value << shift >> shift : value << shift >>> shift;
    }

    /** A number or truth value as 64 bits. */
    static long asLong(Object value) {
        return switch (value) {
            case Long number -> number;
            case Boolean truth -> truth ? 1 : 0;
            default -> throw new IllegalArgumentException("not a number: " + value);
        };
    }
}
