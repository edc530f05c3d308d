package dev.rawtap.cli;

import dev.rawtap.cli.loaded.Inventory;
import dev.rawtap.cli.loaded.LoadedObjects;
import dev.rawtap.cli.loaded.ObjectView;
import dev.rawtap.contract.Engine;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code rawtap prog|map|link|btf list}: what is loaded, a line each. */
final class LoadedListCommand implements Command {
    private final String group;

    LoadedListCommand(String group) {
        this.group = group;
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name(group + " list");
        spec.usageMessage()
                .description("List what is loaded, by whomever, and who holds it.")
                .customSynopsis("rawtap %s list [--json]".formatted(group))
                .footer("", "Needs CAP_SYS_ADMIN; to see other users' processes, root.");
        return spec.addOption(Options.flag("Print one JSON object a line, with all that show tells.", "--json"));
    }

    @Override
    public int run(ParseResult arguments, Session session) {
        try (Engine engine = session.engine().get()) {
            var inventory = new Inventory(LoadedObjects.kernel(engine));
            list(ObjectView.of(group, inventory), arguments.matchedOptionValue("--json", false), session.output());
        }
        return 0;
    }

    private static <T> void list(ObjectView<T> view, boolean json, Output output) {
        List<T> all = view.all();
        if (json) {
            all.forEach(object -> LoadedShowCommand.print(view, object, output));
        } else if (!all.isEmpty()) {
            var text = new StringBuilder();
            view.table(all).appendTo(text);
            output.print(text.toString());
        }
    }
}
