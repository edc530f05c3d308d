package dev.rawtap.cli.script;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.UnsupportedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/** Options of bpftrace for what Rawtap has not: refused with the way around, or taken although they have no effect. */
public final class ForeignOptions {
    /** With a value, which is written somewhere: nobody would find it there. */
    private static final Map<String, String> REFUSED = new LinkedHashMap<>();

    /** With a value; scripts run the same without. */
    private static final Map<String, String> WITHOUT_EFFECT = new LinkedHashMap<>();

    /** The same without a value. */
    private static final Map<String, String> FLAGS_WITHOUT_EFFECT = new LinkedHashMap<>();

    /** What {@code --no-feature} takes, all of it for probes of functions. */
    private static final List<String> FEATURES = List.of("kprobe_multi", "kprobe_session", "uprobe_multi");

    static {
        REFUSED.put("--aot", "scripts start in a tenth of a second; give the script itself");
        REFUSED.put("--emit-elf", "no object file is made; -d asm prints the programs");
        REFUSED.put(
                "--emit-llvm", "there is no LLVM inside; -d codegen and -d codegen-opt print what there is instead");
        WITHOUT_EFFECT.put("--dwarf-pid", "user stacks are walked by their frame pointers");
        WITHOUT_EFFECT.put("--no-feature", "there are no probes of functions");
        WITHOUT_EFFECT.put("--traceable-functions", "there are no probes of functions");
        FLAGS_WITHOUT_EFFECT.put("--usdt-file-activation", "there are no USDT probes");
        FLAGS_WITHOUT_EFFECT.put("--verify-llvm-ir", "there is no LLVM inside");
    }

    private ForeignOptions() {}

    /** Those with a value. */
    public static List<String> withValue() {
        var all = new ArrayList<>(REFUSED.keySet());
        all.addAll(WITHOUT_EFFECT.keySet());
        return all;
    }

    /** Those without one. */
    public static List<String> flags() {
        return List.copyOf(FLAGS_WITHOUT_EFFECT.keySet());
    }

    /** Refuses what cannot be done. */
    static void check(ParseResult parsed) {
        REFUSED.forEach((option, instead) -> {
            if (value(parsed, option) != null) {
                throw new UnsupportedException("'%s' is not supported".formatted(option), instead);
            }
        });
        @Nullable String features = value(parsed, "--no-feature");
        if (features != null && !FEATURES.containsAll(List.of(features.split(",")))) {
            throw new InvalidInputException(
                    "USAGE: --no-feature can only have values '%s', not '%s'."
                            .formatted(String.join(",", FEATURES), features),
                    "it has no effect: " + WITHOUT_EFFECT.get("--no-feature"));
        }
    }

    /** What to tell of those that were given for nothing. */
    static List<String> idle(ParseResult parsed) {
        var told = new ArrayList<String>();
        WITHOUT_EFFECT.forEach((option, reason) -> {
            if (value(parsed, option) != null) {
                told.add("%s has no effect: %s".formatted(option, reason));
            }
        });
        FLAGS_WITHOUT_EFFECT.forEach((option, reason) -> {
            if (parsed.matchedOptionValue(option, false)) {
                told.add("%s has no effect: %s".formatted(option, reason));
            }
        });
        return told;
    }

    private static @Nullable String value(ParseResult parsed, String option) {
        return parsed.matchedOptionValue(option, null);
    }
}
