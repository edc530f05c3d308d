package dev.rawtap.kernel;

import static dev.rawtap.isa.Register.R0;
import static dev.rawtap.isa.Register.R1;
import static dev.rawtap.isa.Register.R10;
import static dev.rawtap.isa.Register.R2;
import static dev.rawtap.isa.Register.R3;
import static dev.rawtap.isa.Register.R4;
import static dev.rawtap.isa.Register.R5;
import static dev.rawtap.isa.Register.R6;

import dev.rawtap.contract.TestInput;
import dev.rawtap.isa.AluOperation;
import dev.rawtap.isa.Assembler;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Constant64;
import dev.rawtap.isa.Helpers;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.Register;
import dev.rawtap.isa.Size;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Programs that write to buffers, by hand. A load of {@code MapFd(n)} is one of the n-th map of the object. */
final class Buffers {
    private Buffers() {}

    static ObjectSpec object(String tracepoint, Consumer<Assembler> body, MapSpec... maps) {
        List<Instruction> code = Assembler.assemble(body);
        var references = new ArrayList<Reference>();
        for (int i = 0; i < code.size(); i++) {
            if (code.get(i) instanceof Instruction.LoadImmediate64(Register _, Constant64.MapFd(int map))) {
                references.add(new Reference(i, new Reference.Symbol.MapItself(maps[map].name())));
            }
        }
        ProgramSpec program =
                Samples.program("writer", Samples.raw(tracepoint), body, references.toArray(Reference[]::new));
        return Samples.object(List.of(program), maps);
    }

    static MapSpec ring(int bytes) {
        return MapSpec.of("events", MapType.RINGBUF, 0, 0, bytes);
    }

    static MapSpec perf() {
        return MapSpec.of("events", MapType.PERF_EVENT_ARRAY, 4, 4, 0);
    }

    /** Reserves a record of {@code bytes} in map 0, puts args[0] at its start, submits it. */
    static Consumer<Assembler> reserve(int bytes) {
        return code -> {
            var full = code.newLabel("full");
            code.load(Size.DOUBLE, R6, R1, 0)
                    .load(R1, new Constant64.MapFd(0))
                    .mov(R2, bytes)
                    .mov(R3, 0)
                    .call(Helpers.named("ringbuf_reserve"))
                    .branch(Condition.EQ, R0, 0, full)
                    .store(Size.DOUBLE, R0, 0, R6)
                    .mov(R1, R0)
                    .mov(R2, 0)
                    .call(Helpers.named("ringbuf_submit"))
                    .bind(full)
                    .mov(R0, 0)
                    .exit();
        };
    }

    /** Outputs the number of the running process and args[0], u64 each, to ring buffer map 0; answers the result. */
    static Consumer<Assembler> output() {
        return code -> {
            event(code);
            code.load(R1, new Constant64.MapFd(0))
                    .mov(R2, R10)
                    .alu(AluOperation.ADD, R2, -16)
                    .mov(R3, 16)
                    .mov(R4, 0)
                    .call(Helpers.named("ringbuf_output"))
                    .exit();
        };
    }

    /** The same to perf buffer map 0. */
    static Consumer<Assembler> perfOutput() {
        return code -> {
            code.mov(Register.R7, R1);
            event(code);
            code.mov(R1, Register.R7)
                    .load(R2, new Constant64.MapFd(0))
                    .constant(R3, 0xffffffffL)
                    .mov(R4, R10)
                    .alu(AluOperation.ADD, R4, -16)
                    .mov(R5, 16)
                    .call(Helpers.named("perf_event_output"))
                    .exit();
        };
    }

    private static void event(Assembler code) {
        code.load(Size.DOUBLE, R6, R1, 0)
                .call(Helpers.named("get_current_pid_tgid"))
                .alu(AluOperation.RSH, R0, 32)
                .store(Size.DOUBLE, R10, -16, R0)
                .store(Size.DOUBLE, R10, -8, R6);
    }

    /** Updates map 0 at key args[0] with flags args[1]; answers the result. */
    static Consumer<Assembler> update() {
        return code -> code.load(Size.DOUBLE, R2, R1, 0)
                .load(Size.DOUBLE, R4, R1, 8)
                .store(Size.DOUBLE, R10, -8, R2)
                .mov(R2, R10)
                .alu(AluOperation.ADD, R2, -8)
                .mov(R3, R2)
                .load(R1, new Constant64.MapFd(0))
                .call(Helpers.named("map_update_elem"))
                .exit();
    }

    static int run(KernelLoaded loaded, long... arguments) {
        return loaded.program("writer")
                .testRun(TestInput.ofArguments(arguments))
                .value();
    }
}
