package dev.rawtap.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.rawtap.base.Errno;
import dev.rawtap.base.InvalidInputException;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfType;
import dev.rawtap.contract.Variable;
import dev.rawtap.object.GlobalVariable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A global variable in the kernel. A constant is read from its map; any other is memory that the programs share. */
final class KernelVariable implements Variable {
    private static final VarHandle SHORT = JAVA_SHORT.varHandle();
    private static final VarHandle INT = JAVA_INT.varHandle();
    private static final VarHandle LONG = JAVA_LONG.varHandle();

    private final GlobalVariable spec;
    private final KernelMap map;
    private final @Nullable GlobalData data;
    private final boolean signed;

    /** {@code data} is absent for a constant. */
    KernelVariable(GlobalVariable spec, KernelMap map, @Nullable GlobalData data, Optional<Btf> types) {
        this.spec = spec;
        this.map = map;
        this.data = data;
        this.signed = types.filter(_ -> spec.type() != 0)
                .map(btf -> isSigned(btf, spec.type()))
                .orElse(false);
    }

    private static boolean isSigned(Btf btf, int type) {
        return switch (btf.type(btf.strip(type))) {
            case BtfType.Int number -> number.signed();
            case BtfType.Enumeration enumeration -> enumeration.signed();
            case BtfType _ -> false;
        };
    }

    @Override
    public GlobalVariable spec() {
        return spec;
    }

    @Override
    public byte[] bytes() {
        if (data != null) {
            return data.memory().asSlice(spec.offset(), spec.size()).toArray(JAVA_BYTE);
        }
        byte[] all = map.lookup(new byte[Integer.BYTES])
                .orElseThrow(() ->
                        Bpf.failure(-Errno.ENOENT.number(), "read variable '%s' from %s".formatted(spec.name(), map)));
        return Arrays.copyOfRange(all, spec.offset(), spec.offset() + spec.size());
    }

    @Override
    public void set(byte[] bytes) {
        if (bytes.length != spec.size()) {
            throw new InvalidInputException(
                    "%d bytes for variable '%s' of %d".formatted(bytes.length, spec.name(), spec.size()), null);
        }
        MemorySegment memory = writable();
        if (isWord() && memory.address() % spec.size() == 0) {
            write(memory, decode(bytes));
        } else {
            MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, 0, bytes.length);
        }
    }

    @Override
    public long number() {
        requireWord();
        long raw = decode(bytes());
        int unused = Long.SIZE - spec.size() * Byte.SIZE;
        return signed ? raw << unused >> unused : raw << unused >>> unused;
    }

    @Override
    public void set(long number) {
        requireWord();
        int unused = Long.SIZE - spec.size() * Byte.SIZE;
        // A number that either reading of the bits gives back fits: -1 and 255 are both 0xff in one byte.
        if (number << unused >> unused != number && number << unused >>> unused != number) {
            throw new InvalidInputException(
                    "%d does not fit variable '%s' of %d bytes".formatted(number, spec.name(), spec.size()), null);
        }
        MemorySegment memory = writable();
        write(memory, number);
    }

    private MemorySegment writable() {
        if (data == null) {
            throw new InvalidInputException(
                    "variable '" + spec.name() + "' is constant once the object is loaded", "set it before the load");
        }
        return data.memory().asSlice(spec.offset(), spec.size());
    }

    /** In one store where it lies aligned, so that a program sees the old number or the new one. */
    private void write(MemorySegment memory, long number) {
        if (memory.address() % spec.size() != 0) {
            MemorySegment.copy(encode(number), 0, memory, JAVA_BYTE, 0, spec.size());
            return;
        }
        switch (spec.size()) {
            case Byte.BYTES -> memory.set(JAVA_BYTE, 0, (byte) number);
            case Short.BYTES -> SHORT.setVolatile(memory, 0L, (short) number);
            case Integer.BYTES -> INT.setVolatile(memory, 0L, (int) number);
            default -> LONG.setVolatile(memory, 0L, number);
        }
    }

    private boolean isWord() {
        return spec.size() <= Long.BYTES && Integer.bitCount(spec.size()) == 1;
    }

    private void requireWord() {
        if (!isWord()) {
            throw new InvalidInputException(
                    "variable '%s' has %d bytes and is no number".formatted(spec.name(), spec.size()),
                    "read its bytes");
        }
    }

    private byte[] encode(long number) {
        byte[] wide = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .putLong(number)
                .array();
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        return little
                ? Arrays.copyOf(wide, spec.size())
                : Arrays.copyOfRange(wide, Long.BYTES - spec.size(), Long.BYTES);
    }

    private static long decode(byte[] bytes) {
        MemorySegment memory = MemorySegment.ofArray(bytes);
        return switch (bytes.length) {
            case Byte.BYTES -> memory.get(JAVA_BYTE, 0);
            case Short.BYTES -> memory.get(ValueLayout.JAVA_SHORT_UNALIGNED, 0);
            case Integer.BYTES -> memory.get(ValueLayout.JAVA_INT_UNALIGNED, 0);
            default -> memory.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
        };
    }
}
