package dev.rawtap.codegen;

import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.Block;
import dev.rawtap.ir.Edge;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Step;
import dev.rawtap.ir.Terminator;
import dev.rawtap.ir.Value;
import java.util.List;

/** Which bits of each value anything depends on. One walk from the end; what goes round a loop counts as wholly needed. */
final class DemandedBits {
    private static final long ALL = -1;

    private final long[] demanded;
    private final Definitions definitions;

    private DemandedBits(Definitions definitions) {
        this.definitions = definitions;
        this.demanded = new long[definitions.size()];
    }

    /** Looks at blocks in reverse postorder. */
    static DemandedBits of(List<Block> blocks, Definitions definitions) {
        var bits = new DemandedBits(definitions);
        for (Block block : blocks) {
            for (Edge edge : block.end().edges()) {
                edge.arguments().forEach(argument -> bits.demand(argument, ALL));
            }
        }
        for (Block block : blocks.reversed()) {
            bits.end(block.end());
            for (Step step : block.steps().reversed()) {
                Value result = step.result();
                bits.operands(step.operation(), result == null ? ALL : bits.of(result));
            }
        }
        return bits;
    }

    /** The bits of a value that matter. */
    long of(Value value) {
        return demanded[value.number()];
    }

    /** Whether only the low 32 bits matter. */
    boolean onlyLow(Value value) {
        return of(value) >>> 32 == 0;
    }

    private void demand(Value value, long bits) {
        demanded[value.number()] |= bits;
    }

    private void end(Terminator end) {
        end.operands().forEach(operand -> demand(operand, ALL));
    }

    private void operands(Operation operation, long wanted) {
        switch (operation) {
            case Operation.Binary binary -> binary(binary, wanted);
            case Operation.Extend(int bits, boolean signed, var value) -> {
                long mask = (1L << bits) - 1;
                boolean sign = signed && (wanted & ~mask) != 0;
                demand(value, (wanted & mask) | (sign ? 1L << (bits - 1) : 0));
            }
            case Operation.Store(var size, var base, int offset, var value) -> {
                demand(base, ALL);
                demand(value, ALL >>> (64 - 8 * size.bytes()));
            }
            case Operation.Atomic atomic -> {
                demand(atomic.base(), ALL);
                demand(atomic.value(), ALL >>> (64 - 8 * atomic.size().bytes()));
            }
            case Operation.Select(var condition, var whenTrue, var whenFalse) -> {
                demand(condition, ALL);
                demand(whenTrue, wanted);
                demand(whenFalse, wanted);
            }
            case Operation.ByteSwap(int bits, var value) -> demand(value, ALL >>> (64 - bits));
            case Operation other -> other.operands().forEach(operand -> demand(operand, ALL));
        }
    }

    private void binary(Operation.Binary binary, long wanted) {
        Value left = binary.left();
        Value right = binary.right();
        long below = upTo(wanted);
        switch (binary.operator()) {
            case ADD, SUBTRACT, MULTIPLY -> both(binary, below);
            case AND, OR, XOR -> {
                demand(left, definitions.isNumber(right) ? masked(binary.operator(), wanted, right) : wanted);
                demand(right, definitions.isNumber(left) ? masked(binary.operator(), wanted, left) : wanted);
            }
            case SHIFT_LEFT, SHIFT_RIGHT, SIGNED_SHIFT_RIGHT -> {
                demand(right, ALL);
                demand(left, definitions.isNumber(right) ? shifted(binary, wanted) : ALL);
            }
            case DIVIDE, REMAINDER, SIGNED_DIVIDE, SIGNED_REMAINDER -> both(binary, ALL);
        }
    }

    private void both(Operation.Binary binary, long bits) {
        demand(binary.left(), bits);
        demand(binary.right(), bits);
    }

    private long masked(BinaryOperator operator, long wanted, Value constant) {
        long number = definitions.number(constant);
        return switch (operator) {
            case AND -> wanted & number;
            case OR -> wanted & ~number;
            default -> wanted;
        };
    }

    private long shifted(Operation.Binary binary, long wanted) {
        int count = (int) definitions.number(binary.right()) & 63;
        return switch (binary.operator()) {
            case SHIFT_LEFT -> wanted >>> count;
            case SHIFT_RIGHT -> wanted << count;
            default -> (wanted << count) | (count != 0 && wanted >>> (64 - count) != 0 ? Long.MIN_VALUE : 0);
        };
    }

    /** All bits up to the highest one. */
    private static long upTo(long bits) {
        return bits == 0 ? 0 : ALL >>> Long.numberOfLeadingZeros(bits);
    }
}
