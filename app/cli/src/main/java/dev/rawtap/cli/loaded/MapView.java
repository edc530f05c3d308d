package dev.rawtap.cli.loaded;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.c.CNames;
import dev.rawtap.cli.text.Columns;
import dev.rawtap.kernel.KernelMap;
import dev.rawtap.kernel.KernelObjects.MapEntry;
import dev.rawtap.linux.Holders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/** Maps. */
record MapView(Inventory inventory) implements ObjectView<MapEntry> {
    /** {@code BPF_F_*} of map creation by bit (include/uapi/linux/bpf.h, 6.18). */
    private static final List<String> FLAGS = List.of(
            "NO_PREALLOC",
            "NO_COMMON_LRU",
            "NUMA_NODE",
            "RDONLY",
            "WRONLY",
            "STACK_BUILD_ID",
            "ZERO_SEED",
            "RDONLY_PROG",
            "WRONLY_PROG",
            "CLONE",
            "MMAPABLE",
            "PRESERVE_ELEMS",
            "INNER_MAP",
            "LINK",
            "PATH_FD",
            "VTYPE_BTF_OBJ_FD",
            "TOKEN_FD",
            "SEGV_ON_FAULT",
            "NO_USER_CONV",
            "RB_OVERWRITE");

    @Override
    public String noun() {
        return "map";
    }

    @Override
    public String command() {
        return "map";
    }

    @Override
    public List<MapEntry> all() {
        return inventory.objects().maps();
    }

    @Override
    public Optional<MapEntry> byId(int id) {
        return inventory.objects().map(id);
    }

    @Override
    public int pinned(Path path) {
        try (KernelMap map = inventory.engine().pinned().map(path)) {
            return map.id();
        }
    }

    @Override
    public int id(MapEntry map) {
        return map.id();
    }

    @Override
    public String name(MapEntry map) {
        return map.name();
    }

    @Override
    public List<String> heading() {
        return List.of("ID", "TYPE", "NAME", "KEY", "VALUE", "ENTRIES", "HELD BY");
    }

    @Override
    public List<String> row(MapEntry map) {
        return List.of(
                Integer.toString(map.id()),
                inventory.mapType(map.type()),
                map.name(),
                Integer.toUnsignedString(map.keySize()),
                Integer.toUnsignedString(map.valueSize()),
                Integer.toUnsignedString(map.maxEntries()),
                ObjectView.text(holders(map)));
    }

    private List<Holders.Holder> holders(MapEntry map) {
        return inventory.holders(Holders.Kind.MAP, map.id());
    }

    @Override
    public Columns facts(MapEntry map) {
        var facts = new Columns(2).row("type", inventory.mapType(map.type()));
        facts.row("key", size(map, map.keyType(), map.keySize()));
        facts.row("value", size(map, map.valueType(), map.valueSize()));
        facts.row("entries", Integer.toUnsignedString(map.maxEntries()));
        if (map.flags() != 0) {
            facts.row("flags", String.join(" ", flags(map)));
        }
        facts.row("frozen", map.frozen() ? "yes" : "no");
        facts.row("held by", ObjectView.heldBy(holders(map)));
        inventory.objects().programs().stream()
                .filter(program -> program.maps().contains(map.id()))
                .forEach(program -> facts.row("program", "%d %s".formatted(program.id(), inventory.name(program))));
        if (map.btf() != 0) {
            facts.row("btf", Integer.toString(map.btf()));
        }
        return facts.row("memory", map.memory() + " bytes");
    }

    private String size(MapEntry map, int type, int size) {
        return type(map, type).map(name -> name + ", ").orElse("") + Integer.toUnsignedString(size) + " bytes";
    }

    private Optional<String> type(MapEntry map, int type) {
        Optional<Btf> types = type == 0 ? Optional.empty() : inventory.types(map.btf());
        return types.filter(btf -> type > 0 && type < btf.count()).map(btf -> CNames.declare(btf, type, ""));
    }

    private static List<String> flags(MapEntry map) {
        var names = new ArrayList<String>();
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            if ((map.flags() >>> bit & 1) != 0) {
                names.add(bit < FLAGS.size() ? FLAGS.get(bit) : "0x%x".formatted(1 << bit));
            }
        }
        return names;
    }

    @Override
    public void write(MapEntry map, JsonGenerator json) {
        json.writeNumberProperty("id", map.id());
        json.writeStringProperty("type", inventory.mapType(map.type()));
        json.writeStringProperty("name", map.name());
        json.writeNumberProperty("key_size", Integer.toUnsignedLong(map.keySize()));
        json.writeNumberProperty("value_size", Integer.toUnsignedLong(map.valueSize()));
        json.writeNumberProperty("max_entries", Integer.toUnsignedLong(map.maxEntries()));
        type(map, map.keyType()).ifPresent(type -> json.writeStringProperty("key_type", type));
        type(map, map.valueType()).ifPresent(type -> json.writeStringProperty("value_type", type));
        json.writeNumberProperty("flags", Integer.toUnsignedLong(map.flags()));
        json.writeArrayPropertyStart("flag_names");
        flags(map).forEach(name -> json.writeString(name.toLowerCase(Locale.ROOT)));
        json.writeEndArray();
        json.writeBooleanProperty("frozen", map.frozen());
        ObjectView.write(holders(map), json);
        json.writeNumberProperty("btf", map.btf());
        json.writeNumberProperty("memory", map.memory());
    }
}
