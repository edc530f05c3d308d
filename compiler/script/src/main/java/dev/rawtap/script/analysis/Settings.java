package dev.rawtap.script.analysis;

import dev.rawtap.base.Span;
import dev.rawtap.script.program.ScriptConfig;
import dev.rawtap.script.typed.TypedExpression;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The settings in force.
 *
 * @param config as the run time takes them
 * @param written those that somebody wrote, by name
 */
record Settings(ScriptConfig config, Map<String, String> written) {
    /** Copies the values. */
    Settings {
        written = Map.copyOf(written);
    }

    /** What there is to say about a feature that may still change: {@code enable} for nothing, {@code warn} or {@code error}. */
    String stability(String feature) {
        boolean warned = feature.equals("unstable_tseries") || feature.equals("unstable_dw_ustack");
        return written.getOrDefault(feature, warned ? "warn" : "error");
    }

    /** {@code config.NAME}: a setting as a value; empty if there is none of that name. */
    Optional<TypedExpression> value(String name, Span at) {
        return switch (name) {
            case "max_map_keys" -> number(config.maxMapKeys(), at);
            case "max_strlen" -> number(config.maxStrlen(), at);
            case "max_probes" -> number(config.maxProbes(), at);
            case "max_bpf_progs" -> number(config.maxPrograms(), at);
            case "max_cat_bytes" -> number(config.maxCatBytes(), at);
            case "on_stack_limit" -> number(config.onStackLimit(), at);
            case "perf_rb_pages" -> number(config.perfPages(), at);
            case "log_size" -> number(config.logSize(), at);
            case "print_maps_on_exit" -> Optional.of(Literals.bool(config.printMapsOnExit(), at));
            case "lazy_symbolication" -> Optional.of(Literals.bool(config.lazySymbolication(), at));
            case "cpp_demangle" -> Optional.of(Literals.bool(config.demangleCpp(), at));
            case "stack_mode" -> text(config.stackMode(), at);
            case "str_trunc_trailer" -> text(config.truncationTrailer(), at);
            case "license" -> text(config.license(), at);
            case "cache_user_symbols" -> text(config.cacheUserSymbols(), at);
            case "missing_probes" -> text(config.missingProbes().name().toLowerCase(Locale.ROOT), at);
            case "unstable_import_statement", "unstable_tseries", "unstable_typeinfo", "unstable_dw_ustack" ->
                text(stability(name), at);
            case "show_debug_info", "use_blazesym" ->
                Optional.of(Literals.bool(Boolean.parseBoolean(written.get(name)), at));
            default -> Optional.empty();
        };
    }

    private static Optional<TypedExpression> number(int value, Span at) {
        return Optional.of(Literals.integer(value, at));
    }

    private static Optional<TypedExpression> text(String value, Span at) {
        return Optional.of(Literals.name(value, at));
    }
}
