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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which type the records of a buffer have: what the user says; else the map's declared value type; else the only
 * structure of that size in the object's BTF; else in its DWARF.
 *
 * <p>Clang keeps a structure in BTF only where a map, a global variable or a signature uses it, so that the structure
 * of most tutorials is in DWARF alone.
 */
final class RecordTypes {
    private final ObjectSpec object;
    private final Supplier<Optional<Btf>> debugTypes;
    private final Map<String, ValueDecoder> chosen = new HashMap<>();

    /**
     * Checks what the user says.
     *
     * @param debugTypes the types of the object's DWARF, read when first needed
     * @param events buffer name to a structure's name or C text
     */
    RecordTypes(ObjectSpec object, Supplier<Optional<Btf>> debugTypes, Map<String, String> events) {
        this.object = object;
        this.debugTypes = debugTypes;
        events.forEach((map, type) -> chosen.put(map, type.indexOf(';') < 0 ? named(type) : written(type)));
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
            return Optional.of(said);
        }
        IntPredicate fits = size -> fits(map, size, length);
        return declared(map)
                .filter(type -> fits.test((int) type.size()))
                .or(() -> object.btf().flatMap(btf -> only(btf, fits)))
                .or(() -> debugTypes.get().flatMap(btf -> only(btf, fits)));
    }

    /** What to give to {@code --events} for a buffer whose type was not found. */
    String suggestion(MapSpec map, RawRecord record) {
        IntPredicate fits = size -> fits(map, size, record.length());
        String name = object.btf()
                .flatMap(btf -> candidates(btf, fits).mapToObj(btf::nameOf).findFirst())
                .or(() -> debugTypes
                        .get()
                        .flatMap(btf ->
                                candidates(btf, fits).mapToObj(btf::nameOf).findFirst()))
                .orElseGet(record::guess);
        return "--events '%s=%s'".formatted(map.name(), name);
    }

    private Optional<ValueDecoder> declared(MapSpec map) {
        return map.valueType() == 0 ? Optional.empty() : object.btf().map(btf -> ValueDecoder.of(btf, map.valueType()));
    }

    /** A perf buffer rounds records up, so that size field and record together are a multiple of 8. */
    private static boolean fits(MapSpec map, int size, int length) {
        return size == length || (map.type() == MapType.PERF_EVENT_ARRAY && (size + 4 + 7) / 8 * 8 - 4 == length);
    }

    private Optional<ValueDecoder> only(Btf btf, IntPredicate fits) {
        int[] found = candidates(btf, fits).limit(2).toArray();
        return found.length == 1 ? Optional.of(ValueDecoder.of(btf, found[0])) : Optional.empty();
    }

    /** Structures with a name that have the size; those whose fields are relocated are the kernel's, not records. */
    private IntStream candidates(Btf btf, IntPredicate fits) {
        Set<String> kernels = kernelStructures();
        IntStream structures =
                btf.ids(BtfKind.STRUCT).filter(id -> !btf.nameOf(id).isEmpty());
        IntStream typedefs = btf.ids(BtfKind.TYPEDEF).filter(id -> isUnnamedStructure(btf, btf.strip(id)));
        return IntStream.concat(structures, typedefs)
                .filter(id -> fits.test((int) btf.sizeOf(id)))
                .filter(id -> !kernels.contains(btf.nameOf(id)));
    }

    private static boolean isUnnamedStructure(Btf btf, int id) {
        return id != 0 && btf.kind(id) == BtfKind.STRUCT && btf.nameOf(id).isEmpty();
    }

    private Set<String> kernelStructures() {
        return object.btf()
                .map(btf -> object.programs().stream()
                        .flatMap(program -> program.fields().stream())
                        .map(FieldRelocation::root)
                        .map(btf::nameOf)
                        .collect(Collectors.toSet()))
                .orElse(Set.of());
    }

    private ValueDecoder named(String type) {
        String name = type.startsWith("struct ") ? type.substring(7).strip() : type;
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
