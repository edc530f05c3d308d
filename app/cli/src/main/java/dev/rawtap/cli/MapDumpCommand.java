package dev.rawtap.cli;

import dev.rawtap.cli.loaded.LoadedObjects;
import dev.rawtap.contract.Engine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code rawtap map dump}: the contents of a map, by its types. */
final class MapDumpCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name("map dump");
        spec.usageMessage()
                .description("Print what is in a map, by the types of its key and value.")
                .customSynopsis("rawtap map dump [OPTIONS] ID|NAME|PATH")
                .footer(
                        "",
                        "Numbers of a per-CPU map are added up, with each CPU's behind. Elements of",
                        "arrays that are all zero are left out. Without types, 1, 2, 4 and 8 bytes are",
                        "a number, others are bytes.");
        return spec.addOption(Options.flag("Elements of arrays that are all zero, too.", "-a", "--all"))
                .addOption(Options.flag("Print one JSON object.", "--json"))
                .addPositional(Options.operand("ID|NAME|PATH", "Which map."));
    }

    @Override
    public int run(ParseResult arguments, Session session) {
        try (Engine engine = session.engine().get();
                MapReading map = MapReading.of(arguments.matchedPositionalValue(0, ""), LoadedObjects.kernel(engine))) {
            MapDump dump = map.read(arguments.matchedOptionValue("-a", false));
            if (arguments.matchedOptionValue("--json", false)) {
                new JsonReport(session.output()).map(dump);
            } else {
                new TextReport(session.output(), session.errors()).mapByCpu(dump);
            }
        }
        return 0;
    }
}
