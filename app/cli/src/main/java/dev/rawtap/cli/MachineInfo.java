package dev.rawtap.cli;

import dev.rawtap.base.RawtapException;
import dev.rawtap.contract.Engine;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.linux.SystemFiles;
import dev.rawtap.object.Feature;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.Target;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code --info}: the machine, this program and what the kernel has, each of it asked now, in the sections of bpftrace. */
final class MachineInfo {
    private static final int COLUMN = 35;

    /** Helpers that functions of the language come to, by the names of bpftrace where it has one. */
    private static final Map<String, String> HELPERS = new LinkedHashMap<>();

    private static final List<MapType> MAPS = List.of(
            MapType.HASH,
            MapType.ARRAY,
            MapType.PERCPU_HASH,
            MapType.PERCPU_ARRAY,
            MapType.LRU_HASH,
            MapType.LRU_PERCPU_HASH,
            MapType.STACK_TRACE,
            MapType.PERF_EVENT_ARRAY,
            MapType.RINGBUF);

    static {
        HELPERS.put("dpath", "d_path");
        HELPERS.put("get_tai_ns", "ktime_get_tai_ns");
        HELPERS.put("get_boot_ns", "ktime_get_boot_ns");
        HELPERS.put("jiffies64", "jiffies64");
        HELPERS.put("get_current_cgroup_id", "get_current_cgroup_id");
        HELPERS.put("get_ns_current_pid_tgid", "get_ns_current_pid_tgid");
        HELPERS.put("probe_read_kernel", "probe_read_kernel");
        HELPERS.put("probe_read_user", "probe_read_user");
        HELPERS.put("lookup_percpu_elem", "map_lookup_percpu_elem");
        HELPERS.put("for_each_map_elem", "for_each_map_elem");
        HELPERS.put("loop", "loop");
        HELPERS.put("send_signal", "send_signal");
        HELPERS.put("skboutput", "skb_output");
    }

    private final Engine engine;
    private final Target target;
    private final StringBuilder text = new StringBuilder();

    private MachineInfo(Engine engine) {
        this.engine = engine;
        this.target = engine.target();
    }

    static void print(Engine engine, Output output) {
        output.print(new MachineInfo(engine).text());
    }

    private String text() {
        system();
        build();
        var helpers = new LinkedHashMap<String, String>();
        HELPERS.forEach((name, helper) -> helpers.put(name, yes(target.hasHelper(helper))));
        table("Kernel helpers", helpers);
        table("Kernel features", features());
        var maps = new LinkedHashMap<String, String>();
        MAPS.forEach(type -> maps.put(type.name().toLowerCase(Locale.ROOT), yes(creates(type))));
        table("Map types", maps);
        table("Probe types", probes());
        return text.toString();
    }

    private void system() {
        SystemFiles files = SystemFiles.HOST;
        String kernel = "/proc/sys/kernel/";
        text.append("System\n");
        row(
                "OS",
                "%s %s %s"
                        .formatted(
                                files.text(kernel + "ostype").orElse("Linux"),
                                files.text(kernel + "osrelease")
                                        .orElse(target.version().toString()),
                                files.text(kernel + "version").orElse("")));
        row("Arch", target.architecture().toString());
        row(
                "CPUs",
                "%d online, %d possible"
                        .formatted(
                                engine.host().onlineCpus().size(), engine.host().possibleCpus()));
    }

    private void build() {
        text.append("\nBuild\n");
        row("version", "rawtap " + Commands.version());
        row("Java", System.getProperty("java.runtime.version", "?") + ", " + System.getProperty("java.vendor", "?"));
        row("script language", "bpftrace 0.27");
    }

    private Map<String, String> features() {
        var features = new LinkedHashMap<String, String>();
        features.put("btf", yes(target.btf().isPresent()));
        features.put("module btf", yes(!target.modules().isEmpty()));
        for (Feature feature : Feature.values()) {
            features.put(feature.text(), yes(target.has(feature)));
        }
        return features;
    }

    private Map<String, String> probes() {
        var probes = new LinkedHashMap<String, String>();
        boolean raw = target.has(Feature.RAW_TRACEPOINT);
        probes.put("rawtracepoint", yes(raw));
        probes.put("rawtracepoint with BTF", yes(target.has(Feature.BTF_TRACEPOINT)));
        probes.put("syscall", yes(raw));
        try (var machine = new HostMachine(engine)) {
            probes.put("tracepoint", yes(!machine.tracepoints().isEmpty()));
        }
        probes.put("iter", yes(target.has(Feature.ITERATOR)));
        probes.put("interval, profile, software", yes(raw));
        probes.put(
                "hardware",
                yes(SystemFiles.HOST
                        .text("/sys/bus/event_source/devices/cpu/type")
                        .isPresent()));
        probes.put("kprobe, uprobe, usdt, fentry", "not in Rawtap");
        return probes;
    }

    /** Two columns, as bpftrace has them. */
    private void table(String title, Map<String, String> rows) {
        text.append('\n').append(title);
        boolean left = true;
        for (Map.Entry<String, String> row : rows.entrySet()) {
            String cell = "%s: %s".formatted(row.getKey(), row.getValue());
            text.append(left ? "\n  " : "").append(left ? pad(cell) : cell);
            left = !left;
        }
        text.append('\n');
    }

    private static String pad(String cell) {
        return cell + " ".repeat(Math.max(1, COLUMN - 2 - cell.length()));
    }

    private void row(String name, String value) {
        text.append("  ").append(name).append(": ").append(value).append('\n');
    }

    private boolean creates(MapType type) {
        MapSpec map = switch (type) {
            case RINGBUF -> MapSpec.of("info", type, 0, 0, 1 << 16);
            case STACK_TRACE -> MapSpec.of("info", type, 4, 8, 1);
            default -> MapSpec.of("info", type, 4, 4, 1);
        };
        var object = new ObjectSpec(
                "info",
                ByteOrder.nativeOrder(),
                "GPL",
                List.of(),
                List.of(map),
                List.of(),
                Optional.empty(),
                List.of());
        try {
            engine.load(object, LoadOptions.DEFAULT.withLedger(false)).close();
            return true;
        } catch (RawtapException refused) {
            return false;
        }
    }

    private static String yes(boolean has) {
        return has ? "yes" : "no";
    }
}
