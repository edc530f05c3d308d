package dev.rawtap.contract;

import java.util.Arrays;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What a program is test-run with.
 *
 * @param context the arguments of a raw tracepoint, at most 12, copied; empty for other programs
 * @param data the packet of a socket filter, copied; empty for other programs
 * @param cpu the CPU to run on, any if absent
 */
public record TestInput(long[] context, byte[] data, OptionalInt cpu) {
    /** Copies the arrays. */
    public TestInput {
        context = context.clone();
        data = data.clone();
        if (context.length > 12) {
            throw new IllegalArgumentException(context.length + " arguments, a raw tracepoint has at most 12");
        }
    }

    /** The arguments of a raw tracepoint. */
    public static TestInput ofArguments(long... arguments) {
        return new TestInput(arguments, new byte[0], OptionalInt.empty());
    }

    /** The packet of a socket filter; the kernel wants at least 14 bytes. */
    public static TestInput ofPacket(byte[] packet) {
        return new TestInput(new long[0], packet, OptionalInt.empty());
    }

    /** The same on one CPU. */
    public TestInput onCpu(int number) {
        return new TestInput(context, data, OptionalInt.of(number));
    }

    @Override
    public long[] context() {
        return context.clone();
    }

    @Override
    public byte[] data() {
        return data.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TestInput that
                && Arrays.equals(context, that.context)
                && Arrays.equals(data, that.data)
                && cpu.equals(that.cpu);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(context) * 31 + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "TestInput" + Arrays.toString(context) + "+" + data.length + " bytes";
    }
}
