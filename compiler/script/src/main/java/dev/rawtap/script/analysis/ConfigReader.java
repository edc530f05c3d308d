package dev.rawtap.script.analysis;

import dev.rawtap.script.program.ScriptConfig;
import dev.rawtap.script.program.ScriptConfig.MissingProbes;
import dev.rawtap.script.syntax.Definition;
import dev.rawtap.script.syntax.Expression;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Settings: from {@code config = { … }}, over them {@code BPFTRACE_…} variables, over neither what holds otherwise. */
final class ConfigReader {
    private static final String PREFIX = "BPFTRACE_";

    /** What a setting takes. */
    private enum Kind {
        NUMBER,
        TRUTH,
        WORD
    }

    private record Key(Kind kind, List<String> words) {
        static Key number() {
            return new Key(Kind.NUMBER, List.of());
        }

        static Key truth() {
            return new Key(Kind.TRUTH, List.of());
        }

        static Key word(String... words) {
            return new Key(Kind.WORD, List.of(words));
        }
    }

    private static final Map<String, Key> KEYS = Map.ofEntries(
            Map.entry("cache_user_symbols", Key.word("PER_PID", "PER_PROGRAM", "NONE")),
            Map.entry("cpp_demangle", Key.truth()),
            Map.entry("lazy_symbolication", Key.truth()),
            Map.entry("license", Key.word()),
            Map.entry("log_size", Key.number()),
            Map.entry("max_bpf_progs", Key.number()),
            Map.entry("max_cat_bytes", Key.number()),
            Map.entry("max_map_keys", Key.number()),
            Map.entry("max_probes", Key.number()),
            Map.entry("max_strlen", Key.number()),
            Map.entry("missing_probes", Key.word("error", "warn", "ignore")),
            Map.entry("on_stack_limit", Key.number()),
            Map.entry("perf_rb_pages", Key.number()),
            Map.entry("print_maps_on_exit", Key.truth()),
            Map.entry("show_debug_info", Key.truth()),
            Map.entry("stack_mode", Key.word("bpftrace", "perf", "raw", "build_id")),
            Map.entry("str_trunc_trailer", Key.word()),
            Map.entry("use_blazesym", Key.truth()),
            Map.entry("unstable_import", Key.word("enable", "warn", "error")),
            Map.entry("unstable_import_statement", Key.word("enable", "warn", "error")),
            Map.entry("unstable_tseries", Key.word("enable", "warn", "error")),
            Map.entry("unstable_typeinfo", Key.word("enable", "warn", "error")),
            Map.entry("unstable_dw_ustack", Key.word("enable", "warn", "error")));

    private static final Map<String, String> OLD_NAMES = Map.of(
            "strlen",
            "max_strlen",
            "no_cpp_demangle",
            "cpp_demangle",
            "cat_bytes_max",
            "max_cat_bytes",
            "map_keys_max",
            "max_map_keys");

    /** Longer text does not fit into a map's value. */
    private static final long MAX_STRLEN = 1 << 20;

    private final Problems problems;
    private final Map<String, String> values = new HashMap<>();

    private ConfigReader(Problems problems) {
        this.problems = problems;
    }

    /** The settings of a script. */
    static Settings read(Definition.@Nullable Config config, Map<String, String> environment, Problems problems) {
        var reader = new ConfigReader(problems);
        if (config != null) {
            config.settings().forEach(reader::setting);
        }
        environment.forEach(reader::variable);
        return new Settings(reader.result(), reader.values);
    }

    private static final List<String> ENVIRONMENT_ONLY =
            List.of("btf", "kernel_build", "kernel_source", "vmlinux", "color", "debug_output", "verify_llvm_ir");

    private void setting(Definition.Setting setting) {
        String written = setting.key().toLowerCase(Locale.ROOT);
        String name = written.startsWith("bpftrace_") ? written.substring(PREFIX.length()) : written;
        String key = OLD_NAMES.getOrDefault(name, name);
        Key known = KEYS.get(key);
        if (known == null) {
            unknown(setting, name);
            return;
        }
        if (!key.equals(name)) {
            problems.warning("deprecated", setting.span(), "%s has been renamed, please use %s".formatted(name, key));
        }
        Optional<String> text = text(setting.value());
        if (text.isEmpty() || !accepts(key, known, text.get())) {
            problems.error("bad-value", setting.span(), refusal(key, known, text.orElse("")));
            return;
        }
        values.put(key, name.startsWith("no_") ? negated(text.get()) : text.get());
    }

    private void unknown(Definition.Setting setting, String name) {
        if (ENVIRONMENT_ONLY.contains(name)) {
            problems.error(
                    "unknown-name", setting.span(), "%s: can only be set as an environment variable".formatted(name));
        } else {
            problems.errorNear(
                    "unknown-name",
                    setting.span(),
                    "%s: not a known configuration option".formatted(setting.key()),
                    name,
                    KEYS.keySet());
        }
    }

