package dev.rawtap.kernel;

import dev.rawtap.contract.Finding;
import dev.rawtap.contract.ProgramRejectedException;
import dev.rawtap.isa.Instruction;
import dev.rawtap.isa.SlotMap;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.external.Externals;
import java.util.List;
import java.util.Optional;

/** Names the kernel function behind a refusal at a call of one that is weak and absent: the verifier knows only a number. */
final class MissingFunctions {
    private static final String FIX = "call it only behind: if (bpf_ksym_exists(%s))";

    private MissingFunctions() {}

    /** The same refusal, with the function if it is due to one. {@code loaded} is the code that was loaded. */
    static ProgramRejectedException explain(
            ProgramRejectedException refused, ProgramSpec loaded, References references, Externals externals) {
        for (Finding finding : refused.findings()) {
            Optional<String> function = instruction(finding, loaded).flatMap(references::absent);
            if (function.isPresent()) {
                return explained(refused, finding, loaded, function.get(), externals);
            }
        }
        return refused;
    }

    private static Optional<Instruction> instruction(Finding finding, ProgramSpec loaded) {
        SlotMap slots = SlotMap.of(loaded.code());
        return finding.instruction().isPresent() && finding.instruction().getAsInt() < slots.slots()
                ? Optional.of(loaded.code()
                        .get(slots.indexCovering(finding.instruction().getAsInt())))
                : Optional.empty();
    }

    private static ProgramRejectedException explained(
            ProgramRejectedException refused,
            Finding finding,
            ProgramSpec loaded,
            String function,
            Externals externals) {
        String fix = FIX.formatted(function);
        String because = externals.absence(function).orElse("it is absent");
        var better =
                new Finding(finding.code(), finding.message(), finding.instruction(), finding.source(), because, fix);
        return new ProgramRejectedException(
                "program '%s' refused: it calls kernel function '%s', but %s"
                        .formatted(loaded.name(), function, because),
                fix,
                refused.errno(),
                List.of(better),
                refused.log());
    }
}
