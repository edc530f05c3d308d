package dev.rawtap.cli;

import dev.rawtap.cli.inspect.Inspection;
import dev.rawtap.cli.inspect.InspectionJson;
import dev.rawtap.contract.Engine;
import dev.rawtap.object.elf.ElfObject;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.core.JsonGenerator;

/** {@code rawtap object FILE.o...}: what is in an object, or in several linked into one, without loading it. */
final class ObjectCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("object");
        spec.usageMessage()
                .description("Show what is in a .bpf.o: programs, maps, globals, relocations, code.")
                .customSynopsis("rawtap object [OPTIONS] FILE.bpf.o...")
                .footer(
                        "",
                        "Needs no privilege. Relocations are resolved where the kernel's types can be read.",
                        "",
                        "Examples:",
                        "  rawtap object unlinkat.bpf.o",
                        "  rawtap object -d unlinkat.bpf.o");
        return spec.addOption(Options.flag("Disassemble, with source lines.", "-d", "--disassemble", "-v", "--verbose"))
                .addOption(Options.flag("Print one JSON object.", "--json"))
                .addPositional(PositionalParamSpec.builder()
                        .index("0..*")
                        .arity("1..*")
                        .required(true)
                        .paramLabel("FILE.bpf.o")
                        .type(String[].class)
                        .description("The object; several are linked into one.")
                        .build());
    }

    @Override
    public int run(ParseResult arguments, Session session) {
        ElfObject file = ObjectFiles.open(List.of(arguments.matchedPositionalValue(0, new String[0])));
        try (Engine engine = session.engine().get()) {
            Inspection inspection = Inspection.of(file, engine.target());
            if (arguments.matchedOptionValue("--json", false)) {
                try (JsonGenerator json = JsonLines.to(session.output())) {
                    InspectionJson.write(inspection, json);
                }
                session.output().print("\n");
            } else {
                session.output().print(inspection.text(arguments.matchedOptionValue("-d", false)));
            }
        }
        return 0;
    }
}
