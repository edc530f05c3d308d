package dev.rawtap.script.analysis;

import dev.rawtap.base.Span;
import dev.rawtap.object.Target;
import dev.rawtap.script.program.ScriptConfig;
import dev.rawtap.script.program.ScriptConfig.MissingProbes;
import dev.rawtap.script.syntax.Definition;
import dev.rawtap.script.syntax.Expression;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** Settings: from {@code config = { … }}, over them {@code BPFTRACE_…} variables, over neither what holds otherwise. */
final class ConfigReader {
    /** The code of what is wrong with variables. */
    static final String ENVIRONMENT = "environment";

    private static final String PREFIX = "BPFTRACE_";
    private static final java.util.regex.Pattern DIGITS = java.util.regex.Pattern.compile(
            "\\s*\\+?(?:0[xX](?<hexadecimal>[0-9a-fA-F]{1,40})|0(?<octal>[0-7]{1,40})|(?<decimal>[0-9]{1,40}))");

    /** What a setting takes. */
    private enum Kind {
        NUMBER,
        TRUTH,
        WORD,
        /** Whether a feature that may still change is there. */
        STABILITY
    }

    private record Key(Kind kind, List<String> words) {
        static Key of(Kind kind) {
            return new Key(kind, List.of());
        }

        static Key word(String... words) {
            return new Key(Kind.WORD, List.of(words));
        }
    }

    private static final Map<String, Key> KEYS = Map.ofEntries(
            Map.entry("cache_user_symbols", Key.word("PER_PID", "PER_PROGRAM", "NONE")),
            Map.entry("cpp_demangle", Key.of(Kind.TRUTH)),
            Map.entry("lazy_symbolication", Key.of(Kind.TRUTH)),
            Map.entry("license", Key.word()),
            Map.entry("log_size", Key.of(Kind.NUMBER)),
            Map.entry("max_bpf_progs", Key.of(Kind.NUMBER)),
            Map.entry("max_cat_bytes", Key.of(Kind.NUMBER)),
            Map.entry("max_map_keys", Key.of(Kind.NUMBER)),
            Map.entry("max_probes", Key.of(Kind.NUMBER)),
            Map.entry("max_strlen", Key.of(Kind.NUMBER)),
            Map.entry("missing_probes", Key.word("ignore", "warn", "error")),
            Map.entry("on_stack_limit", Key.of(Kind.NUMBER)),
            Map.entry("perf_rb_pages", Key.of(Kind.NUMBER)),
            Map.entry("print_maps_on_exit", Key.of(Kind.TRUTH)),
            Map.entry("show_debug_info", Key.of(Kind.TRUTH)),
            Map.entry("stack_mode", Key.word("bpftrace", "raw", "perf", "build_id")),
            Map.entry("str_trunc_trailer", Key.word()),
            Map.entry("use_blazesym", Key.of(Kind.TRUTH)),
            Map.entry("unstable_import_statement", Key.of(Kind.STABILITY)),
            Map.entry("unstable_tseries", Key.of(Kind.STABILITY)),
            Map.entry("unstable_typeinfo", Key.of(Kind.STABILITY)),
            Map.entry("unstable_dw_ustack", Key.of(Kind.STABILITY)));

    private static final Map<String, String> OLD_NAMES = Map.of(
            "strlen",
            "max_strlen",
            "no_cpp_demangle",
            "cpp_demangle",
            "cat_bytes_max",
            "max_cat_bytes",
            "map_keys_max",
            "max_map_keys");

    /** Settings that were there once. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "max_type_res_iterations",
            "symbol_source",
            "unstable_addr",
            "unstable_import",
            "unstable_macro",
            "unstable_map_decl");

    /**
     * A setting that changes nothing here.
     *
     * @param kept the value that says what is done anyway; empty if none does
     * @param reason what is done
     */
    private record Idle(String kept, String reason) {}

    private static final Map<String, Idle> IDLE = Map.of(
            "lazy_symbolication",
            new Idle("true", "symbols are looked up when they are printed"),
            "cache_user_symbols",
            new Idle("PER_PID", "symbols are kept for each process"),
            "log_size",
            new Idle("", "the verifier's log is read whole, however long it is"),
            "on_stack_limit",
            new Idle("", "the compiler finds the place of each value by itself"),
            "show_debug_info",
            new Idle("false", "stacks name functions, not lines"),
            "use_blazesym",
            new Idle("false", "Rawtap reads symbols by itself"),
            "unstable_dw_ustack",
            new Idle("error", "user stacks are walked by their frame pointers"));

