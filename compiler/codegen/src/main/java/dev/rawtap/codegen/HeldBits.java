package dev.rawtap.codegen;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.Edge;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Step;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which bits of the register that holds a value are 0 for sure, and which values are computed in 32 bits. A register agrees with its
 * value in the bits that are demanded: a sum of which only the low half matters is made by a 32-bit addition, and from then on its
 * register's upper half is 0 whatever the value's is.
 */
final class HeldBits {
    private static final long UPPER = 0xffffffffL << 32;

    private final Definitions definitions;
    private final DemandedBits demanded;
    private final long[] zeros;
    private final boolean[] narrow;

    private HeldBits(Definitions definitions, DemandedBits demanded) {
        this.definitions = definitions;
        this.demanded = demanded;
        this.zeros = new long[definitions.size()];
        this.narrow = new boolean[definitions.size()];
    }

    /** Looks at blocks in reverse postorder. */
    static HeldBits of(List<Block> blocks, Definitions definitions, DemandedBits demanded) {
        var bits = new HeldBits(definitions, demanded);
        Map<String, Integer> places = new HashMap<>();
        blocks.forEach(block -> places.put(block.label(), places.size()));
        Set<String> loops = new HashSet<>();
        for (int i = 0; i < blocks.size(); i++) {
            for (Edge edge : blocks.get(i).end().edges()) {
                if (places.getOrDefault(edge.label(), 0) <= i) {
                    loops.add(edge.label());
                }
            }
        }
        Map<String, long[]> incoming = new HashMap<>();
        for (Block block : blocks) {
            long[] known = incoming.get(block.label());
            // What comes round a loop is not known yet when its head is looked at.
            for (int i = 0; known != null && i < known.length && !loops.contains(block.label()); i++) {
                bits.zeros[block.parameters().get(i).number()] = known[i];
            }
            block.steps().forEach(bits::step);
            block.end().edges().forEach(edge -> bits.meet(incoming, edge));
        }
        return bits;
    }

    /** Bits that are 0 in the register of a value. */
    long zeros(Value value) {
        return definitions.isNumber(value) ? ~definitions.number(value) : zeros[value.number()];
    }

    /** Whether the upper half of the register is 0. */
    boolean upperZero(Value value) {
        return (zeros(value) & UPPER) == UPPER;
    }

    /** Whether the upper half and the sign of the lower half are 0. */
    boolean positiveInteger(Value value) {
        return zeros(value) >>> 31 == 0x1ffffffffL;
    }

    /** Whether an arithmetic operation's result is computed in 32 bits. */
    boolean narrow(Value value) {
        return narrow[value.number()];
    }

    private void meet(Map<String, long[]> incoming, Edge edge) {
        long[] known = incoming.computeIfAbsent(edge.label(), _ -> {
            long[] all = new long[edge.arguments().size()];
            Arrays.fill(all, -1);
            return all;
        });
        for (int i = 0; i < known.length; i++) {
            known[i] &= zeros(edge.arguments().get(i));
        }
    }

    private void step(Step step) {
        Value result = step.result();
        if (result == null) {
            return;
        }
        long known = switch (step.operation()) {
            case Operation.Constant(long number) -> ~number;
            case Operation.Binary binary -> binary(result, binary);
            case Operation.Compare _ -> ~1L;
            case Operation.Select(var condition, var whenTrue, var whenFalse) -> zeros(whenTrue) & zeros(whenFalse);
            case Operation.Extend extend -> extend(result, extend);
            case Operation.ByteSwap(int bits, var value) -> bits == 64 ? 0 : -1L << bits;
            case Operation.Load(var size, boolean signed, var base, int offset) ->
                size.bytes() == 8 || (signed && demanded.of(result) >>> (8 * size.bytes()) != 0)
                        ? 0
                        : -1L << (8 * size.bytes());
            case Operation.Atomic atomic -> atomic.size().bytes() == 8 ? 0 : UPPER;
            case Operation _ -> 0;
        };
        zeros[result.number()] = known;
    }

