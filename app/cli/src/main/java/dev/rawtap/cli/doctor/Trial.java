package dev.rawtap.cli.doctor;

import dev.rawtap.base.RawtapException;
import dev.rawtap.contract.Engine;
import dev.rawtap.contract.Links;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.Loaded;
import dev.rawtap.isa.AluOperation;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.Operand;
import dev.rawtap.isa.Register;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/** Loads a program that does nothing, attaches it for a moment to an event that is rare, and takes it away. */
final class Trial {
    /** Every kernel has it; it happens when a process changes its name. */
    private static final String EVENT = "task_rename";

    private final Engine engine;

    Trial(Engine engine) {
        this.engine = engine;
    }

    /** The trial that decides. */
    Check raw() {
        return run("raw tracepoint", new AttachPoint.RawTracepoint(Optional.of(EVENT), false, false), true);
    }

    /** The same with types; kernels without BTF do without. */
    Check typed() {
        return run(
                "typed raw tracepoint",
                new AttachPoint.BtfTracepoint(Optional.empty(), Optional.of(EVENT), false),
                false);
    }

    private Check run(String name, AttachPoint point, boolean decides) {
        try (Loaded loaded = engine.load(object(point), LoadOptions.DEFAULT.withLedger(false));
                Links links = loaded.attach()) {
            return Check.ok(name, "loaded and attached to " + links.links().size() + " event: " + EVENT);
        } catch (RawtapException refused) {
            String problem = String.valueOf(refused.getMessage());
            String advice = refused.hint().orElse("see the rows above");
            return decides ? Check.missing(name, problem, advice) : Check.limited(name, problem, advice);
        }
    }

    private static ObjectSpec object(AttachPoint point) {
        List<Instruction> code = List.of(
                new Instruction.Alu(AluOperation.MOV, true, Register.R0, Operand.of(0)), new Instruction.Exit());
        var program = new ProgramSpec("doctor", "", point, true, code, List.of(), List.of(), List.of(), List.of());
        return new ObjectSpec(
                "trial",
                ByteOrder.nativeOrder(),
                "GPL",
                List.of(program),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of());
    }
}