    /** Licenses whose programs may call all helpers (Documentation/bpf/bpf_licensing.rst, 6.18). */
    private static final List<String> LICENSES =
            List.of("Dual MIT/GPL", "Dual BSD/GPL", "Dual MPL/GPL", "GPL and additional rights", "GPL v2", "GPL");

    private static String refusal(String key, Key known, String given) {
        return switch (key) {
            case "license" ->
                "Invalid value for license. Found: %s. Valid values: %s. Read more about BPF programs and licensing: https://docs.kernel.org/bpf/bpf_licensing.html#using-bpf-programs-in-the-linux-kernel"
                        .formatted(given, String.join(", ", LICENSES));
            case "stack_mode" ->
                "stack_mode: Invalid value for stack_mode: valid values are bpftrace, raw, perf, and build_id.";
            case "missing_probes" ->
                "missing_probes: Invalid value for missing_probes: valid values are ignore, warn, and error.";
            default ->
                switch (known.kind()) {
                    case NUMBER -> "%s: expecting a number, got %s".formatted(key, given);
                    case TRUTH -> "%s: expecting true or false, got %s".formatted(key, given);
                    case WORD ->
                        "%s: Invalid value for %s: valid values are %s."
                                .formatted(key, key, String.join(", ", known.words()));
                };
        };
    }

    private static Optional<String> text(Expression value) {
        return switch (value) {
            case Expression.IntegerLiteral literal -> Optional.of(Long.toUnsignedString(literal.value()));
            case Expression.StringLiteral literal -> Optional.of(literal.value());
            case Expression.BooleanLiteral literal -> Optional.of(Boolean.toString(literal.value()));
            case Expression.Identifier identifier -> Optional.of(identifier.name());
            default -> Optional.empty();
        };
    }

    /** Variables that say nothing sensible are left aside, as upstream does with those that it does not know. */
    private void variable(String name, String value) {
        if (!name.startsWith(PREFIX)) {
            return;
        }
        String written = name.substring(PREFIX.length()).toLowerCase(Locale.ROOT);
        String key = OLD_NAMES.getOrDefault(written, written);
        Key known = KEYS.get(key);
        if (known != null && accepts(key, known, value)) {
            values.put(key, written.startsWith("no_") ? negated(value) : value);
        }
    }

    private static String negated(String value) {
        return truth(value) ? "false" : "true";
    }

    private static boolean truth(String value) {
        return value.equals("true") || value.matches("0*[1-9][0-9]*");
    }

    private static boolean accepts(String name, Key key, String value) {
        if (name.equals("license")) {
            return LICENSES.contains(value);
        }
        return switch (key.kind()) {
            case NUMBER -> value.matches("[0-9]{1,18}");
            case TRUTH -> value.equals("true") || value.equals("false") || value.matches("[0-9]{1,18}");
            case WORD -> key.words().isEmpty() || key.words().stream().anyMatch(word -> word.equalsIgnoreCase(value));
        };
    }

    private int number(String key, int otherwise, long most) {
        String value = values.get(key);
        return value == null ? otherwise : (int) Math.min(Long.parseLong(value), most);
    }

    private boolean truth(String key, boolean otherwise) {
        String value = values.get(key);
        return value == null ? otherwise : truth(value);
    }

    private ScriptConfig result() {
        ScriptConfig base = ScriptConfig.DEFAULT;
        return new ScriptConfig(
                Math.max(1, number("max_map_keys", base.maxMapKeys(), Integer.MAX_VALUE)),
                Math.max(1, number("max_strlen", base.maxStrlen(), MAX_STRLEN)),
                number("max_probes", base.maxProbes(), Integer.MAX_VALUE),
                number("max_bpf_progs", base.maxPrograms(), Integer.MAX_VALUE),
                number("max_cat_bytes", base.maxCatBytes(), Integer.MAX_VALUE),
                number("on_stack_limit", base.onStackLimit(), Integer.MAX_VALUE),
                number("perf_rb_pages", base.perfPages(), 1 << 20),
                MissingProbes.valueOf(values.getOrDefault(
                                "missing_probes", base.missingProbes().name())
                        .toUpperCase(Locale.ROOT)),
                truth("print_maps_on_exit", base.printMapsOnExit()),
                values.getOrDefault("stack_mode", base.stackMode()),
                values.getOrDefault("str_trunc_trailer", base.truncationTrailer()),
                values.getOrDefault("license", base.license()),
                truth("lazy_symbolication", base.lazySymbolication()),
                values.getOrDefault("cache_user_symbols", base.cacheUserSymbols()),
                truth("cpp_demangle", base.demangleCpp()),
                number("log_size", base.logSize(), Integer.MAX_VALUE));
    }
}
