package dev.rawtap.cli;

import dev.rawtap.contract.Engine;
import dev.rawtap.object.Feature;
import dev.rawtap.object.Target;
import java.util.Locale;

/** {@code --info}: the machine and what its kernel has. */
final class MachineInfo {
    private MachineInfo() {}

    static void print(Engine engine, Output output) {
        Target target = engine.target();
        output.line("System");
        output.line("  Kernel: " + target.version());
        output.line("  Architecture: " + target.architecture().name().toLowerCase(Locale.ROOT));
        output.line("  Processors: " + engine.host().onlineCpus().size());
        output.line("");
        output.line("Rawtap");
        output.line("  Version: " + Commands.version());
        output.line("");
        output.line("Kernel features");
        output.line("  BTF: " + yes(target.btf().isPresent()));
        output.line("  BTF of modules: " + target.modules().size());
        for (Feature feature : Feature.values()) {
            output.line("  %s: %s"
                    .formatted(feature.name().toLowerCase(Locale.ROOT).replace('_', ' '), yes(target.has(feature))));
        }
    }

    private static String yes(boolean has) {
        return has ? "yes" : "no";
    }
}
