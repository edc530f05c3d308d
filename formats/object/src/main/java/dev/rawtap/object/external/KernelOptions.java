package dev.rawtap.object.external;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.NearestNames;
import dev.rawtap.btf.c.CNames;
import dev.rawtap.isa.Helpers;
import dev.rawtap.object.ExternalSymbol;
import dev.rawtap.object.GlobalVariable;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.Reference;
import dev.rawtap.object.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Gives the options that an object declares the values that a kernel was built with. */
final class KernelOptions {
    private static final int SUGGESTIONS = 3;
    private static final List<String> OWN =
            List.of("LINUX_KERNEL_VERSION", "LINUX_HAS_BPF_COOKIE", "LINUX_HAS_SYSCALL_WRAPPER");

    private final ObjectSpec object;
    private final Target target;
    private final KernelFacts facts;

    KernelOptions(ObjectSpec object, Target target, KernelFacts facts) {
        this.object = object;
        this.target = target;
        this.facts = facts;
    }

    /** The object with their values in its map of options. */
    ObjectSpec filled() {
        Map<String, ExternalSymbol> declared = object.externals().stream()
                .filter(external -> external.kind() == ExternalSymbol.Kind.OPTION)
                .collect(Collectors.toMap(ExternalSymbol::name, external -> external));
        Optional<MapSpec> map = object.maps().stream()
                .filter(candidate -> candidate.name().equals(ExternalSymbol.OPTIONS))
                .findFirst();
        if (declared.isEmpty() || map.isEmpty() || object.btf().isEmpty()) {
            return object;
        }
        var encoding = new OptionValue(object.btf().get(), object.order());
        byte[] bytes = map.get().contents().orElseThrow().bytes();
        for (GlobalVariable place : object.globals()) {
            ExternalSymbol option = declared.get(place.name());
            if (option != null && place.map().equals(ExternalSymbol.OPTIONS)) {
                byte[] value = value(encoding, option, place);
                System.arraycopy(value, 0, bytes, place.offset(), value.length);
            }
        }
        MapSpec filled = map.get().withContents(new MapSpec.Contents(bytes, true));
        return object.withMaps(object.maps().stream()
                .map(candidate -> candidate.name().equals(ExternalSymbol.OPTIONS) ? filled : candidate)
                .toList());
    }

    private byte[] value(OptionValue encoding, ExternalSymbol option, GlobalVariable place) {
        Optional<String> user = user(place);
        if (user.isEmpty()) {
            return new byte[place.size()];
        }
        try {
            if (OWN.contains(option.name())) {
                return encoding.number(option.type(), place.size(), own(option.name()));
            }
            String text = facts.options().get(option.name());
            if (text != null) {
                return encoding.encode(option.type(), place.size(), text);
            }
        } catch (OptionValue.MismatchException mismatch) {
            throw new InvalidInputException(
                    "%s declares '%s', which %s".formatted(object.name(), declaration(option), mismatch.getMessage()),
                    "declare it with that type; the value comes from " + facts.optionSource());
        }
        if (!option.weak()) {
            throw missing(option, user.get());
        }
        return new byte[place.size()];
    }

    private long own(String name) {
        return switch (name) {
            case "LINUX_KERNEL_VERSION" -> Integer.toUnsignedLong(facts.versionCode());
            case "LINUX_HAS_BPF_COOKIE" -> target.has(Helpers.named("get_attach_cookie")) ? 1 : 0;
            // Functions of system calls take pt_regs: x86-64 since 4.17, arm64 since 4.19, both before what runs here.
            default -> 1;
        };
    }

    /** The first program that reads an option. */
    private Optional<String> user(GlobalVariable place) {
        return object.programs().stream()
                .filter(program -> program.references().stream().anyMatch(reference -> reads(reference, place)))
                .map(ProgramSpec::name)
                .findFirst();
    }

    private static boolean reads(Reference reference, GlobalVariable place) {
        return reference.symbol() instanceof Reference.Symbol.MapValue(String map, int offset)
                && map.equals(ExternalSymbol.OPTIONS)
                && offset >= place.offset()
                && offset < place.offset() + Math.max(place.size(), 1);
    }

    private InvalidInputException missing(ExternalSymbol option, String program) {
        boolean own = option.name().startsWith("LINUX_");
        Map<String, String> options = own ? Map.of() : facts.options();
        List<String> near = NearestNames.of(option.name(), own ? OWN : options.keySet(), SUGGESTIONS);
        String weak = "declare it weak to get 0 instead: extern %s __kconfig __weak".formatted(declaration(option));
        return new InvalidInputException(
                "program '%s' reads kernel option '%s', which %s"
                        .formatted(
                                program,
                                option.name(),
                                own
                                        ? "is none of the loader's own"
                                        : options.isEmpty()
                                                ? "nothing tells: " + facts.optionSource()
                                                : "is not set in " + facts.optionSource()),
                near.isEmpty() ? weak : "nearest: " + String.join(", ", near) + "; or " + weak);
    }

    private String declaration(ExternalSymbol option) {
        return object.btf()
                .map(btf -> CNames.declare(btf, option.type(), option.name()))
                .orElse(option.name());
    }
}
