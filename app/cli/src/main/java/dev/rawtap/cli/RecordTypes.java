package dev.rawtap.cli;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.NearestNames;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.c.CDeclarations;
import dev.rawtap.btf.value.ValueDecoder;
import dev.rawtap.contract.BpfMap;
import dev.rawtap.object.FieldRelocation;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import dev.rawtap.object.ObjectSpec;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which type the records of a buffer have: what the user says; else the map's declared value type; else the only
 * structure of that size among the object's types, those of BTF and of DWARF together.
 *
 * <p>Clang keeps a structure in BTF only where a map, a global variable or a signature uses it, so that the structure
 * of most tutorials is in DWARF alone. Where several fit, types of map keys and values are left out, then those that
 * the kernel has too (an object that includes vmlinux.h is full of them). What is left undecided is not guessed.
 */
final class RecordTypes {
    private final ObjectSpec object;
    private final Supplier<Optional<Btf>> debugTypes;
    private final Supplier<Optional<Btf>> kernelTypes;
    private final Map<String, ValueDecoder> chosen = new HashMap<>();

    /**
     * Checks what the user says.
     *
     * @param debugTypes the types of the object's DWARF, read when first needed
     * @param kernelTypes the types of the kernel, read when first needed
     * @param events buffer name to a structure's name or C text
     */
    RecordTypes(
            ObjectSpec object,
            Supplier<Optional<Btf>> debugTypes,
            Supplier<Optional<Btf>> kernelTypes,
            Map<String, String> events) {
        this.object = object;
        this.debugTypes = debugTypes;
        this.kernelTypes = kernelTypes;
        events.forEach((map, type) -> chosen.put(map, isName(type) ? named(type) : written(type)));
    }

    /** {@code event} and {@code struct event} are names, everything else is C text. */
    private static boolean isName(String type) {
        if (type.isEmpty()) {
            throw new InvalidInputException("--events names no type", "write --events 'MAP=u32 pid; char comm[16]'");
        }
        return plainName(type).chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_');
    }

    private static String plainName(String type) {
        return type.startsWith("struct ") ? type.substring(7).strip() : type;
    }

    /** Whether a map holds records for a reader. */
    static boolean isBuffer(BpfMap map) {
        MapType type = map.spec().type();
        return type == MapType.RINGBUF || type == MapType.PERF_EVENT_ARRAY;
    }

    /** The type of records of {@code length} bytes. */
    Optional<ValueDecoder> of(MapSpec map, int length) {
        ValueDecoder said = chosen.get(map.name());
        if (said != null) {
            return said.size() <= length ? Optional.of(said) : Optional.empty();
        }
        return declared(map)
                .filter(type -> fits(map, (int) type.size(), length))
                .or(() -> {
                    List<Candidate> left = candidates(map, length);
                    return left.size() == 1 ? Optional.of(left.getFirst().decoder()) : Optional.empty();
                });
    }

    /** What to give to {@code --events} for a buffer whose type was not found. */
    String suggestion(MapSpec map, RawRecord record) {
        List<Candidate> left = chosen.containsKey(map.name()) ? List.of() : candidates(map, record.length());
        String type = left.isEmpty() ? record.guess() : left.getFirst().name();
        String others = left.size() < 2
                ? ""
                : " (or " + left.stream().skip(1).limit(4).map(Candidate::name).collect(Collectors.joining(", ")) + ")";
        return "--events '%s=%s'%s".formatted(map.name(), type, others);
    }

    /** A type that has the size, where it was found. */
    private record Candidate(String name, Btf btf, int id) {
        ValueDecoder decoder() {
            return ValueDecoder.of(btf, id);
        }
    }

    /** The types that fit, one for each name, and fewer as long as there are several. */
    private List<Candidate> candidates(MapSpec map, int length) {
        Map<String, Candidate> byName = new LinkedHashMap<>();
        object.btf().ifPresent(btf -> addFitting(btf, map, length, byName));
        debugTypes.get().ifPresent(btf -> addFitting(btf, map, length, byName));
        List<Candidate> all = List.copyOf(byName.values());
        Set<String> ofMaps = mapTypes();
        return narrowed(
                narrowed(all, candidate -> !ofMaps.contains(candidate.name())), candidate -> !isKernels(candidate));
    }

    private static List<Candidate> narrowed(List<Candidate> all, Predicate<Candidate> wanted) {
        List<Candidate> left =
                all.size() < 2 ? all : all.stream().filter(wanted).toList();
        return left.isEmpty() ? all : left;
    }

