package dev.rawtap.kernel;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.isa.Constant64;
import dev.rawtap.isa.Instruction;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.object.ExternalSymbol;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.Reference;
import dev.rawtap.object.Reference.Symbol;
import dev.rawtap.object.external.Externals;
import dev.rawtap.object.external.Meaning;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts descriptors of maps, and what external symbols are on this kernel, in the place of references. */
final class References {
    /** Helpers that no kernel has; the one that stands for the call of an absent function tells by its number which. */
    private static final int ABSENT = 2_002_000_000;

    private final Map<String, KernelMap> maps;
    private final Externals externals;
    private final ModuleTypes modules;

    References(Map<String, KernelMap> maps, Externals externals, ModuleTypes modules) {
        this.maps = maps;
        this.externals = externals;
        this.modules = modules;
    }

    /**
     * A program without references.
     *
     * @param types BTF of modules whose functions it calls, from index 1 on; index 0 is the kernel's own
     */
    record Filled(ProgramSpec program, List<FileDescriptor> types) {}

    /** The program with its references filled in. */
    Filled fill(ProgramSpec program) {
        var code = new ArrayList<>(program.code());
        var types = new ArrayList<FileDescriptor>();
        for (Reference reference : program.references()) {
            int index = reference.instruction();
            code.set(
                    index,
                    switch (code.get(index)) {
                        case Instruction.LoadImmediate64 load ->
                            new Instruction.LoadImmediate64(load.dst(), constant(program, reference.symbol()));
                        case Instruction.CallKernelFunction _ -> call(reference.symbol(), types);
                        default ->
                            throw new IllegalStateException("reference at instruction %d of '%s', which takes none"
                                    .formatted(index, program.name()));
                    });
        }
        return new Filled(
                program.withCode(code, List.of(), program.functions(), program.lines(), program.fields()), types);
    }

    private Constant64 constant(ProgramSpec program, Symbol symbol) {
        return switch (symbol) {
            case Symbol.MapItself(String map) -> new Constant64.MapFd(descriptor(program, map));
            case Symbol.MapValue(String map, int offset) -> new Constant64.MapValue(descriptor(program, map), offset);
            case Symbol.External(String name) ->
                switch (meaning(name)) {
                    case Meaning.Address(long address) -> new Constant64.Value(address);
                    case Meaning.Absent _ -> new Constant64.Value(0);
                    case Meaning.KernelType type ->
                        new Constant64.Variable(
                                type.id(),
                                type.module()
                                        .map(module -> modules.of(module).number())
                                        .orElse(0));
                };
        };
    }

    private Instruction call(Symbol symbol, List<FileDescriptor> types) {
        if (!(symbol instanceof Symbol.External(String name))) {
            throw new IllegalStateException("call of " + symbol);
        }
        if (!(meaning(name) instanceof Meaning.KernelType type)) {
            return new Instruction.Call(ABSENT + names().indexOf(name));
        }
        if (type.module().isEmpty()) {
            return new Instruction.CallKernelFunction(type.id(), (short) 0);
        }
        FileDescriptor module = modules.of(type.module().get());
        if (!types.contains(module)) {
            types.add(module);
        }
        return new Instruction.CallKernelFunction(type.id(), (short) (types.indexOf(module) + 1));
    }

    private Meaning meaning(String name) {
        Meaning known = externals.meanings().get(name);
        if (known == null) {
            throw new IllegalStateException("external symbol '" + name + "' was not looked for");
        }
        return known;
    }

    private List<String> names() {
        return externals.spec().externals().stream().map(ExternalSymbol::name).toList();
    }

    /** The symbol that an instruction of a filled program calls although it is absent. */
    Optional<String> absent(Instruction instruction) {
        if (!(instruction instanceof Instruction.Call(int helper)) || helper < ABSENT) {
            return Optional.empty();
        }
        List<String> names = names();
        return helper - ABSENT < names.size() ? Optional.of(names.get(helper - ABSENT)) : Optional.empty();
    }

    private int descriptor(ProgramSpec program, String name) {
        KernelMap map = maps.get(name);
        if (map == null) {
            throw new InvalidInputException(
                    "program '%s' uses map '%s', which the object does not have".formatted(program.name(), name),
                    "it has: " + String.join(", ", maps.keySet()));
        }
        return map.descriptor().number();
    }
}
