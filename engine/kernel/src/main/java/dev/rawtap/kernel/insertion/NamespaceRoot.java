package dev.rawtap.kernel.insertion;

import static dev.rawtap.isa.Register.R0;
import static dev.rawtap.isa.Register.R10;
import static dev.rawtap.isa.Register.R3;
import static dev.rawtap.isa.Register.R4;
import static dev.rawtap.isa.Register.R7;

import dev.rawtap.contract.Host.PidNamespace;
import dev.rawtap.isa.AluOperation;
import dev.rawtap.isa.Assembler;
import dev.rawtap.isa.Assembler.Label;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.Size;

/**
 * A root process of which we know the number in our namespace, but not the kernel's. It is listed as {@link #UNKNOWN}
 * until it runs into one of our programs, which then learns its number.
 */
record NamespaceRoot(int pid, PidNamespace namespace) {
    /** Number of no process: listed while the root's own is not known. */
    static final int UNKNOWN = -1;

    private static final int VALUE = -24;

    /**
     * Lists the running process if it is the root; else goes to {@code other}. The running process's number is at {@link
     * Prologue#KEY} and is not listed. Overwrites R0 to R5 and R7.
     */
    void discover(Assembler code, Label other) {
        code.load(Size.WORD, R7, R10, Prologue.KEY).store(Size.WORD, R10, Prologue.KEY, UNKNOWN);
        Prologue.listed(code);
        code.branch(Condition.EQ, R0, 0, other);
        Prologue.inNamespace(code, namespace, other);
        code.branch(Condition.NE, R0, pid, other);
        Prologue.key(code);
        code.with(new Instruction.Call(Calls.MAP_DELETE_ELEM))
                .store(Size.WORD, R10, Prologue.KEY, R7)
                .store(Size.DOUBLE, R10, VALUE, 0);
        Prologue.key(code);
        code.mov(R3, R10).alu(AluOperation.ADD, R3, VALUE).mov(R4, 0).with(new Instruction.Call(Calls.MAP_UPDATE_ELEM));
    }
}