    private boolean isKernels(Candidate candidate) {
        return kernelTypes
                .get()
                .filter(btf -> btf.find(BtfKind.STRUCT, candidate.name()).isPresent())
                .isPresent();
    }

    private Set<String> mapTypes() {
        return object.btf()
                .map(btf -> object.maps().stream()
                        .flatMapToInt(map -> IntStream.of(map.keyType(), map.valueType()))
                        .filter(id -> id != 0)
                        .mapToObj(btf::nameOf)
                        .collect(Collectors.toSet()))
                .orElse(Set.of());
    }

    private Optional<ValueDecoder> declared(MapSpec map) {
        return map.valueType() == 0 ? Optional.empty() : object.btf().map(btf -> ValueDecoder.of(btf, map.valueType()));
    }

    /** A perf buffer rounds records up, so that size field and record together are a multiple of 8. */
    private static boolean fits(MapSpec map, int size, int length) {
        return size == length || (map.type() == MapType.PERF_EVENT_ARRAY && (size + 4 + 7) / 8 * 8 - 4 == length);
    }

    /** Structures with a name that have the size; those whose fields are relocated are the kernel's, not records. */
    private void addFitting(Btf btf, MapSpec map, int length, Map<String, Candidate> byName) {
        Set<String> relocated = relocatedStructures();
        IntStream structures =
                btf.ids(BtfKind.STRUCT).filter(id -> !btf.nameOf(id).isEmpty());
        IntStream typedefs = btf.ids(BtfKind.TYPEDEF).filter(id -> isUnnamedStructure(btf, btf.strip(id)));
        IntStream.concat(structures, typedefs)
                .filter(id -> fits(map, (int) btf.sizeOf(id), length))
                .mapToObj(id -> new Candidate(btf.nameOf(id), btf, id))
                .filter(candidate -> !relocated.contains(candidate.name()))
                .forEach(candidate -> byName.putIfAbsent(candidate.name(), candidate));
    }

    private static boolean isUnnamedStructure(Btf btf, int id) {
        return id != 0 && btf.kind(id) == BtfKind.STRUCT && btf.nameOf(id).isEmpty();
    }

    private Set<String> relocatedStructures() {
        return object.btf()
                .map(btf -> object.programs().stream()
                        .flatMap(program -> program.fields().stream())
                        .map(FieldRelocation::root)
                        .map(btf::nameOf)
                        .collect(Collectors.toSet()))
                .orElse(Set.of());
    }

    private ValueDecoder named(String type) {
        String name = plainName(type);
        return object.btf()
                .flatMap(btf -> find(btf, name))
                .or(() -> debugTypes.get().flatMap(btf -> find(btf, name)))
                .orElseThrow(() -> unknown(name));
    }

    private static Optional<ValueDecoder> find(Btf btf, String name) {
        IntStream ids = IntStream.of(
                btf.find(BtfKind.STRUCT, name).orElse(0),
                btf.find(BtfKind.TYPEDEF, name).orElse(0),
                btf.find(BtfKind.UNION, name).orElse(0));
        return ids.filter(id -> id > 0).mapToObj(id -> ValueDecoder.of(btf, id)).findFirst();
    }

    private InvalidInputException unknown(String name) {
        Set<String> names = Stream.concat(object.btf().stream(), debugTypes.get().stream())
                .flatMap(btf -> btf.ids(BtfKind.STRUCT).mapToObj(btf::nameOf))
                .filter(found -> !found.isEmpty())
                .collect(Collectors.toSet());
        List<String> nearest = NearestNames.of(name, names, 3);
        return new InvalidInputException(
                "%s has no struct '%s'".formatted(object.name(), name),
                nearest.isEmpty()
                        ? "write its members: --events 'MAP=u32 pid; char comm[16]'"
                        : "nearest: " + String.join(", ", nearest));
    }

    private ValueDecoder written(String text) {
        return switch (CDeclarations.parse("--events", text, object.btf().orElse(null))) {
            case CDeclarations.Found found -> ValueDecoder.of(found.btf(), found.type());
            case CDeclarations.Wrong wrong ->
                throw new InvalidInputException(
                        "the type given to --events cannot be read:\n"
                                + wrong.problems().stream()
                                        .map(Diagnostic::render)
                                        .collect(Collectors.joining())
                                        .stripTrailing(),
                        null);
        };
    }
}