    private long extend(Value result, Operation.Extend extend) {
        long inner = zeros(extend.value());
        long above = -1L << extend.bits();
        if (isCopy(result, extend)) {
            return inner;
        }
        return extend.signed() ? 0 : inner | above;
    }

    /** Whether an extension changes nothing that matters, so that it needs no instruction. */
    boolean isCopy(Value result, Operation.Extend extend) {
        long above = -1L << extend.bits();
        if ((demanded.of(result) & above) == 0) {
            return true;
        }
        long known = zeros(extend.value());
        long mustBeZero = extend.signed() ? above >> 1 : above;
        return (known & mustBeZero) == mustBeZero;
    }

    private long binary(Value result, Operation.Binary binary) {
        if (result.type() instanceof Type.Pointer || binary.left().type() instanceof Type.Pointer) {
            return 0;
        }
        boolean low = demanded.onlyLow(result);
        long left = zeros(binary.left());
        long right = zeros(binary.right());
        boolean bothUpperZero = upperZero(binary.left()) && upperZero(binary.right());
        long known = switch (binary.operator()) {
            case AND -> left | right;
            case OR, XOR -> left & right;
            case ADD -> sum(left, right);
            case MULTIPLY -> product(left, right);
            case SHIFT_LEFT -> definitions.isNumber(binary.right()) ? shiftLeft(left, count(binary)) : 0;
            case SHIFT_RIGHT -> definitions.isNumber(binary.right()) ? shiftRight(left, count(binary)) : 0;
            case SIGNED_SHIFT_RIGHT ->
                definitions.isNumber(binary.right()) && left < 0 ? shiftRight(left, count(binary)) : 0;
            case DIVIDE -> leadingZeros(left);
            case REMAINDER -> leadingZeros(left);
            case SUBTRACT, SIGNED_DIVIDE, SIGNED_REMAINDER -> 0;
        };
        boolean resultUpperZero = (known & UPPER) == UPPER;
        boolean fits = switch (binary.operator()) {
            case ADD, SUBTRACT, MULTIPLY, OR, XOR, AND -> low || resultUpperZero;
            case SHIFT_LEFT -> definitions.isNumber(binary.right()) && count(binary) < 32 && (low || resultUpperZero);
            case SHIFT_RIGHT -> definitions.isNumber(binary.right()) && count(binary) < 32 && upperZero(binary.left());
            case DIVIDE, REMAINDER -> bothUpperZero;
            case SIGNED_SHIFT_RIGHT, SIGNED_DIVIDE, SIGNED_REMAINDER -> false;
        };
        narrow[result.number()] = fits;
        return fits ? known | UPPER : known;
    }

    private int count(Operation.Binary binary) {
        return (int) definitions.number(binary.right()) & 63;
    }

    private static long sum(long left, long right) {
        int leading = Math.min(Long.numberOfLeadingZeros(~left), Long.numberOfLeadingZeros(~right));
        int trailing = Math.min(Long.numberOfTrailingZeros(~left), Long.numberOfTrailingZeros(~right));
        return leading(leading - 1) | trailing(trailing);
    }

    private static long product(long left, long right) {
        int leading = Long.numberOfLeadingZeros(~left) + Long.numberOfLeadingZeros(~right) - 64;
        int trailing = Long.numberOfTrailingZeros(~left) + Long.numberOfTrailingZeros(~right);
        return leading(leading) | trailing(trailing);
    }

    private static long shiftLeft(long zeros, int count) {
        return zeros << count | ((1L << count) - 1);
    }

    private static long shiftRight(long zeros, int count) {
        return zeros >>> count | leading(count);
    }

    private static long leadingZeros(long zeros) {
        return leading(Long.numberOfLeadingZeros(~zeros));
    }

    private static long leading(int bits) {
        return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
    }

    private static long trailing(int bits) {
        return bits <= 0 ? 0 : bits >= 64 ? -1 : (1L << bits) - 1;
    }
}
