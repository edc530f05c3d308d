package dev.rawtap.object.external;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.NearestNames;
import dev.rawtap.base.UnsupportedException;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.BtfType;
import dev.rawtap.btf.c.CNames;
import dev.rawtap.object.ExternalSymbol;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.Reference;
import dev.rawtap.object.Target;
import dev.rawtap.object.relocate.TypeAgreement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * What the external symbols of an object are on a kernel.
 *
 * @param spec the object, its options with their values
 * @param meanings of addresses, variables and functions that its programs use, by name in the object
 */
public record Externals(ObjectSpec spec, Map<String, Meaning> meanings) {
    private static final int SUGGESTIONS = 3;

    /** Copies the map. */
    public Externals {
        meanings = Map.copyOf(meanings);
    }

    /**
     * Finds what the programs of an object use.
     *
     * @throws InvalidInputException if the kernel lacks some of it that is not weak, or it is declared with another type
     * @throws UnsupportedException if the kernel does not tell
     */
    public static Externals find(ObjectSpec object, Target target, KernelFacts facts) {
        if (object.externals().isEmpty()) {
            return new Externals(object, Map.of());
        }
        ObjectSpec filled = new KernelOptions(object, target, facts).filled();
        Map<String, String> users = users(object);
        var search = new Search(object, target, facts);
        for (ExternalSymbol external : object.externals()) {
            if (users.containsKey(external.name())) {
                search.look(external, users.getOrDefault(external.name(), ""));
            }
        }
        search.requireNothingMissing();
        return new Externals(filled, search.meanings);
    }

    /** Why the kernel lacks a symbol; empty if it has it. */
    public Optional<String> absence(String name) {
        return meanings.get(name) instanceof Meaning.Absent(String reason) ? Optional.of(reason) : Optional.empty();
    }

    /** The first program that uses each symbol. */
    private static Map<String, String> users(ObjectSpec object) {
        var users = new LinkedHashMap<String, String>();
        for (ProgramSpec program : object.programs()) {
            for (Reference reference : program.references()) {
                if (reference.symbol() instanceof Reference.Symbol.External(String name)) {
                    users.putIfAbsent(name, program.name());
                }
            }
        }
        return users;
    }

    /** One look for all symbols of an object. */
    private static final class Search {
        private final ObjectSpec object;
        private final Target target;
        private final KernelFacts facts;
        private final Map<String, Meaning> meanings = new LinkedHashMap<>();
        private final Map<ExternalSymbol, String> missing = new LinkedHashMap<>();

        Search(ObjectSpec object, Target target, KernelFacts facts) {
            this.object = object;
            this.target = target;
            this.facts = facts;
        }

        void look(ExternalSymbol external, String program) {
            Meaning meaning = switch (external.kind()) {
                case OPTION -> new Meaning.Absent("is an option");
                case ADDRESS -> address(external, program);
                case VARIABLE -> typed(external, program, BtfKind.VARIABLE);
                case FUNCTION -> typed(external, program, BtfKind.FUNCTION);
            };
            meanings.put(external.name(), meaning);
            if (meaning instanceof Meaning.Absent && !external.weak()) {
                missing.put(external, program);
            }
        }

        private Meaning address(ExternalSymbol external, String program) {
            List<Long> found = facts.addresses(external.kernelName());
            if (found.size() > 1) {
                throw new InvalidInputException(
                        "program '%s' takes the address of kernel symbol '%s', of which there are %d"
                                .formatted(program, external.kernelName(), found.size()),
                        "they are static in several files: use a symbol of another name");
            }
            if (!found.isEmpty()) {
                return new Meaning.Address(found.getFirst());
            }
            if (facts.hidesAddresses()) {
                throw new UnsupportedException(
                        "program '%s' takes the address of kernel symbol '%s', and addresses are hidden from this process"
                                .formatted(program, external.kernelName()),
                        "run as root or with CAP_SYSLOG; at kernel.kptr_restrict = 2 nobody sees them:"
                                + " sysctl kernel.kptr_restrict=1");
            }
            return new Meaning.Absent("this kernel has no symbol '" + external.kernelName() + "'");
        }

        private Meaning typed(ExternalSymbol external, String program, BtfKind kind) {
            Optional<Btf> kernel = target.btf();
            if (kernel.isEmpty()) {
                if (external.weak()) {
                    return new Meaning.Absent("this kernel does not tell its types");
                }
                throw new UnsupportedException(
                        "program '%s' uses '%s' of the kernel's types, which this kernel does not tell"
                                .formatted(program, external.kernelName()),
                        "a kernel with CONFIG_DEBUG_INFO_BTF has /sys/kernel/btf/vmlinux");
            }
            OptionalInt id = kernel.get().find(kind, external.kernelName());
            if (id.isPresent()) {
                return agreed(external, program, kernel.get(), id.getAsInt(), Optional.empty());
            }
            for (Btf module : target.modules()) {
                OptionalInt own = module.ownIds(kind, external.kernelName()).findFirst();
                if (own.isPresent()) {
                    return agreed(external, program, module, own.getAsInt(), Optional.of(module.name()));
                }
            }
            return new Meaning.Absent("this kernel and its modules have no %s '%s'%s"
                    .formatted(what(external), external.kernelName(), near(kernel.get(), kind, external.kernelName())));
        }

        private static String near(Btf kernel, BtfKind kind, String name) {
            List<String> names = kernel.ids(kind).mapToObj(kernel::nameOf).toList();
            List<String> near = NearestNames.of(name, names, SUGGESTIONS);
            return near.isEmpty() ? "" : ", nearest: " + String.join(", ", near);
        }

        private Meaning agreed(ExternalSymbol external, String program, Btf theirs, int id, Optional<String> module) {
            Btf ours = object.btf().orElseThrow();
            int type = switch (theirs.type(id)) {
                case BtfType.Function function -> function.prototype();
                case BtfType.Variable variable -> variable.type();
                default -> 0;
            };
            if (new TypeAgreement(ours, theirs).types(ours.strip(external.type()), theirs.strip(type))) {
                return new Meaning.KernelType(id, module);
            }
            String problem = "program '%s' declares %s as '%s', but this kernel has '%s'"
                    .formatted(
                            program,
                            what(external),
                            CNames.declare(ours, external.type(), external.kernelName()),
                            CNames.declare(theirs, type, external.kernelName()));
            if (external.weak()) {
                return new Meaning.Absent(problem);
            }
            throw new InvalidInputException(
                    problem,
                    "declare it as this kernel has it; for several kernels declare each form with a flavour and weak: "
                            + external.kernelName() + "___v2");
        }

        private static String what(ExternalSymbol external) {
            return external.kind() == ExternalSymbol.Kind.FUNCTION ? "function" : "variable";
        }

        /** All that is missing in one error. */
        void requireNothingMissing() {
            if (missing.isEmpty()) {
                return;
            }
            String names = missing.keySet().stream()
                    .map(external -> "'" + external.kernelName() + "'")
                    .collect(Collectors.joining(", "));
            String programs = missing.values().stream()
                    .distinct()
                    .map(program -> "'" + program + "'")
                    .collect(Collectors.joining(", "));
            var reasons = new ArrayList<String>();
            for (ExternalSymbol external : missing.keySet()) {
                if (meanings.get(external.name()) instanceof Meaning.Absent(String reason)) {
                    reasons.add(reason);
                }
            }
            throw new InvalidInputException(
                    "%s uses what this kernel does not have: %s (program %s)".formatted(object.name(), names, programs),
                    String.join("; ", reasons)
                            + "; a module's exists only while that is loaded; declare it __weak if the program can do without");
        }
    }
}
