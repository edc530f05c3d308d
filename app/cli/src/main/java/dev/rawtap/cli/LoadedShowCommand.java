package dev.rawtap.cli;

import dev.rawtap.cli.loaded.Inventory;
import dev.rawtap.cli.loaded.LoadedObjects;
import dev.rawtap.cli.loaded.ObjectView;
import dev.rawtap.cli.loaded.Selection;
import dev.rawtap.contract.Engine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code rawtap prog|map|link|btf show}: everything about what is named. */
final class LoadedShowCommand implements Command {
    private final String group;

    LoadedShowCommand(String group) {
        this.group = group;
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name(group + " show");
        spec.usageMessage()
                .description("Show everything about one, by id, name or pin.")
                .customSynopsis("rawtap %s show [--json] ID|NAME|PATH".formatted(group))
                .footer("", "PATH is that of a pin, with a slash. Of several with one name all are shown.");
        return spec.addOption(Options.flag("Print one JSON object a line.", "--json"))
                .addPositional(Options.operand("ID|NAME|PATH", "Which."));
    }

    @Override
    public int run(ParseResult arguments, Session session) {
        try (Engine engine = session.engine().get()) {
            var inventory = new Inventory(LoadedObjects.kernel(engine));
            show(
                    ObjectView.of(group, inventory),
                    arguments.matchedPositionalValue(0, ""),
                    arguments.matchedOptionValue("--json", false),
                    session.output());
        }
        return 0;
    }

    private static <T> void show(ObjectView<T> view, String which, boolean json, Output output) {
        for (T object : Selection.of(which, view)) {
            if (json) {
                print(view, object, output);
            } else {
                String name = view.name(object);
                var text = new StringBuilder(
                        "%s %d%s%n".formatted(view.noun(), view.id(object), name.isEmpty() ? "" : " " + name));
                view.facts(object).appendTo(text);
                output.print(text.toString());
            }
        }
    }

    /** One line of JSON. */
    static <T> void print(ObjectView<T> view, T object, Output output) {
        JsonLines.print(output, json -> {
            json.writeStartObject();
            view.write(object, json);
            json.writeEndObject();
        });
    }
}
