package dev.rawtap.isa;

import dev.rawtap.base.ByteCursor;
import dev.rawtap.base.MalformedException;
import java.nio.ByteOrder;

/** The fields of one 8-byte slot, and the errors about them. */
record Slot(ByteCursor bytes, long at, int opcode, int dstField, int srcField, short offset, int immediate) {
    static final int BYTES = 8;

    static Slot read(ByteCursor bytes, long at) {
        int registers = bytes.u8(at + 1);
        boolean little = bytes.order() == ByteOrder.LITTLE_ENDIAN;
        return new Slot(
                bytes,
                at,
                bytes.u8(at),
                little ? registers & 0xf : registers >> 4,
                little ? registers >> 4 : registers & 0xf,
                (short) bytes.u16(at + 2),
                bytes.i32(at + 4));
    }

    Register dst(String name) {
        return register(name, "dst", dstField);
    }

    Register src(String name) {
        return register(name, "src", srcField);
    }

    boolean hasRegisterOperand() {
        return (opcode & Opcode.REGISTER) != 0;
    }

    /** Second operand of arithmetic and branches; the field that the form does not use must be zero. */
    Operand operand(String name) {
        if (hasRegisterOperand()) {
            zeroImmediate(name);
            return new Operand.Reg(src(name));
        }
        zeroSrc(name);
        return new Operand.Immediate(immediate);
    }

    void zeroDst(String name) {
        zero(name, "dst register", dstField);
    }

    void zeroSrc(String name) {
        zero(name, "src register", srcField);
    }

    void zeroOffset(String name) {
        zero(name, "offset", offset);
    }

    void zeroImmediate(String name) {
        zero(name, "immediate", immediate);
    }

    MalformedException wrong(String name, String field, int found, String expected) {
        return bytes.malformed(at, "%s: %s field is %d, must be %s".formatted(name, field, found, expected));
    }

    MalformedException unknown() {
        return bytes.malformed(at, "opcode field is 0x%02x, no such instruction".formatted(opcode));
    }

    private void zero(String name, String field, int found) {
        if (found != 0) {
            throw wrong(name, field, found, "0");
        }
    }

    private Register register(String name, String field, int number) {
        if (number > Register.R10.number()) {
            throw wrong(name, field + " register", number, "0 to 10");
        }
        return Register.of(number);
    }
}
