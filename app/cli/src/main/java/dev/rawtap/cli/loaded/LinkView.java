package dev.rawtap.cli.loaded;

import dev.rawtap.cli.text.Columns;
import dev.rawtap.kernel.KernelLink;
import dev.rawtap.kernel.KernelObjects.LinkEntry;
import dev.rawtap.linux.Holders;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/** Links: what attaches programs. */
record LinkView(Inventory inventory) implements ObjectView<LinkEntry> {
    @Override
    public String noun() {
        return "link";
    }

    @Override
    public String command() {
        return "link";
    }

    @Override
    public List<LinkEntry> all() {
        return inventory.objects().links();
    }

    @Override
    public Optional<LinkEntry> byId(int id) {
        return inventory.objects().link(id);
    }

    @Override
    public int pinned(Path path) {
        try (KernelLink link = inventory.engine().pinned().link(path)) {
            return link.id();
        }
    }

    @Override
    public int id(LinkEntry link) {
        return link.id();
    }

    /** What it is attached to: links have no names of their own. */
    @Override
    public String name(LinkEntry link) {
        return link.target().orElse("");
    }

    @Override
    public List<String> heading() {
        return List.of("ID", "TYPE", "TARGET", "COOKIE", "PROGRAM", "HELD BY");
    }

    @Override
    public List<String> row(LinkEntry link) {
        return List.of(
                Integer.toString(link.id()),
                inventory.linkType(link.type()),
                name(link),
                Long.toUnsignedString(link.cookie()),
                program(link),
                ObjectView.text(holders(link)));
    }

    private String program(LinkEntry link) {
        return inventory
                .objects()
                .program(link.program())
                .map(program -> "%d %s".formatted(program.id(), inventory.name(program)))
                .orElse(Integer.toString(link.program()));
    }

    private List<Holders.Holder> holders(LinkEntry link) {
        return inventory.holders(Holders.Kind.LINK, link.id());
    }

    @Override
    public Columns facts(LinkEntry link) {
        return new Columns(2)
                .row("type", inventory.linkType(link.type()))
                .row("target", name(link))
                .row("cookie", Long.toUnsignedString(link.cookie()))
                .row("program", program(link))
                .row("held by", ObjectView.heldBy(holders(link)));
    }

    /** In one line, for the program's description. */
    static String text(LinkEntry link, Inventory inventory) {
        String target = link.target().map(name -> " to " + name).orElse("");
        String cookie = link.cookie() == 0 ? "" : ", cookie " + Long.toUnsignedString(link.cookie());
        return "link %d, %s%s%s".formatted(link.id(), inventory.linkType(link.type()), target, cookie);
    }

    @Override
    public void write(LinkEntry link, JsonGenerator json) {
        write(link, inventory, json);
        json.writeNumberProperty("program", link.program());
        ObjectView.write(holders(link), json);
    }

    /** The members that stand in the program's description too. */
    static void write(LinkEntry link, Inventory inventory, JsonGenerator json) {
        json.writeNumberProperty("id", link.id());
        json.writeStringProperty("type", inventory.linkType(link.type()));
        link.target().ifPresent(target -> json.writeStringProperty("target", target));
        json.writeStringProperty("cookie", Long.toUnsignedString(link.cookie()));
    }
}
