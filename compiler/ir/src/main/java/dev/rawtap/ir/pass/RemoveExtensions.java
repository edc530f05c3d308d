package dev.rawtap.ir.pass;

import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Value;
import org.jspecify.annotations.Nullable;

/**
 * Extensions and masks that change nothing go, such as those of a value that a load has extended already; signed operations on numbers
 * that are not negative become unsigned ones, which later rules and the code generator know more about.
 */
final class RemoveExtensions implements Rule {
    @Override
    public @Nullable Rewrite apply(Operation operation, @Nullable Value result, Facts facts) {
        return switch (operation) {
            case Operation.Extend extend -> extend(extend, facts);
            case Operation.Binary(var operator, var left, var right)
            when operator == BinaryOperator.AND && facts.isConstant(right) -> mask(left, facts.constant(right), facts);
            case Operation.Binary binary -> unsigned(binary, facts);
            case Operation.Constant _,
                    Operation.Compare _,
                    Operation.Select _,
                    Operation.ByteSwap _,
                    Operation.Load _,
                    Operation.Store _,
                    Operation.Atomic _,
                    Operation.Read _,
                    Operation.Fill _,
                    Operation.StoreBytes _,
                    Operation.Copy _,
                    Operation.SlotAddress _,
                    Operation.MapReference _,
                    Operation.MapValueAddress _,
                    Operation.FunctionAddress _,
                    Operation.CallHelper _,
                    Operation.CallFunction _,
                    Operation.CallKernelFunction _ -> null;
        };
    }

    private static @Nullable Rewrite extend(Operation.Extend extend, Facts facts) {
        Value value = extend.value();
        KnownBits bits = facts.bits(value);
        long sign = 1L << (extend.bits() - 1);
        long above = -1L << extend.bits();
        boolean aboveZero = (bits.zeros() & above) == above;
        if (aboveZero && (!extend.signed() || (bits.zeros() & sign) != 0)) {
            return new Rewrite.Same(value);
        }
        if (extend.signed() && (bits.zeros() & sign) != 0) {
            return new Rewrite.Becomes(new Operation.Extend(extend.bits(), false, value));
        }
        return switch (facts.of(value)) {
            case Operation.Extend(int bitsBefore, boolean signed, var inner)
            when bitsBefore >= extend.bits() ->
                bitsBefore == extend.bits() && signed == extend.signed()
                        ? new Rewrite.Same(value)
                        : new Rewrite.Becomes(new Operation.Extend(extend.bits(), extend.signed(), inner));
            case Operation.Extend(int _, boolean signed, var _)
            when signed && extend.signed() -> new Rewrite.Same(value);
            case Operation.Load load
            when load.signed() && extend.signed() && 8 * load.size().bytes() <= extend.bits() ->
                new Rewrite.Same(value);
            case Operation.Binary(var operator, var left, var right)
            when operator == BinaryOperator.AND
                    && facts.isConstant(right)
                    && (facts.constant(right) | above) == -1
                    && facts.usedOnce(value) ->
                new Rewrite.Becomes(new Operation.Extend(extend.bits(), extend.signed(), left));
            case null -> null;
            case Operation _ -> null;
        };
    }

    private static @Nullable Rewrite mask(Value left, long mask, Facts facts) {
        KnownBits bits = facts.bits(left);
        if ((bits.zeros() | mask) == -1) {
            return new Rewrite.Same(left);
        }
        int width = Long.bitCount(mask);
        boolean low = mask == (1L << width) - 1 && (width == 8 || width == 16 || width == 32);
        if (low) {
            return new Rewrite.Becomes(new Operation.Extend(width, false, left));
        }
        return facts.of(left) instanceof Operation.Extend(int wide, boolean _, var inner)
                        && (mask & -1L << wide) == 0
                        && facts.usedOnce(left)
                ? new Rewrite.Becomes(new Operation.Binary(BinaryOperator.AND, inner, facts.number(mask)))
                : null;
    }

    private static @Nullable Rewrite unsigned(Operation.Binary binary, Facts facts) {
        boolean left = facts.bits(binary.left()).nonNegative();
        boolean right = facts.bits(binary.right()).nonNegative();
        BinaryOperator operator = switch (binary.operator()) {
            case SIGNED_DIVIDE -> left && right ? BinaryOperator.DIVIDE : null;
            case SIGNED_REMAINDER -> left && right ? BinaryOperator.REMAINDER : null;
            case SIGNED_SHIFT_RIGHT -> left ? BinaryOperator.SHIFT_RIGHT : null;
            case ADD, SUBTRACT, MULTIPLY, DIVIDE, REMAINDER, AND, OR, XOR, SHIFT_LEFT, SHIFT_RIGHT -> null;
        };
        return operator == null
                ? null
                : new Rewrite.Becomes(new Operation.Binary(operator, binary.left(), binary.right()));
    }
}
