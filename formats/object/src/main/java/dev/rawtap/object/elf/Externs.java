package dev.rawtap.object.elf;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.BtfType;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an object declares and does not define: kernel configuration, kernel symbols, functions of other objects. */
final class Externs {
    /** Section by name of the symbol, as BTF has it: {@code .kconfig}, {@code .ksyms}. */
    private final Map<String, String> sections = new HashMap<>();

    private final String file;

    Externs(String file, @Nullable Btf btf) {
        this.file = file;
        if (btf == null) {
            return;
        }
        btf.ids(BtfKind.DATA_SECTION).forEach(id -> {
            if (btf.type(id) instanceof BtfType.DataSection section
                    && section.name().startsWith(".k")) {
                for (var placement : section.variables()) {
                    sections.put(btf.nameOf(placement.type()), section.name());
                }
            }
        });
    }

    /** The error for code that needs one. */
    InvalidInputException refused(String function, String symbol) {
        String section = sections.getOrDefault(symbol, "");
        return switch (section) {
            case ".kconfig" ->
                new InvalidInputException(
                        "%s: '%s' reads kernel configuration '%s', which is not supported"
                                .formatted(file, function, symbol),
                        "pass it in a 'const volatile' global variable");
            case ".ksyms" ->
                new InvalidInputException(
                        "%s: '%s' uses kernel symbol '%s', which is not supported".formatted(file, function, symbol),
                        "use a helper, or pass an address in a 'const volatile' global variable");
            default ->
                new InvalidInputException(
                        "%s: '%s' uses '%s', which the object does not define".formatted(file, function, symbol),
                        "define it, or link the objects that belong together into one");
        };
    }
}
