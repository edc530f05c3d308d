package dev.rawtap.object.elf;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.BtfType;
import dev.rawtap.object.ExternalSymbol;
import dev.rawtap.object.GlobalVariable;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import dev.rawtap.object.Reference.Symbol;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an object declares and does not define: options of the kernel's configuration, each at its place in a map of
 * constants, and symbols of the kernel. BTF has them in sections {@code .kconfig} and {@code .ksyms}, ELF whether they are
 * weak.
 */
final class ExternalDeclarations {
    private static final int KEY_BYTES = 4;

    private final @Nullable Btf btf;
    private final Map<String, ExternalSymbol> symbols = new LinkedHashMap<>();
    private final Map<String, GlobalVariable> options = new LinkedHashMap<>();
    private final Set<String> weak;
    private int optionBytes;
    private int optionsType;

    /** Those of files whose types together are {@code btf}; weak is what is so in each of them. */
    ExternalDeclarations(List<ElfFile> files, @Nullable Btf btf) {
        this.btf = btf;
        this.weak = new HashSet<>();
        files.forEach(each -> each.undefined().forEach(symbol -> weak.add(symbol.name())));
        files.forEach(each -> each.undefined().stream()
                .filter(symbol -> symbol.binding() != ElfSymbol.Binding.WEAK)
                .forEach(symbol -> weak.remove(symbol.name())));
        if (btf == null) {
            return;
        }
        OptionalInt configuration = btf.find(BtfKind.DATA_SECTION, ExternalSymbol.OPTIONS);
        if (configuration.isPresent() && btf.type(configuration.getAsInt()) instanceof BtfType.DataSection section) {
            optionsType = configuration.getAsInt();
            optionBytes = section.size();
            section.variables().forEach(placement -> option(btf, placement));
        }
        OptionalInt kernel = btf.find(BtfKind.DATA_SECTION, ".ksyms");
        if (kernel.isPresent() && btf.type(kernel.getAsInt()) instanceof BtfType.DataSection section) {
            section.variables().forEach(placement -> symbol(btf, placement.type()));
        }
    }

    private void option(Btf types, BtfType.Placement placement) {
        if (types.type(placement.type()) instanceof BtfType.Variable variable) {
            add(variable.name(), ExternalSymbol.Kind.OPTION, variable.type());
            options.put(
                    variable.name(),
                    new GlobalVariable(
                            variable.name(),
                            ExternalSymbol.OPTIONS,
                            placement.offset(),
                            placement.size(),
                            variable.type(),
                            true));
        }
    }

    private void symbol(Btf types, int id) {
        switch (types.type(id)) {
            case BtfType.Function function -> add(function.name(), ExternalSymbol.Kind.FUNCTION, function.prototype());
            case BtfType.Variable variable
            when types.type(types.strip(variable.type())) instanceof BtfType.Void ->
                add(variable.name(), ExternalSymbol.Kind.ADDRESS, 0);
            case BtfType.Variable variable -> add(variable.name(), ExternalSymbol.Kind.VARIABLE, variable.type());
            default -> {}
        }
    }

    private void add(String name, ExternalSymbol.Kind kind, int type) {
        symbols.put(name, new ExternalSymbol(name, kind, weak.contains(name), type));
    }

    List<ExternalSymbol> symbols() {
        return List.copyOf(symbols.values());
    }

    /** The options as constants, all zero until a kernel's are known. */
    List<GlobalVariable> options() {
        return List.copyOf(options.values());
    }

    /** The map that holds them, if there are any. */
    Optional<MapSpec> optionMap() {
        return options.isEmpty()
                ? Optional.empty()
                : Optional.of(new MapSpec(
                        ExternalSymbol.OPTIONS,
                        MapType.ARRAY,
                        KEY_BYTES,
                        optionBytes,
                        1,
                        DataSections.READ_ONLY_FOR_PROGRAMS | DataSections.MAPPABLE,
                        0,
                        optionsType,
                        false,
                        Optional.of(new MapSpec.Contents(new byte[optionBytes], true))));
    }

    /** What a load of the address of an undefined symbol refers to; empty if nothing is known of it. */
    Optional<Symbol> find(String name, long offset) {
        GlobalVariable option = options.get(name);
        if (option != null && offset >= 0 && offset <= option.size()) {
            return Optional.of(new Symbol.MapValue(ExternalSymbol.OPTIONS, option.offset() + (int) offset));
        }
        return option == null && symbols.containsKey(name) && offset == 0
                ? Optional.of(new Symbol.External(name))
                : Optional.empty();
    }

    /** Whether it is a function of the kernel. */
    boolean isFunction(String name) {
        ExternalSymbol known = symbols.get(name);
        return known != null && known.kind() == ExternalSymbol.Kind.FUNCTION;
    }

    /** The error for code that uses what nothing is known of. */
    InvalidInputException refused(String file, String function, String name) {
        if (btf == null) {
            return new InvalidInputException(
                    "%s: '%s' uses '%s', which the object does not define, and it has no BTF to tell what it is"
                            .formatted(file, function, name),
                    "compile it with -g, and strip it with llvm-strip -g only");
        }
        if (symbols.containsKey(name)) {
            return new InvalidInputException(
                    "%s: '%s' uses '%s' at another place than its beginning".formatted(file, function, name),
                    "take its address, and add to that");
        }
        return new InvalidInputException(
                "%s: '%s' uses '%s', which the object does not define".formatted(file, function, name),
                "define it, declare it __ksym if the kernel has it, or link the objects that belong together");
    }
}
