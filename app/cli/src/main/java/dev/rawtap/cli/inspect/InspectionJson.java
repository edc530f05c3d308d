package dev.rawtap.cli.inspect;

import dev.rawtap.btf.c.CNames;
import dev.rawtap.isa.Helper;
import dev.rawtap.isa.InstructionText;
import dev.rawtap.isa.SlotMap;
import dev.rawtap.object.ExternalSymbol;
import dev.rawtap.object.FunctionInfo;
import dev.rawtap.object.GlobalVariable;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.elf.ElfSection;
import dev.rawtap.object.relocate.Relocated;
import dev.rawtap.object.relocate.Resolution;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/** An inspection as one JSON object: all that the text has, instructions included. */
public final class InspectionJson {
    private final Inspection inspection;
    private final ObjectSpec spec;
    private final JsonGenerator json;

    private InspectionJson(Inspection inspection, JsonGenerator json) {
        this.inspection = inspection;
        this.spec = inspection.spec();
        this.json = json;
    }

    /** Writes {@code inspection}. */
    public static void write(Inspection inspection, JsonGenerator json) {
        new InspectionJson(inspection, json).write();
    }

    private void write() {
        json.writeStartObject();
        json.writeStringProperty("name", spec.name());
        json.writeStringProperty("byte_order", spec.order() == ByteOrder.LITTLE_ENDIAN ? "little" : "big");
        json.writeStringProperty("license", spec.license());
        array("sections", inspection.file().sections(), this::section);
        array("programs", inspection.fitted().map(Relocated::spec).orElse(spec).programs(), this::program);
        array("maps", spec.maps(), this::map);
        array("globals", inspection.namedGlobals(), this::global);
        array("externals", spec.externals(), this::external);
        array("relocations", inspection.resolutions(), this::relocation);
        if (inspection.fitted().isEmpty()) {
            json.writeStringProperty("not_resolved", inspection.unfitted());
        }
        array("notes", spec.notes(), json::writeString);
        json.writeEndObject();
    }

    private <T> void array(String property, Iterable<T> values, Consumer<T> writer) {
        json.writeArrayPropertyStart(property);
        values.forEach(writer);
        json.writeEndArray();
    }

    private void section(ElfSection section) {
        json.writeStartObject();
        json.writeStringProperty("name", section.name());
        json.writeNumberProperty("size", section.size());
        json.writeEndObject();
    }

    private void program(ProgramSpec program) {
        json.writeStartObject();
        json.writeStringProperty("name", program.name());
        json.writeStringProperty("section", program.section());
        json.writeStringProperty("attach", AttachText.of(program.attach()));
        json.writeBooleanProperty("autoload", program.autoload());
        json.writeStringProperty("needs", Needs.of(program, spec.maps()).since().toString());
        array("functions", program.functions(), (FunctionInfo function) -> json.writeString(function.name()));
        array("helpers", Needs.helpers(program), (Helper helper) -> json.writeString(helper.functionName()));
        SlotMap slots = SlotMap.of(program.code());
        json.writeArrayPropertyStart("instructions");
        for (int i = 0; i < program.code().size(); i++) {
            json.writeStartObject();
            json.writeNumberProperty("slot", slots.slotOf(i));
            json.writeStringProperty("text", InstructionText.of(program.code().get(i)));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void map(MapSpec map) {
        json.writeStartObject();
        shape(map);
        if (map.inner().isPresent()) {
            json.writeObjectPropertyStart("inner");
            shape(map.inner().get());
            json.writeEndObject();
        }
        if (!map.values().isEmpty()) {
            json.writeObjectPropertyStart("values");
            map.values().forEach((index, held) -> json.writeStringProperty(index.toString(), held));
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void shape(MapSpec map) {
        json.writeStringProperty("name", map.name());
        json.writeStringProperty("type", map.type().toString().toLowerCase(Locale.ROOT));
        json.writeNumberProperty("key_size", map.keySize());
        json.writeNumberProperty("value_size", map.valueSize());
        json.writeNumberProperty("max_entries", map.maxEntries());
        json.writeNumberProperty("flags", map.flags());
        type("key_type", map.keyType());
        type("value_type", map.valueType());
        json.writeBooleanProperty("pinned_by_name", map.pinByName());
    }

    private void type(String property, int id) {
        if (id != 0 && spec.btf().isPresent()) {
            json.writeStringProperty(property, CNames.declare(spec.btf().get(), id, ""));
        }
    }

    private void global(GlobalVariable variable) {
        json.writeStartObject();
        json.writeStringProperty("name", variable.name());
        json.writeStringProperty("declaration", inspection.declaration(variable));
        json.writeStringProperty("map", variable.map());
        json.writeNumberProperty("offset", variable.offset());
        json.writeNumberProperty("size", variable.size());
        json.writeBooleanProperty("constant", variable.constant());
        json.writeStringProperty("value", inspection.value(variable));
        json.writeEndObject();
    }

    private void external(ExternalSymbol external) {
        json.writeStartObject();
        json.writeStringProperty("name", external.name());
        json.writeStringProperty("declaration", inspection.declaration(external));
        json.writeStringProperty("kind", Inspection.kind(external));
        json.writeBooleanProperty("weak", external.weak());
        json.writeEndObject();
    }

    private void relocation(Resolution resolution) {
        json.writeStartObject();
        json.writeStringProperty("program", resolution.program());
        json.writeNumberProperty("slot", inspection.slot(resolution));
        json.writeNumberProperty("slot", inspection.slot(resolution));
        json.writeStringProperty("what", resolution.what());
        json.writeStringProperty("kind", RelocationText.kind(resolution.kind()));
        if (resolution.local().isPresent()) {
            json.writeNumberProperty("local", resolution.local().getAsLong());
        }
        if (resolution.target().isPresent()) {
            json.writeNumberProperty("target", resolution.target().getAsLong());
        } else {
            json.writeStringProperty("problem", resolution.problem());
        }
        json.writeEndObject();
    }
}
