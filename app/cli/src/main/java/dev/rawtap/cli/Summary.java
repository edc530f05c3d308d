package dev.rawtap.cli;

import dev.rawtap.cli.catalog.Census;
import dev.rawtap.cli.catalog.ProbeCatalog;
import dev.rawtap.cli.catalog.ProbeKind;
import dev.rawtap.cli.catalog.ProbeName;
import dev.rawtap.cli.catalog.ProbePattern;
import dev.rawtap.cli.text.Columns;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** {@code rawtap list --summary}: numbers, and why that of raw tracepoints is not that of classic ones. */
final class Summary {
    private static final int EXAMPLES = 4;

    private final Census census;
    private final List<ProbeName> names;
    private final ProbePattern pattern;
    private final ProbeCatalog catalog;

    Summary(Census census, List<ProbeName> names, ProbePattern pattern, ProbeCatalog catalog) {
        this.census = census;
        this.names = names;
        this.pattern = pattern;
        this.catalog = catalog;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        Columns totals = new Columns(0);
        for (ProbeKind kind : ProbeKind.values()) {
            if (pattern.admits(kind)) {
                totals.row(kind.text(), right(count(kind), 5), kind == ProbeKind.SYSCALL ? architecture() : "");
            }
        }
        totals.appendTo(text);
        if (!census.subsystems().isEmpty()) {
            text.append("\nby subsystem, most first").append(guess()).append('\n');
            Columns table = new Columns(2);
            table.row("", "rawtracepoint", "tracepoint");
            for (Map.Entry<String, Census.Count> entry : subsystems()) {
                Census.Count count = entry.getValue();
                table.row(entry.getKey(), right(count.raw(), 13), right(count.classic(), 10));
            }
            table.appendTo(text);
        }
        if (pattern.equals(ProbePattern.ALL) && catalog.classic().absence().isEmpty()) {
            text.append("\nwhy the numbers of raw and classic tracepoints differ\n");
            reasons().appendTo(text);
        }
        return text.toString();
    }

    /** Without tracefs the categories are not known. */
    private String guess() {
        return catalog.classic().absence().isPresent() ? ", as the first word of names says" : "";
    }

    private String architecture() {
        return "on " + catalog.target().architecture();
    }

    private int count(ProbeKind kind) {
        int count = 0;
        for (ProbeName name : names) {
            if (name.kind() == kind) {
                count++;
            }
        }
        return count;
    }

    private List<Map.Entry<String, Census.Count>> subsystems() {
        List<Map.Entry<String, Census.Count>> sorted =
                new ArrayList<>(census.subsystems().entrySet());
        sorted.sort(Comparator.comparingInt(
                entry -> -Math.max(entry.getValue().raw(), entry.getValue().classic())));
        return sorted;
    }

    private Columns reasons() {
        Columns reasons = new Columns(2);
        reasons.row(
                right(census.shared().size(), 5),
                "are both: each event of tracefs stands on the raw tracepoint of its name");
        reasons.row(
                right(census.rawOnly().size(), 5),
                "are raw only: declared in the kernel without an event of tracefs" + examples(census.rawOnly()));
        reasons.row(
                right(census.servedBySyscalls().size(), 5),
                "are classic only, of category syscalls: all stand on two raw ones, sys_enter and sys_exit");
        if (!census.classicOnly().isEmpty()) {
            reasons.row(
                    right(census.classicOnly().size(), 5),
                    "are classic only for other reasons, such as probes that users defined"
                            + examples(census.classicOnly()));
        }
        if (!census.unattachable().isEmpty()) {
            reasons.row(
                    right(census.unattachable().size(), 5),
                    "in BTF is neither: nothing can attach to it" + examples(census.unattachable()));
        }
        return reasons;
    }

    private static String examples(List<String> names) {
        if (names.isEmpty()) {
            return "";
        }
        String first = String.join(", ", names.subList(0, Math.min(EXAMPLES, names.size())));
        return " (" + first + (names.size() > EXAMPLES ? ", ...)" : ")");
    }

    private static String right(int number, int width) {
        String digits = Integer.toString(number);
        return " ".repeat(Math.max(0, width - digits.length())) + digits;
    }

    void writeTo(JsonGenerator json) {
        json.writeStartObject();
        json.writeObjectPropertyStart("counts");
        for (ProbeKind kind : ProbeKind.values()) {
            if (pattern.admits(kind)) {
                json.writeNumberProperty(kind.text(), count(kind));
            }
        }
        json.writeEndObject();
        json.writeArrayPropertyStart("subsystems");
        for (Map.Entry<String, Census.Count> entry : subsystems()) {
            json.writeStartObject();
            json.writeStringProperty("name", entry.getKey());
            json.writeNumberProperty("rawtracepoint", entry.getValue().raw());
            json.writeNumberProperty("tracepoint", entry.getValue().classic());
            json.writeEndObject();
        }
        json.writeEndArray();
        if (catalog.classic().absence().isEmpty()) {
            json.writeNumberProperty("both", census.shared().size());
            write("raw_only", census.rawOnly(), json);
            json.writeNumberProperty(
                    "classic_syscalls", census.servedBySyscalls().size());
            write("classic_only", census.classicOnly(), json);
        }
        write("unattachable", census.unattachable(), json);
        json.writeEndObject();
    }

    private static void write(String property, List<String> names, JsonGenerator json) {
        json.writeArrayPropertyStart(property);
        names.forEach(json::writeString);
        json.writeEndArray();
    }
}
