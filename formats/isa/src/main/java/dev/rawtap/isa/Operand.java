package dev.rawtap.isa;

/** The second operand of an arithmetic instruction, a store or a branch: a register or 32 bits in the instruction. */
public sealed interface Operand {
    /** A register's value. */
    record Reg(Register register) implements Operand {}

    /** A constant, sign-extended to 64 bits where the operation is 64 bits wide. */
    record Immediate(int value) implements Operand {}

    /** The register as an operand. */
    static Operand of(Register register) {
        return new Reg(register);
    }

    /** The constant as an operand. */
    static Operand of(int value) {
        return new Immediate(value);
    }
}
