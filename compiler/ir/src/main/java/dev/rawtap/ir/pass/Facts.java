package dev.rawtap.ir.pass;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Slot;
import dev.rawtap.ir.Step;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of a function's values on the way through it, definitions before uses. */
final class Facts {
    private final Definitions definitions;
    private final Constants constants;
    private final int[] uses;
    private final List<Step> extra = new ArrayList<>();
    private @Nullable KnownBits[] bits;

    Facts(Function function) {
        definitions = new Definitions(function);
        constants = new Constants(function);
        uses = new int[function.nextValue()];
        bits = new @Nullable KnownBits[uses.length];
        for (Block block : function.blocks()) {
            for (Step step : block.steps()) {
                step.operation().operands().forEach(this::count);
            }
            block.end().operands().forEach(this::count);
            block.end().edges().forEach(edge -> edge.arguments().forEach(this::count));
        }
    }

    private void count(Value value) {
        uses[value.number()]++;
    }

    /** What defines a value; null for parameters. */
    @Nullable
    Operation of(Value value) {
        return definitions.of(value);
    }

    /** Whether only one operand in the function is this value, so that its computation may change with its user's. */
    boolean usedOnce(Value value) {
        return value.number() < uses.length && uses[value.number()] == 1;
    }

    boolean isConstant(Value value) {
        return definitions.isConstant(value);
    }

    /** The number that a constant is. */
    long constant(Value value) {
        return definitions.constant(value);
    }

    boolean is(Value value, long number) {
        return definitions.is(value, number);
    }

    /** The constant with this number. */
    Value number(long number) {
        return noted(constants.number(number), new Operation.Constant(number));
    }

    /** An address in a slot. */
    Value address(Slot slot, int offset) {
        var operation = new Operation.SlotAddress(slot, offset);
        return noted(constants.of(operation, new Type.Pointer(new Type.Region.Stack(), false)), operation);
    }

    /** An address in the value of a map. */
    Value mapValue(String map, int offset) {
        var operation = new Operation.MapValueAddress(map, offset);
        return noted(constants.of(operation, new Type.Pointer(new Type.Region.MapValue(map), false)), operation);
    }

    private Value noted(Value value, Operation operation) {
        if (definitions.of(value) == null) {
            definitions.put(value, operation);
        }
        return value;
    }

    /** Computes something right before the operation that is looked at. */
    Value define(Type type, Operation operation) {
        Value value = constants.newValue(type);
        extra.add(new Step(value, operation, null));
        note(value, operation);
        return value;
    }

    /** The steps of {@link #define} since the last call. */
    List<Step> takeExtra() {
        if (extra.isEmpty()) {
            return List.of();
        }
        List<Step> taken = List.copyOf(extra);
        extra.clear();
        return taken;
    }

    /** The known bits of a value. */
    KnownBits bits(Value value) {
        KnownBits known = value.number() < bits.length ? bits[value.number()] : null;
        if (known == null) {
            return definitions.of(value) instanceof Operation.Constant(long number)
                    ? KnownBits.of(number)
                    : KnownBits.NOTHING;
        }
        return known;
    }

    /** Says what defines a value now. */
    void note(Value value, Operation operation) {
        definitions.put(value, operation);
        if (value.type() instanceof Type.Scalar) {
            learn(value, KnownBits.of(operation, this::bits));
        }
    }

    /** Says what bits of a value are known. */
    void learn(Value value, KnownBits known) {
        if (value.number() >= bits.length) {
            bits = Arrays.copyOf(bits, Math.max(value.number() + 1, 2 * bits.length));
        }
        bits[value.number()] = known;
    }

    /** Blocks with the constants that were asked for. */
    List<Block> complete(List<Block> blocks) {
        return constants.complete(blocks);
    }
}
