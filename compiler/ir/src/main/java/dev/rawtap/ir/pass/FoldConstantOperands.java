package dev.rawtap.ir.pass;

import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import org.jspecify.annotations.Nullable;

/** {@code 2 + 3  =>  5}, and every other operation whose result's bits are all known. */
final class FoldConstantOperands implements Rule {
    @Override
    public @Nullable Rewrite apply(Operation operation, @Nullable Value result, Facts facts) {
        if (result == null || !(result.type() instanceof Type.Scalar)) {
            return null;
        }
        return switch (operation) {
            case Operation.Binary(var operator, var left, var right)
            when facts.isConstant(left) && facts.isConstant(right) ->
                number(operator.apply(facts.constant(left), facts.constant(right)), facts);
            case Operation.Compare(var condition, var left, var right) -> {
                Boolean holds = KnownBits.decide(condition, facts.bits(left), facts.bits(right));
                yield holds == null ? null : number(holds ? 1 : 0, facts);
            }
            case Operation.ByteSwap(int bits, var value)
            when facts.isConstant(value) -> number(Long.reverseBytes(facts.constant(value)) >>> (64 - bits), facts);
            case Operation.Binary _, Operation.Extend _, Operation.Select _ -> known(operation, facts);
            case Operation.ByteSwap _,
                    Operation.Constant _,
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

    private static @Nullable Rewrite known(Operation operation, Facts facts) {
        KnownBits bits = KnownBits.of(operation, facts::bits);
        return bits.constant() ? number(bits.ones(), facts) : null;
    }

    private static Rewrite number(long number, Facts facts) {
        return new Rewrite.Same(facts.number(number));
    }
}
