package dev.rawtap.cli.describe;

import dev.rawtap.cli.catalog.Census;
import dev.rawtap.cli.catalog.FormatField;
import dev.rawtap.cli.catalog.ProbeName;
import dev.rawtap.cli.text.Columns;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/**
 * A classic tracepoint: its record, and what serves it without one.
 *
 * @param name category and name
 * @param fields of its record
 * @param instead what has the same events for less: a raw tracepoint, or the system call
 */
public record ClassicDescription(ProbeName name, List<FormatField> fields, Optional<ProbeName> instead)
        implements Description {
    /** Copies the fields. */
    public ClassicDescription {
        fields = List.copyOf(fields);
    }

    @Override
    public String text(boolean verbose) {
        StringBuilder text = new StringBuilder(name.text()).append("\n\nrecord\n");
        Columns table = new Columns(2);
        table.row("offset", "size", "field");
        for (FormatField field : fields) {
            table.row(
                    Integer.toString(field.offset()),
                    Integer.toString(field.size()),
                    field.argument().declaration());
        }
        table.appendTo(text);
        text.append("  bytes 0 to 7 hold the common fields, which programs cannot read\n");
        text.append("\nprograms\n  SEC(\"tp/")
                .append(name.group())
                .append('/')
                .append(name.name())
                .append("\")\n");
        text.append("\nfor less\n");
        if (instead.isEmpty()) {
            return text.append("  nothing: the kernel's types have no raw tracepoint of this name\n")
                    .toString();
        }
        boolean syscall = name.group().equals(Census.SYSCALLS);
        HookCost cost = syscall ? HookCost.CLASSIC_SYSCALL : HookCost.CLASSIC;
        text.append("  rawtap describe ").append(instead.get().text()).append('\n');
        text.append("  cost per event: raw_tp ")
                .append(HookCost.RAW)
                .append(", this ")
                .append(cost)
                .append(": ");
        text.append(cost.comparedTo(HookCost.RAW)).append(" raw_tp\n");
        return text.append("  (")
                .append(HookCost.MEASURED)
                .append("; other events and machines differ)\n")
                .toString();
    }

    @Override
    public void writeTo(JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("probe", name.text());
        json.writeStringProperty("kind", name.kind().text());
        json.writeStringProperty("category", name.group());
        json.writeStringProperty("name", name.name());
        json.writeArrayPropertyStart("fields");
        for (FormatField field : fields) {
            json.writeStartObject();
            json.writeStringProperty("name", field.argument().name());
            json.writeStringProperty("type", field.argument().type());
            json.writeNumberProperty("offset", field.offset());
            json.writeNumberProperty("size", field.size());
            json.writeEndObject();
        }
        json.writeEndArray();
        if (instead.isPresent()) {
            json.writeStringProperty("instead", instead.get().text());
        }
        json.writeEndObject();
    }
}
