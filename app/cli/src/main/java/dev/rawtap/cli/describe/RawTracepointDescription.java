package dev.rawtap.cli.describe;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfType;
import dev.rawtap.btf.c.CNames;
import dev.rawtap.btf.tracepoint.Nullability;
import dev.rawtap.btf.tracepoint.RawTracepoint;
import dev.rawtap.cli.catalog.ProbeKind;
import dev.rawtap.cli.catalog.ProbeName;
import dev.rawtap.cli.text.Columns;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.core.JsonGenerator;

/**
 * A raw tracepoint.
 *
 * @param told as BTF tells it
 * @param known the same with the verifier's answers about NULL, where they could be asked for
 * @param classic the classic tracepoint of the same name, or why that is not known
 * @param helpers what programs may call
 * @param alsoNamed other things of this name, for the reader who meant one of them
 */
public record RawTracepointDescription(
        RawTracepoint told, RawTracepoint known, Counterpart classic, HelperSummary helpers, List<ProbeName> alsoNamed)
        implements Description {
    /** The classic tracepoint of the same name. */
    public sealed interface Counterpart {
        /** There is one. */
        record Found(ProbeName name) implements Counterpart {}

        /** There is none: only raw programs can use this. */
        record None() implements Counterpart {}

        /** Tracefs cannot be read. */
        record Hidden(String reason) implements Counterpart {}
    }

    /** Copies the list. */
    public RawTracepointDescription {
        alsoNamed = List.copyOf(alsoNamed);
    }

    private ProbeName name() {
        return new ProbeName(ProbeKind.RAW_TRACEPOINT, told.module().orElse(ProbeName.KERNEL), told.name());
    }

    @Override
    public String text(boolean verbose) {
        StringBuilder text = new StringBuilder();
        text.append(name().text()).append('\n');
        text.append("  ").append(told.prototype()).append("\n\n");
        text.append("arguments\n");
        arguments().appendTo(text);
        for (BtfType.Composite struct : structs().values()) {
            text.append('\n');
            StructText.append(told.btf(), struct, verbose, text);
        }
        text.append("\nprograms\n");
        programs().appendTo(text);
        helpers.appendTo(text, verbose);
        text.append("\nclassic tracepoint\n");
        classicLines().appendTo(text);
        if (!alsoNamed.isEmpty()) {
            text.append("\nalso of this name\n");
            alsoNamed.forEach(other ->
                    text.append("  rawtap describe ").append(other.text()).append('\n'));
        }
        text.append("\nexample: ").append(told.name()).append(".bpf.c\n");
        ExampleFile.appendIndented(TracepointExample.of(known), text);
        return text.append("\nto run it\n")
                .append(ExampleFile.commands(told.name()))
                .toString();
    }

    private Columns arguments() {
        Columns table = new Columns(2);
        table.row("", "name", "type", "ctx[]", "may be NULL");
        for (int i = 0; i < told.parameters().size(); i++) {
            RawTracepoint.Parameter parameter = told.parameters().get(i);
            table.row(
                    Integer.toString(i),
                    parameter.name(),
                    CNames.declare(told.btf(), parameter.type(), ""),
                    "byte " + i * Long.BYTES,
                    nullability(i));
        }
        return table;
    }

    private boolean isPointer(int argument) {
        Btf btf = told.btf();
        return btf.type(btf.strip(told.parameters().get(argument).type())) instanceof BtfType.Pointer;
    }

    /** With where the answer comes from. */
    private String nullability(int argument) {
        if (!isPointer(argument)) {
            return "-";
        }
        boolean marked = told.parameters().get(argument).nullability() == Nullability.MAY_BE_NULL;
        return switch (known.parameters().get(argument).nullability()) {
            case MAY_BE_NULL -> marked ? "yes (marked in BTF)" : "yes (says the verifier)";
            case NEVER_NULL -> "no (says the verifier)";
            case UNKNOWN -> unknown(told.parameters().get(argument).type());
        };
    }

    private String unknown(int type) {
        if (StructText.pointee(told.btf(), type).isPresent()) {
            return "unknown: check it";
        }
        return CTypes.isReadable(told.btf(), type)
                ? "unknown: programs cannot follow it, bpf_probe_read_kernel can"
                : "unknown: tp_btf programs may not read it, raw_tp ones can";
    }

    /** The structures that arguments point to, each once. */
    private Map<String, BtfType.Composite> structs() {
        Map<String, BtfType.Composite> structs = new LinkedHashMap<>();
        for (RawTracepoint.Parameter parameter : told.parameters()) {
            StructText.pointee(told.btf(), parameter.type())
                    .ifPresent(struct -> structs.putIfAbsent(StructText.title(struct), struct));
        }
        return structs;
    }

    private Columns programs() {
        String module = told.module().map(name -> name + ":").orElse("");
        Columns table = new Columns(2);
        table.row(
                "tp_btf",
                "SEC(\"tp_btf/" + module + told.name() + "\")",
                "since 5.5",
                "arguments typed; pointers to structs are followed directly");
        table.row(
                "raw_tp",
                "SEC(\"raw_tp/" + told.name() + "\")",
                "since 4.17",
                "arguments are numbers; what they point to is copied by bpf_probe_read_kernel");
        OptionalInt writable = WritableTracepoints.bytes(told.name());
        if (writable.isPresent()) {
            table.row(
                    "raw_tp.w",
                    "SEC(\"raw_tp.w/" + told.name() + "\")",
                    "since 5.2",
                    "may change %d bytes behind argument 0 (not in BTF: from the kernel's source, 6.18)"
                            .formatted(writable.getAsInt()));
        }
        return table;
    }

    private Columns classicLines() {
        Columns lines = new Columns(2);
        switch (classic) {
            case Counterpart.Found(ProbeName name) -> {
                lines.row(name.text());
                lines.row("cost per event: raw_tp " + HookCost.RAW + ", tp_btf " + HookCost.TYPED + ", classic "
                        + HookCost.CLASSIC + ": " + HookCost.CLASSIC.comparedTo(HookCost.RAW) + " raw_tp");
                lines.row("(" + HookCost.MEASURED + "; other events and machines differ)");
            }
            case Counterpart.None() ->
                lines.row("none: it is declared without one, so only raw_tp and tp_btf programs reach it");
            case Counterpart.Hidden(String reason) -> lines.row("unknown: " + reason);
        }
        return lines;
    }

    @Override
    public void writeTo(JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("probe", name().text());
        json.writeStringProperty("kind", name().kind().text());
        json.writeStringProperty("module", name().group());
        json.writeStringProperty("name", told.name());
        json.writeStringProperty("prototype", told.prototype());
        json.writeArrayPropertyStart("arguments");
        for (int i = 0; i < told.parameters().size(); i++) {
            writeArgument(i, json);
        }
        json.writeEndArray();
        OptionalInt writable = WritableTracepoints.bytes(told.name());
        if (writable.isPresent()) {
            json.writeNumberProperty("writable_bytes", writable.getAsInt());
        }
        if (classic instanceof Counterpart.Found(ProbeName other)) {
            json.writeStringProperty("tracepoint", other.text());
        }
        helpers.writeTo(json);
        json.writeStringProperty("example", TracepointExample.of(known));
        json.writeEndObject();
    }

    private void writeArgument(int index, JsonGenerator json) {
        RawTracepoint.Parameter parameter = told.parameters().get(index);
        json.writeStartObject();
        json.writeStringProperty("name", parameter.name());
        json.writeStringProperty("type", CNames.declare(told.btf(), parameter.type(), ""));
        json.writeNumberProperty("offset", index * Long.BYTES);
        if (isPointer(index)) {
            switch (known.parameters().get(index).nullability()) {
                case MAY_BE_NULL -> json.writeBooleanProperty("may_be_null", true);
                case NEVER_NULL -> json.writeBooleanProperty("may_be_null", false);
                case UNKNOWN -> json.writeNullProperty("may_be_null");
            }
        }
        Optional<BtfType.Composite> struct = StructText.pointee(told.btf(), parameter.type());
        if (struct.isPresent()) {
            json.writeNumberProperty("size", struct.get().size());
        }
        json.writeEndObject();
    }
}
