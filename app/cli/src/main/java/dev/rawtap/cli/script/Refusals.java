package dev.rawtap.cli.script;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.UnsupportedException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/** What bpftrace's command line has and ours has not, and what does not go together. */
final class Refusals {
    /** Options that are refused by name, with the way around. */
    private static final Map<String, String> UNSUPPORTED = new LinkedHashMap<>();

    static {
        UNSUPPORTED.put("--emit-elf", "no object file is made; -d asm prints the programs");
        UNSUPPORTED.put("--emit-llvm", "there is no LLVM inside; -d ir prints what there is instead");
        UNSUPPORTED.put("--include", "write #include \"FILE\" as the script's first line");
        UNSUPPORTED.put("--dwarf-pid", "types come from the kernel's BTF");
        UNSUPPORTED.put("--traceable-functions", "there are no probes of functions");
    }

    private Refusals() {}

    /** Refuses what cannot be done. */
    static void check(ParseResult parsed) {
        UNSUPPORTED.forEach((option, instead) -> {
            @Nullable String given = parsed.matchedOptionValue(option, null);
            if (given != null) {
                throw new UnsupportedException("'%s' is not supported".formatted(option), instead);
            }
        });
        if (parsed.hasMatchedOption("-c") && parsed.hasMatchedOption("-p")) {
            throw new InvalidInputException("USAGE: Cannot use both -c and -p.", "-c CMD alone traces with CMD");
        }
    }
}
