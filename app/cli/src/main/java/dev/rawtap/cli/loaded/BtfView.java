package dev.rawtap.cli.loaded;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.cli.text.Columns;
import dev.rawtap.kernel.KernelObjects.BtfEntry;
import dev.rawtap.linux.Holders;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;

/** BTF of the kernel, its modules, programs and maps. */
record BtfView(Inventory inventory) implements ObjectView<BtfEntry> {
    @Override
    public String noun() {
        return "BTF";
    }

    @Override
    public String command() {
        return "btf";
    }

    @Override
    public List<BtfEntry> all() {
        return inventory.objects().types();
    }

    @Override
    public Optional<BtfEntry> byId(int id) {
        return inventory.objects().btf(id);
    }

    @Override
    public int pinned(Path path) {
        throw new InvalidInputException("BTF is not pinned: " + path, "a file's types: rawtap btf dump " + path);
    }

    @Override
    public int id(BtfEntry btf) {
        return btf.id();
    }

    @Override
    public String name(BtfEntry btf) {
        return btf.name();
    }

    @Override
    public List<String> heading() {
        return List.of("ID", "NAME", "BYTES", "PROGRAMS", "MAPS", "HELD BY");
    }

    @Override
    public List<String> row(BtfEntry btf) {
        return List.of(
                Integer.toString(btf.id()),
                btf.name(),
                Integer.toString(btf.bytes()),
                join(programs(btf)),
                join(maps(btf)),
                ObjectView.text(holders(btf)));
    }

    private static String join(List<Integer> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    private List<Integer> programs(BtfEntry btf) {
        return inventory.programsOfBtf(btf.id());
    }

    private List<Integer> maps(BtfEntry btf) {
        return inventory.mapsOfBtf(btf.id());
    }

    private List<Holders.Holder> holders(BtfEntry btf) {
        return inventory.holders(Holders.Kind.BTF, btf.id());
    }

    @Override
    public Columns facts(BtfEntry btf) {
        var facts = new Columns(2)
                .row("of", btf.kernel() ? "the kernel" : "programs and maps")
                .row("bytes", Integer.toString(btf.bytes()));
        List<Integer> programs = programs(btf);
        if (!programs.isEmpty()) {
            facts.row("programs", join(programs));
        }
        List<Integer> maps = maps(btf);
        if (!maps.isEmpty()) {
            facts.row("maps", join(maps));
        }
        return facts.row("held by", ObjectView.heldBy(holders(btf)));
    }

    @Override
    public void write(BtfEntry btf, JsonGenerator json) {
        json.writeNumberProperty("id", btf.id());
        json.writeStringProperty("name", btf.name());
        json.writeBooleanProperty("kernel", btf.kernel());
        json.writeNumberProperty("bytes", btf.bytes());
        json.writeArrayPropertyStart("programs");
        programs(btf).forEach(json::writeNumber);
        json.writeEndArray();
        json.writeArrayPropertyStart("maps");
        maps(btf).forEach(json::writeNumber);
        json.writeEndArray();
        ObjectView.write(holders(btf), json);
    }
}