    private record Bounds(long least, long most) {
        boolean holds(String number) {
            long value = Long.parseLong(number);
            return value >= least && value <= most;
        }
    }

    /** Longer text does not fit into a map's value. */
    private static final long MAX_STRLEN = 1 << 20;

    private static final Map<String, Bounds> BOUNDS = Map.of(
            "max_map_keys", new Bounds(1, Integer.MAX_VALUE),
            "max_strlen", new Bounds(0, MAX_STRLEN),
            "perf_rb_pages", new Bounds(0, ScriptConfig.MOST_PAGES));

    private final Problems problems;
    private final ScriptConfig base;
    private final Map<String, String> values = new HashMap<>();

    private ConfigReader(Problems problems, ScriptConfig base) {
        this.problems = problems;
        this.base = base;
    }

    /** The settings of a script for a kernel. */
    static Settings read(
            Definition.@Nullable Config config, Map<String, String> environment, Target target, Problems problems) {
        var reader = new ConfigReader(problems, ScriptConfig.of(target));
        if (config != null) {
            config.settings().forEach(reader::setting);
        }
        environment.forEach(reader::variable);
        return new Settings(reader.result(), reader.values);
    }

    private static final List<String> ENVIRONMENT_ONLY = List.of("btf", "kernel_build", "kernel_source", "vmlinux");

    /** The names of all settings. */
    static Set<String> names() {
        return KEYS.keySet();
    }

    private void setting(Definition.Setting setting) {
        String written = setting.key().toLowerCase(Locale.ROOT);
        String name = written.startsWith("bpftrace_") ? written.substring(PREFIX.length()) : written;
        String key = OLD_NAMES.getOrDefault(name, name);
        Key known = KEYS.get(key);
        if (WITHOUT_EFFECT.contains(key)) {
            problems.warning("deprecated", setting.span(), "%s is deprecated and has no effect".formatted(key));
            return;
        }
        if (known == null) {
            unknown(setting, name);
            return;
        }
        if (!key.equals(name)) {
            problems.warning("deprecated", setting.span(), "%s has been renamed, please use %s".formatted(name, key));
        }
        Optional<String> text = text(setting.value(), known.kind);
        Optional<String> value = text.flatMap(given -> value(key, known, given));
        if (value.isEmpty()) {
            problems.error("bad-value", setting.span(), refusal(key, known, text.orElse("")));
            return;
        }
        String kept = name.startsWith("no_") ? negated(value.get()) : value.get();
        values.put(key, kept);
        idle(key, kept, setting.span(), key);
    }

    /** Tells of a setting that changes nothing. */
    private void idle(String key, String value, Span at, String written) {
        Idle idle = IDLE.get(key);
        if (idle != null && !idle.kept.equals(value)) {
            problems.warning("no-effect", at, "%s has no effect: %s".formatted(written, idle.reason));
        }
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
        if (key.equals("license")) {
            return "Invalid value for license. Found: %s. Valid values: %s. Read more about BPF programs and licensing: https://docs.kernel.org/bpf/bpf_licensing.html#using-bpf-programs-in-the-linux-kernel"
                    .formatted(given, String.join(", ", LICENSES));
        }
        Bounds bounds = BOUNDS.get(key);
        if (bounds != null && number(given).isPresent()) {
            return "%s: expecting a number from %d to %d, got %s".formatted(key, bounds.least, bounds.most, given);
        }
        return switch (known.kind()) {
            case NUMBER -> "%s: expecting a number, got %s".formatted(key, given);
            case TRUTH -> "%s: Invalid bool value: valid values are true, false, 1 or 0.".formatted(key);
            case STABILITY ->
                "%s: Invalid value for unstable config: valid values are enable, warn, and error.".formatted(key);
            case WORD -> {
                List<String> words = known.words();
                yield "%s: Invalid value for %s: valid values are %s, and %s."
                        .formatted(key, key, String.join(", ", words.subList(0, words.size() - 1)), words.getLast());
            }
        };
    }

