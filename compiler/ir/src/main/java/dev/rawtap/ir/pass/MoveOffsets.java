package dev.rawtap.ir.pass;

import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import org.jspecify.annotations.Nullable;

/**
 * Constants that are added to an address go into the offset of what uses it: {@code load [p + 8]} needs no register for the sum. A place
 * in a slot is named from the slot's beginning, so that equal places look equal.
 */
final class MoveOffsets implements Rule {
    /** Offsets of instructions have 16 bits; room is left for the bytes of what is copied in pieces. */
    private static final int FARTHEST = 1 << 14;

    @Override
    public @Nullable Rewrite apply(Operation operation, @Nullable Value result, Facts facts) {
        Operation moved = switch (operation) {
            case Operation.Load(var size, boolean signed, var base, int offset) -> {
                Place place = place(base, offset, facts);
                yield place == null ? null : new Operation.Load(size, signed, place.base, place.offset);
            }
            case Operation.Store(var size, var base, int offset, var value) -> {
                Place place = place(base, offset, facts);
                yield place == null ? null : new Operation.Store(size, place.base, place.offset, value);
            }
            case Operation.Atomic(var kind, boolean fetch, var size, var base, int offset, var value) -> {
                Place place = place(base, offset, facts);
                yield place == null ? null : new Operation.Atomic(kind, fetch, size, place.base, place.offset, value);
            }
            case Operation.Read(var space, var size, boolean signed, var address, int offset) -> {
                Place place = place(address, offset, facts);
                yield place == null ? null : new Operation.Read(space, size, signed, place.base, place.offset);
            }
            case Operation.Fill(var base, int offset, int bytes) -> {
                Place place = place(base, offset, facts);
                yield place == null ? null : new Operation.Fill(place.base, place.offset, bytes);
            }
            case Operation.StoreBytes(var base, int offset, var bytes) -> {
                Place place = place(base, offset, facts);
                yield place == null ? null : new Operation.StoreBytes(place.base, place.offset, bytes);
            }
            case Operation.Copy copy -> copy(copy, facts);
            case Operation.Binary(var operator, var left, var right)
            when operator == BinaryOperator.ADD && left.type() instanceof Type.Pointer -> sum(left, right, facts);
            case Operation.Binary _,
                    Operation.Constant _,
                    Operation.Compare _,
                    Operation.Select _,
                    Operation.Extend _,
                    Operation.ByteSwap _,
                    Operation.SlotAddress _,
                    Operation.MapReference _,
                    Operation.MapValueAddress _,
                    Operation.FunctionAddress _,
                    Operation.CallHelper _,
                    Operation.CallFunction _,
                    Operation.CallKernelFunction _ -> null;
        };
        return moved instanceof Operation.SlotAddress(var slot, int offset)
                ? new Rewrite.Same(facts.address(slot, offset))
                : moved instanceof Operation.MapValueAddress(var map, int offset)
                        ? new Rewrite.Same(facts.mapValue(map, offset))
                        : moved == null ? null : new Rewrite.Becomes(moved);
    }

    private record Place(Value base, int offset) {}

    /** The same place by a base farther out, or null. */
    private static @Nullable Place place(Value base, int offset, Facts facts) {
        if (facts.of(base) instanceof Operation.SlotAddress(var slot, int inner) && inner != 0) {
            return new Place(facts.address(slot, 0), inner + offset);
        }
        if (facts.of(base) instanceof Operation.Binary(var operator, var left, var right)
                && operator == BinaryOperator.ADD
                && facts.isConstant(right)) {
            long sum = facts.constant(right) + offset;
            return Math.abs(sum) < FARTHEST ? new Place(left, (int) sum) : null;
        }
        return null;
    }

    private static @Nullable Operation copy(Operation.Copy copy, Facts facts) {
        Place target = place(copy.target(), copy.targetOffset(), facts);
        if (target != null) {
            return new Operation.Copy(target.base, target.offset, copy.source(), copy.sourceOffset(), copy.bytes());
        }
        Place source = place(copy.source(), copy.sourceOffset(), facts);
        return source == null
                ? null
                : new Operation.Copy(copy.target(), copy.targetOffset(), source.base, source.offset, copy.bytes());
    }

    /** Constants are added last: {@code (p + 8) + x  =>  (p + x) + 8}; to a constant address they are added now. */
    private static @Nullable Operation sum(Value left, Value right, Facts facts) {
        Operation base = facts.of(left);
        if (facts.isConstant(right)) {
            long number = facts.constant(right);
            return switch (base) {
                case Operation.SlotAddress(var slot, int offset)
                when offset + number >= 0 && offset + number < slot.bytes() ->
                    new Operation.SlotAddress(slot, (int) (offset + number));
                case Operation.MapValueAddress(var map, int offset)
                when offset + number >= 0 && number < FARTHEST && number > -FARTHEST ->
                    new Operation.MapValueAddress(map, (int) (offset + number));
                case null -> null;
                case Operation _ -> null;
            };
        }
        if (base instanceof Operation.Binary(var operator, var pointer, var constant)
                && operator == BinaryOperator.ADD
                && facts.isConstant(constant)
                && facts.usedOnce(left)) {
            Value moved = facts.define(left.type(), new Operation.Binary(BinaryOperator.ADD, pointer, right));
            return new Operation.Binary(BinaryOperator.ADD, moved, constant);
        }
        return null;
    }
}
