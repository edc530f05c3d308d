package dev.rawtap.cli.describe;

import dev.rawtap.base.RawtapException;
import dev.rawtap.contract.Engine;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.ProgramRejectedException;
import dev.rawtap.isa.AluOperation;
import dev.rawtap.isa.Helper;
import dev.rawtap.isa.Helpers;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.Operand;
import dev.rawtap.isa.Register;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Asks the running kernel which helpers a program at an attach point may call: one load for each. */
public final class AllowedHelpers {
    /** What its verifier says to any other, in 5.10, 6.12 and 6.18. */
    private static final List<String> REFUSALS = List.of("unknown func", "invalid func", "cannot use helper");

    /** trace_printk, probe_write_user, trace_vprintk: allowed to all tracing programs, and asking writes to the kernel's log. */
    private static final Set<Integer> LOUD = Set.of(6, 36, 177);

    private static final List<Instruction> NOTHING =
            List.of(new Instruction.Alu(AluOperation.MOV, true, Register.R0, Operand.of(0)), new Instruction.Exit());

    private AllowedHelpers() {}

    /** By id; empty if this process may not load programs. */
    public static Optional<List<Helper>> ask(Engine engine, AttachPoint point) {
        List<Helper> allowed = new ArrayList<>();
        try {
            engine.load(object(point, NOTHING), LoadOptions.DEFAULT.withLedger(false))
                    .close();
            for (Helper helper : Helpers.all()) {
                if (LOUD.contains(helper.id()) || isAllowed(engine, point, helper)) {
                    allowed.add(helper);
                }
            }
        } catch (RawtapException notPermitted) {
            return Optional.empty();
        }
        return Optional.of(allowed);
    }

    /** A call without arguments is refused for them, which a helper that is not allowed does not get to. */
    private static boolean isAllowed(Engine engine, AttachPoint point, Helper helper) {
        var code = List.<Instruction>of(new Instruction.Call(helper.id()), new Instruction.Exit());
        try {
            engine.load(object(point, code), LoadOptions.DEFAULT.withLedger(false))
                    .close();
            return true;
        } catch (ProgramRejectedException refused) {
            return REFUSALS.stream().noneMatch(refused.log()::contains);
        }
    }

    private static ObjectSpec object(AttachPoint point, List<Instruction> code) {
        var program =
                new ProgramSpec("rawtap_probe", "", point, true, code, List.of(), List.of(), List.of(), List.of());
        return new ObjectSpec(
                "helper probe",
                ByteOrder.nativeOrder(),
                "GPL",
                List.of(program),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of());
    }
}
