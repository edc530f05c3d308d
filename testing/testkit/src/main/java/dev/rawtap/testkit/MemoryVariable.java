package dev.rawtap.testkit;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.contract.BpfMap;
import dev.rawtap.contract.Variable;
import dev.rawtap.object.GlobalVariable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A global variable in the value of a {@link MemoryMap}; integers are taken as signed. */
record MemoryVariable(GlobalVariable spec, BpfMap map, ByteOrder order) implements Variable {
    private static final byte[] FIRST = new byte[4];

    @Override
    public byte[] bytes() {
        byte[] all = map.lookup(FIRST).orElseThrow();
        return Arrays.copyOfRange(all, spec.offset(), spec.offset() + spec.size());
    }

    @Override
    public void set(byte[] bytes) {
        if (spec.constant()) {
            throw new InvalidInputException("'" + spec.name() + "' is constant", "set it before loading");
        }
        if (bytes.length != spec.size()) {
            throw new InvalidInputException(
                    "'%s' has %d bytes, not %d".formatted(spec.name(), spec.size(), bytes.length), null);
        }
        byte[] all = map.lookup(FIRST).orElseThrow();
        System.arraycopy(bytes, 0, all, spec.offset(), bytes.length);
        map.update(FIRST, all, BpfMap.UpdateMode.ANY);
    }

    @Override
    public long number() {
        ByteBuffer buffer = ByteBuffer.wrap(bytes()).order(order);
        return switch (spec.size()) {
            case 1 -> buffer.get();
            case 2 -> buffer.getShort();
            case 4 -> buffer.getInt();
            case 8 -> buffer.getLong();
            default -> throw new InvalidInputException(notInteger(), "read its bytes");
        };
    }

    @Override
    public void set(long number) {
        ByteBuffer buffer = ByteBuffer.allocate(spec.size()).order(order);
        switch (spec.size()) {
            case 1 -> buffer.put((byte) number);
            case 2 -> buffer.putShort((short) number);
            case 4 -> buffer.putInt((int) number);
            case 8 -> buffer.putLong(number);
            default -> throw new InvalidInputException(notInteger(), "set its bytes");
        }
        set(buffer.array());
    }

    private String notInteger() {
        return "'%s' has %d bytes, which is no integer".formatted(spec.name(), spec.size());
    }
}