    /** What is written for a setting; truth values are numbers, of which all but 0 are true. */
    private static Optional<String> text(Expression value, Kind kind) {
        return switch (value) {
            case Expression.IntegerLiteral literal ->
                Optional.of(
                        literal.value() != 0 && (kind == Kind.TRUTH || kind == Kind.STABILITY)
                                ? "1"
                                : Long.toUnsignedString(literal.value()));
            case Expression.BooleanLiteral literal -> Optional.of(literal.value() ? "1" : "0");
            case Expression.StringLiteral literal -> Optional.of(literal.value());
            case Expression.Identifier identifier -> Optional.of(identifier.name());
            default -> Optional.empty();
        };
    }

    /** Variables that are no settings are somebody else's. */
    private void variable(String name, String given) {
        if (!name.startsWith(PREFIX)) {
            return;
        }
        String key = name.substring(PREFIX.length()).toLowerCase(Locale.ROOT);
        if (ENVIRONMENT_ONLY.contains(key) && !key.equals("btf")) {
            problems.warning(
                    "no-effect", Span.NOWHERE, name + " has no effect: types come from the running kernel's BTF");
        }
        Key known = KEYS.get(key);
        if (known == null) {
            return;
        }
        value(key, known, given)
                .ifPresentOrElse(
                        value -> {
                            values.put(key, value);
                            idle(key, value, Span.NOWHERE, name);
                        },
                        () -> problems.error(
                                ENVIRONMENT,
                                Span.NOWHERE,
                                refusal(key, known, given),
                                "the environment says %s=%s".formatted(name, given)));
    }

    private static String negated(String value) {
        return Boolean.toString(value.equals("false"));
    }

    /** A value in the one form that is kept; empty if it is none. */
    private static Optional<String> value(String key, Key known, String given) {
        if (key.equals("license")) {
            return Optional.of(given).filter(LICENSES::contains);
        }
        if (key.equals("cache_user_symbols") && truth(given).isPresent()) {
            return truth(given).map(each -> each.equals("true") ? "PER_PID" : "NONE");
        }
        return switch (known.kind()) {
            case NUMBER ->
                number(given)
                        .filter(number ->
                                !BOUNDS.containsKey(key) || BOUNDS.get(key).holds(number));
            case TRUTH -> truth(given);
            case STABILITY ->
                switch (given.toLowerCase(Locale.ROOT)) {
                    case "enable", "true", "1" -> Optional.of("enable");
                    case "warn" -> Optional.of("warn");
                    case "error", "false", "0" -> Optional.of("error");
                    default -> Optional.empty();
                };
            case WORD ->
                known.words().isEmpty()
                        ? Optional.of(given)
                        : known.words().stream()
                                .filter(word -> word.equalsIgnoreCase(given))
                                .findFirst();
        };
    }

    /** As strtoull takes it, without a sign. */
    private static Optional<String> number(String given) {
        Matcher digits = DIGITS.matcher(given);
        if (!digits.matches()) {
            return Optional.empty();
        }
        String hexadecimal = digits.group("hexadecimal");
        String octal = digits.group("octal");
        var value = hexadecimal != null
                ? new BigInteger(hexadecimal, 16)
                : octal != null ? new BigInteger(octal, 8) : new BigInteger(digits.group("decimal"));
        return Optional.of(value.min(BigInteger.valueOf(Long.MAX_VALUE)).toString());
    }

    private static Optional<String> truth(String given) {
        return switch (given.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> Optional.of("true");
            case "false", "0" -> Optional.of("false");
            default -> Optional.empty();
        };
    }

    private int number(String key, int otherwise, long most) {
        String value = values.get(key);
        return value == null ? otherwise : (int) Math.min(Long.parseLong(value), most);
    }

    private boolean truth(String key, boolean otherwise) {
        String value = values.get(key);
        return value == null ? otherwise : value.equals("true");
    }

    private ScriptConfig result() {
        return new ScriptConfig(
                number("max_map_keys", base.maxMapKeys(), Integer.MAX_VALUE),
                Math.max(1, number("max_strlen", base.maxStrlen(), MAX_STRLEN)),
                number("max_probes", base.maxProbes(), Integer.MAX_VALUE),
                number("max_bpf_progs", base.maxPrograms(), Integer.MAX_VALUE),
                number("max_cat_bytes", base.maxCatBytes(), Integer.MAX_VALUE),
                number("on_stack_limit", base.onStackLimit(), Integer.MAX_VALUE),
                number("perf_rb_pages", base.perfPages(), ScriptConfig.MOST_PAGES),
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
