package dev.rawtap.cli;

import dev.rawtap.cli.loaded.BtfSource;
import dev.rawtap.cli.loaded.PrototypeDifferences;
import dev.rawtap.contract.Engine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code rawtap btf diff}: which raw tracepoints two kernels have, and whose arguments differ. */
final class BtfDifferencesCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("btf diff");
        spec.usageMessage()
                .description("Compare the raw tracepoints of two kernels: added, removed, changed.")
                .customSynopsis("rawtap btf diff [--json] A B")
                .footer(
                        "",
                        "A and B are BTF files of kernels, or vmlinux for the running one. It needs no",
                        "privilege.",
                        "Lines begin with - (only A has it), + (only B has it) or ! (B has it with other",
                        "arguments).",
                        "",
                        "Example:",
                        "  rawtap btf diff 5.10.btf vmlinux");
        return spec.addOption(Options.flag("Print one JSON object.", "--json"))
                .addPositional(Options.operand("A", "The types of one kernel."))
                .addPositional(Options.operandAt(1, "B", "The types of the other."));
    }

    @Override
    public int run(ParseResult arguments, Session session) {
        try (Engine engine = session.engine().get()) {
            PrototypeDifferences differences = PrototypeDifferences.of(
                    BtfSource.of(arguments.matchedPositionalValue(0, ""), engine, session.folder()),
                    BtfSource.of(arguments.matchedPositionalValue(1, ""), engine, session.folder()));
            if (arguments.matchedOptionValue("--json", false)) {
                JsonLines.print(session.output(), differences::write);
            } else {
                session.output().print(differences.text());
            }
        }
        return 0;
    }
}
