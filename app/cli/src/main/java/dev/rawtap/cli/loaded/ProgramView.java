package dev.rawtap.cli.loaded;

import dev.rawtap.cli.text.Columns;
import dev.rawtap.contract.Host.Clock;
import dev.rawtap.kernel.KernelObjects.LinkEntry;
import dev.rawtap.kernel.KernelObjects.MapEntry;
import dev.rawtap.kernel.KernelObjects.ProgramEntry;
import dev.rawtap.kernel.KernelProgram;
import dev.rawtap.linux.Holders;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;

/** Programs. */
record ProgramView(Inventory inventory) implements ObjectView<ProgramEntry> {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    @Override
    public String noun() {
        return "program";
    }

    @Override
    public String command() {
        return "prog";
    }

    @Override
    public List<ProgramEntry> all() {
        return inventory.objects().programs();
    }

    @Override
    public Optional<ProgramEntry> byId(int id) {
        return inventory.objects().program(id);
    }

    @Override
    public int pinned(Path path) {
        try (KernelProgram program = inventory.engine().pinned().program(path)) {
            return program.id();
        }
    }

    @Override
    public int id(ProgramEntry program) {
        return program.id();
    }

    @Override
    public String name(ProgramEntry program) {
        return inventory.name(program);
    }

    @Override
    public boolean isCalled(String name, ProgramEntry program) {
        return program.name().equals(name)
                || (name.startsWith(program.name()) && name(program).equals(name));
    }

    @Override
    public List<String> heading() {
        return List.of("ID", "TYPE", "NAME", "TAG", "ATTACHED", "HELD BY");
    }

    @Override
    public List<String> row(ProgramEntry program) {
        return List.of(
                Integer.toString(program.id()),
                inventory.programType(program.type()),
                name(program),
                program.tag(),
                attached(program),
                ObjectView.text(holders(program)));
    }

    private List<Holders.Holder> holders(ProgramEntry program) {
        return inventory.holders(Holders.Kind.PROGRAM, program.id());
    }

    private String attached(ProgramEntry program) {
        return inventory.linksOf(program.id()).stream()
                .map(link -> link.target().orElseGet(() -> inventory.linkType(link.type())))
                .collect(Collectors.joining(", "));
    }

    @Override
    public Columns facts(ProgramEntry program) {
        var facts = new Columns(2);
        facts.row("type", inventory.programType(program.type()));
        inventory.attachPoint(program).ifPresent(point -> facts.row("for", point));
        facts.row("tag", program.tag());
        facts.row("loaded", loaded(program));
        facts.row("held by", ObjectView.heldBy(holders(program)));
        for (LinkEntry link : inventory.linksOf(program.id())) {
            facts.row("attached", LinkView.text(link, inventory));
        }
        for (int id : program.maps()) {
            inventory.objects().map(id).ifPresent(map -> facts.row("map", map(map)));
        }
        facts.row("code", code(program));
        if (program.btf() != 0) {
            facts.row("btf", Integer.toString(program.btf()));
        }
        facts.row("memory", program.memory() + " bytes");
        facts.row("runs", runs(program));
        return facts;
    }

    private String map(MapEntry map) {
        return "%d %s %s".formatted(map.id(), inventory.mapType(map.type()), map.name());
    }

    private String loaded(ProgramEntry program) {
        String user = inventory
                .host()
                .userName(program.userId())
                .map(name -> "%s (%d)".formatted(name, program.userId()))
                .orElse("user " + program.userId());
        return "%s by %s".formatted(TIME.format(time(program).atZone(ZoneId.systemDefault())), user);
    }

    private Instant time(ProgramEntry program) {
        return inventory.host().wallClock(Clock.BOOT, program.loadTime());
    }

    private static String code(ProgramEntry program) {
        return "%d instructions, %d bytes of machine code, %d instructions verified"
                .formatted(program.translatedBytes() / 8, program.machineBytes(), program.verifiedInstructions());
    }

    private static String runs(ProgramEntry program) {
        String misses = program.recursionMisses() == 0 ? "" : ", %d missed".formatted(program.recursionMisses());
        if (program.runs() == 0) {
            return "none counted" + misses + "; rawtap prog stats counts them";
        }
        return "%d, %d ns each".formatted(program.runs(), program.nanoseconds() / program.runs()) + misses;
    }

    @Override
    public void write(ProgramEntry program, JsonGenerator json) {
        json.writeNumberProperty("id", program.id());
        json.writeStringProperty("type", inventory.programType(program.type()));
        json.writeStringProperty("name", name(program));
        json.writeStringProperty("tag", program.tag());
        inventory.attachPoint(program).ifPresent(point -> json.writeStringProperty("for", point));
        json.writeStringProperty("loaded", time(program).toString());
        json.writeNumberProperty("uid", program.userId());
        ObjectView.write(holders(program), json);
        json.writeArrayPropertyStart("links");
        for (LinkEntry link : inventory.linksOf(program.id())) {
            json.writeStartObject();
            LinkView.write(link, inventory, json);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("maps");
        program.maps().forEach(json::writeNumber);
        json.writeEndArray();
        json.writeNumberProperty("btf", program.btf());
        json.writeNumberProperty("translated_bytes", program.translatedBytes());
        json.writeNumberProperty("machine_bytes", program.machineBytes());
        json.writeNumberProperty("verified_instructions", program.verifiedInstructions());
        json.writeNumberProperty("memory", program.memory());
        json.writeNumberProperty("runs", program.runs());
        json.writeNumberProperty("run_ns", program.nanoseconds());
        json.writeNumberProperty("recursion_misses", program.recursionMisses());
    }
}
