package dev.rawtap.kernel.insertion;

import static dev.rawtap.isa.Register.R0;
import static dev.rawtap.isa.Register.R1;
import static dev.rawtap.isa.Register.R10;
import static dev.rawtap.isa.Register.R2;
import static dev.rawtap.isa.Register.R3;
import static dev.rawtap.isa.Register.R4;
import static dev.rawtap.isa.Register.R6;

import dev.rawtap.contract.Host.PidNamespace;
import dev.rawtap.isa.AluOperation;
import dev.rawtap.isa.Assembler;
import dev.rawtap.isa.Assembler.Label;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Constant64;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.Size;
import java.util.List;
import java.util.Optional;

/** Code for a program's start: falls out of its end, with the context in R1, for the processes that count. */
sealed interface Prologue {
    /** Stands for the map of processes until it has a descriptor. */
    Constant64 PROCESSES = new Constant64.MapFd(0);

    /** Where the number of the running process lies for a look into the map. */
    int KEY = -4;

    /** Where the answer about namespaces lies: u32 thread, u32 process (struct bpf_pidns_info). */
    int IN_NAMESPACE = -16;

    /** The code. */
    List<Instruction> code();

    /** One process. */
    record Only(int pid, Optional<PidNamespace> namespace) implements Prologue {
        @Override
        public List<Instruction> code() {
            return Assembler.assemble(code -> {
                var go = code.newLabel("go");
                var end = code.newLabel("end");
                code.mov(R6, R1);
                if (namespace.isPresent()) {
                    inNamespace(code, namespace.get(), end);
                } else {
                    current(code);
                }
                code.branch(Condition.EQ, R0, pid, go);
                leave(code.bind(end), go);
            });
        }
    }

    /**
     * The processes of the map.
     *
     * @param root what to look for where the root's number is known in a namespace alone
     */
    record Listed(Optional<NamespaceRoot> root) implements Prologue {
        @Override
        public List<Instruction> code() {
            return Assembler.assemble(code -> {
                var go = code.newLabel("go");
                var end = code.newLabel("end");
                code.mov(R6, R1);
                current(code);
                code.store(Size.WORD, R10, KEY, R0);
                listed(code);
                code.branch(Condition.NE, R0, 0, go);
                if (root.isPresent()) {
                    root.get().discover(code, end);
                    code.jump(go);
                }
                leave(code.bind(end), go);
            });
        }
    }

    /** R0: the kernel's number of the running process. */
    static void current(Assembler code) {
        code.with(new Instruction.Call(Calls.GET_CURRENT_PID_TGID)).alu(AluOperation.RSH, R0, 32);
    }

    /** R0: the number of the running process in {@code namespace}; goes to {@code outside} if it is not in there. */
    static void inNamespace(Assembler code, PidNamespace namespace, Label outside) {
        code.constant(R1, namespace.device())
                .constant(R2, namespace.inode())
                .mov(R3, R10)
                .alu(AluOperation.ADD, R3, IN_NAMESPACE)
                .mov(R4, 8)
                .with(new Instruction.Call(Calls.GET_NS_CURRENT_PID_TGID))
                .branch(Condition.NE, R0, 0, outside)
                .load(Size.WORD, R0, R10, IN_NAMESPACE + 4);
    }

    /** R0: the map's value for the number at {@link #KEY}, or NULL. */
    static void listed(Assembler code) {
        key(code);
        code.with(new Instruction.Call(Calls.MAP_LOOKUP_ELEM));
    }

    /** R1: the map, R2: the number at {@link #KEY}. */
    static void key(Assembler code) {
        code.load(R1, PROCESSES).mov(R2, R10).alu(AluOperation.ADD, R2, KEY);
    }

    private static void leave(Assembler code, Label go) {
        code.mov(R0, 0).exit().bind(go).mov(R1, R6);
    }
}
