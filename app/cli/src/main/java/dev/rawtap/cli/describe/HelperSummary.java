package dev.rawtap.cli.describe;

import dev.rawtap.cli.text.Columns;
import dev.rawtap.isa.Helper;
import dev.rawtap.isa.Helpers;
import dev.rawtap.object.KernelVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/**
 * Which helpers programs may call.
 *
 * @param version the kernel's, for what it may lack
 * @param asked what the kernel answered for each program type; empty if it was not asked, or may not be
 */
public record HelperSummary(KernelVersion version, Optional<Map<String, List<Helper>>> asked) {
    private static final int WIDTH = 100;

    /** What tracing programs are made of, by purpose. */
    private static final Map<String, List<String>> NOTABLE = new LinkedHashMap<>();

    static {
        NOTABLE.put(
                "who",
                List.of(
                        "get_current_pid_tgid",
                        "get_current_comm",
                        "get_current_uid_gid",
                        "get_current_task_btf",
                        "get_current_cgroup_id"));
        NOTABLE.put(
                "read",
                List.of("probe_read_kernel", "probe_read_kernel_str", "probe_read_user", "probe_read_user_str"));
        NOTABLE.put(
                "tell", List.of("ringbuf_reserve", "ringbuf_output", "perf_event_output", "snprintf", "trace_printk"));
        NOTABLE.put("keep", List.of("map_lookup_elem", "map_update_elem", "task_storage_get", "get_stackid"));
        NOTABLE.put("more", List.of("ktime_get_ns", "get_stack", "loop", "tail_call", "send_signal"));
    }

    /** A section of text; with all names if {@code verbose} and they are known. */
    void appendTo(StringBuilder text, boolean verbose) {
        text.append("\nhelpers of both program types\n");
        Columns table = new Columns(2);
        NOTABLE.forEach((purpose, names) -> table.row(purpose, notable(names)));
        table.appendTo(text);
        if (asked.isPresent()) {
            asked.get().forEach((type, helpers) -> {
                text.append("  all that this kernel lets ")
                        .append(type)
                        .append(" call: ")
                        .append(helpers.size());
                text.append('\n');
                wrap(helpers, text);
            });
        } else if (verbose) {
            text.append(
                    "  which others: only the kernel knows, and this process may not ask it (CAP_BPF, CAP_PERFMON)\n");
        } else {
            text.append("  -v asks the kernel for all\n");
        }
    }

    private String notable(List<String> names) {
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            Helper helper = Helpers.named(name);
            if (helper.availableIn(version.major(), version.minor())) {
                text.append(text.isEmpty() ? "" : ", ").append(name);
                text.append(" (").append(helper.since()).append(')');
            }
        }
        return text.toString();
    }

    private static void wrap(List<Helper> helpers, StringBuilder text) {
        int used = WIDTH;
        for (Helper helper : helpers) {
            if (used + helper.name().length() + 2 > WIDTH) {
                text.append(used == WIDTH ? "    " : "\n    ");
                used = 4;
            } else {
                text.append(' ');
            }
            text.append(helper.name());
            used += helper.name().length() + 1;
        }
        text.append('\n');
    }

    void writeTo(JsonGenerator json) {
        if (asked.isPresent()) {
            json.writeObjectPropertyStart("helpers");
            asked.get().forEach((type, helpers) -> {
                json.writeArrayPropertyStart(type);
                helpers.forEach(helper -> json.writeString(helper.functionName()));
                json.writeEndArray();
            });
            json.writeEndObject();
        }
    }
}
