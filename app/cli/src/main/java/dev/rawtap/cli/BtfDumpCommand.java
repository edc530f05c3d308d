package dev.rawtap.cli;

import dev.rawtap.btf.Btf;
import dev.rawtap.cli.loaded.BtfSource;
import dev.rawtap.cli.loaded.TypeList;
import dev.rawtap.contract.Engine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code rawtap btf dump}: types as a list, as C, as JSON. */
final class BtfDumpCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("btf dump");
        spec.usageMessage()
                .description("Print types, as a list or as C that compiles.")
                .customSynopsis("rawtap btf dump [OPTIONS] ID|NAME|FILE")
                .footer(
                        "",
                        "NAME is vmlinux or a module; that and FILE need no privilege. FILE is BTF, or",
                        "an object of clang.",
                        "",
                        "Examples:",
                        "  rawtap btf dump --c vmlinux > vmlinux.h",
                        "  rawtap btf dump --c --name 'struct sock' vmlinux",
                        "  rawtap btf dump examples/c/unlinkat.bpf.o");
        return spec.addOption(Options.option("TYPE", "Only types of this name; also 'struct NAME'.", "--name"))
                .addOption(Options.flag("A C header: what a type needs comes before it.", "--c"))
                .addOption(Options.flag("Print one JSON object a line.", "--json"))
                .addPositional(Options.operand("ID|NAME|FILE", "Which types."));
    }

    @Override
    public int run(ParseResult arguments, Session session) {
        String which = arguments.matchedPositionalValue(0, "");
        String name = arguments.matchedOptionValue("--name", "");
        try (Engine engine = session.engine().get()) {
            Btf btf = BtfSource.of(which, engine, session.folder());
            TypeList types = name.isEmpty() ? TypeList.all(btf) : TypeList.named(btf, name);
            if (arguments.matchedOptionValue("--c", false)) {
                session.output().print(types.c());
            } else if (arguments.matchedOptionValue("--json", false)) {
                JsonLines.print(session.output(), types::write);
            } else {
                session.output().print(types.text());
            }
        }
        return 0;
    }
}
