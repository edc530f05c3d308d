package dev.rawtap.cli;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.cli.loaded.Inventory;
import dev.rawtap.cli.loaded.LoadedObjects;
import dev.rawtap.cli.loaded.ObjectView;
import dev.rawtap.cli.loaded.ProgramText;
import dev.rawtap.cli.loaded.Selection;
import dev.rawtap.contract.Engine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code rawtap prog dump}: the instructions that the verifier left, or the machine code. */
final class ProgramDumpCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("prog dump");
        spec.usageMessage()
                .description("Print a program's code, as the kernel translated it.")
                .customSynopsis("rawtap prog dump [OPTIONS] ID|NAME|PATH")
                .footer(
                        "",
                        "Names of helpers and kernel functions need kernel addresses",
                        "(kernel.kptr_restrict 0, or root).",
                        "",
                        "Examples:",
                        "  rawtap prog dump --source 12",
                        "  rawtap prog dump --jited hex unlinkat");
        return spec.addOption(Options.flag("The translated instructions (the default).", "--xlated"))
                .addOption(Options.option("hex", "The machine code, in hexadecimal.", "--jited"))
                .addOption(Options.flag("With the source lines that instructions were made of.", "--source"))
                .addOption(Options.flag("Print one JSON object.", "--json"))
                .addPositional(Options.operand("ID|NAME|PATH", "Which program."));
    }

    @Override
    public int run(ParseResult arguments, Session session) {
        boolean machine = machine(arguments);
        try (Engine engine = session.engine().get()) {
            var inventory = new Inventory(LoadedObjects.kernel(engine));
            ProgramText code = ProgramText.of(
                    Selection.one(arguments.matchedPositionalValue(0, ""), ObjectView.programs(inventory)), inventory);
            if (arguments.matchedOptionValue("--json", false)) {
                JsonLines.print(session.output(), json -> code.write(json, machine));
            } else {
                session.output()
                        .print(
                                machine
                                        ? code.machine()
                                        : code.translated(arguments.matchedOptionValue("--source", false)));
            }
        }
        return 0;
    }

    private static boolean machine(ParseResult arguments) {
        String form = arguments.matchedOptionValue("--jited", "");
        if (!form.isEmpty() && !form.equals("hex")) {
            throw new InvalidInputException("no form '%s' of machine code".formatted(form), "write --jited hex");
        }
        if (!form.isEmpty() && arguments.matchedOptionValue("--xlated", false)) {
            throw new InvalidInputException("--xlated and --jited exclude each other", "leave one out");
        }
        return !form.isEmpty();
    }
}
