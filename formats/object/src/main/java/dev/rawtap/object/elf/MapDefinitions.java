package dev.rawtap.object.elf;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.NearestNames;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfType;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Reads a map from the type of its variable: a struct whose members are named after attributes. A number is the length
 * of an array that a pointer points to ({@code __uint}), or the first value of an enumeration ({@code __ulong}); a type
 * is what a pointer points to ({@code __type}); maps and programs that a map holds are an array of pointers to the type of
 * such a map or program ({@code __array(values, ...)}), which the variable's own value fills.
 */
final class MapDefinitions {
    private static final List<String> ATTRIBUTES =
            List.of("type", "key", "value", "values", "key_size", "value_size", "max_entries", "map_flags", "pinning");

    /** Of a descriptor, which is what values that are maps, programs or perf buffers are to the kernel. */
    private static final int DESCRIPTOR_BYTES = 4;

    private final String file;
    private final Btf btf;

    private final int typeShift;

    /** Reads from the types of a file, whose ids are greater by {@code typeShift} in specs. */
    MapDefinitions(String file, Btf btf, int typeShift) {
        this.file = file;
        this.btf = btf;
        this.typeShift = typeShift;
    }

    /**
     * A map, and where the pointers to what it holds begin.
     *
     * @param values byte offset in the variable; empty if it holds nothing
     */
    record Declared(MapSpec spec, OptionalInt values) {}

    Declared read(BtfType.Variable variable) {
        Definition map = definition(variable.name(), variable.type());
        OptionalInt values =
                map.values == null ? OptionalInt.empty() : OptionalInt.of(map.values.bitOffset() / Byte.SIZE);
        return new Declared(map.spec(), values);
    }

    private Definition definition(String name, int type) {
        if (!(btf.type(btf.strip(type)) instanceof BtfType.Struct struct)) {
            throw refused(name, "is not a struct", "write struct { __uint(type, ...); } NAME SEC(\".maps\")");
        }
        var map = new Definition(name);
        for (var member : struct.members()) {
            map.set(member);
        }
        return map;
    }

    private InvalidInputException refused(String map, String problem, @Nullable String hint) {
        return new InvalidInputException("%s: map '%s' %s".formatted(file, map, problem), hint);
    }

    /** The attributes met so far. */
    private final class Definition {
        private final String name;
        private final Map<String, Integer> numbers = new HashMap<>();
        private final Map<String, Integer> types = new HashMap<>();
        private BtfType.@Nullable Member values;

        Definition(String name) {
            this.name = name;
        }

        void set(BtfType.Member member) {
            switch (member.name()) {
                case "type", "key_size", "value_size", "max_entries", "map_flags", "pinning" ->
                    numbers.put(member.name(), number(member));
                case "key", "value" -> types.put(member.name(), pointed(member));
                case "values" -> values = member;
                case "numa_node", "map_extra" -> {
                    if (number(member) != 0) {
                        throw refused(
                                name, "sets '%s', which is not supported".formatted(member.name()), "leave it out");
                    }
                }
                default ->
                    throw refused(
                            name,
                            "has attribute '%s', which is not known".formatted(member.name()),
                            "known are " + String.join(", ", near(member.name())));
            }
        }

        private static List<String> near(String wrong) {
            List<String> near = NearestNames.of(wrong, ATTRIBUTES, 2);
            return near.isEmpty() ? ATTRIBUTES : near;
        }

        private int number(BtfType.Member member) {
            BtfType type = btf.type(btf.strip(member.type()));
            if (type instanceof BtfType.Pointer pointer
                    && btf.type(btf.strip(pointer.target())) instanceof BtfType.Array array) {
                return array.length();
            }
            if (type instanceof BtfType.Enumeration enumeration
                    && !enumeration.values().isEmpty()) {
                long value = enumeration.values().getFirst().value();
                if (value == (int) value || value >>> 32 == 0) {
                    return (int) value;
                }
                throw refused(name, "has %s %d, past 32 bits".formatted(member.name(), value), null);
            }
            throw refused(
                    name,
                    "has a '%s' that is no number".formatted(member.name()),
                    "write __uint(" + member.name() + ", N)");
        }

        private int pointed(BtfType.Member member) {
            if (btf.type(btf.strip(member.type())) instanceof BtfType.Pointer pointer) {
                return pointer.target();
            }
            throw refused(
                    name,
                    "has a '%s' that is no type".formatted(member.name()),
                    "write __type(" + member.name() + ", T)");
        }

        MapSpec spec() {
            Integer number = numbers.get("type");
            if (number == null) {
                throw refused(name, "has no type", "write __uint(type, BPF_MAP_TYPE_HASH)");
            }
            MapType type = MapType.of(number)
                    .orElseThrow(() -> refused(name, "has type %d, which is not known".formatted(number), null));
            int pinning = numbers.getOrDefault("pinning", 0);
            if (pinning != 0 && pinning != 1) {
                throw refused(name, "has pinning %d, known are 0 and 1".formatted(pinning), "use LIBBPF_PIN_BY_NAME");
            }
            return new MapSpec(
                    name,
                    type,
                    size(type, "key"),
                    size(type, "value"),
                    numbers.getOrDefault("max_entries", 0),
                    numbers.getOrDefault("map_flags", 0),
                    shifted("key"),
                    shifted("value"),
                    pinning == 1,
                    Optional.empty(),
                    inner(type),
                    Map.of());
        }

        private int shifted(String what) {
            return types.containsKey(what) ? types.get(what) + typeShift : 0;
        }

        /** The maps that a map of maps holds; a program array declares the type of its programs, which says nothing. */
        private Optional<MapSpec> inner(MapType type) {
            if (values == null) {
                if (type.holdsMaps()) {
                    throw refused(
                            name,
                            "does not say what its maps are like",
                            "write __array(values, struct { __uint(type, ...); ... }) as its last member");
                }
                return Optional.empty();
            }
            int held = held(values);
            boolean programs = btf.type(held) instanceof BtfType.FunctionPrototype;
            if (programs ? type != MapType.PROGRAM_ARRAY : !type.holdsMaps()) {
                throw refused(
                        name,
                        "is a %s, which holds no %s".formatted(type, programs ? "programs" : "maps"),
                        programs
                                ? "programs are in a BPF_MAP_TYPE_PROG_ARRAY"
                                : "maps are in a BPF_MAP_TYPE_ARRAY_OF_MAPS or BPF_MAP_TYPE_HASH_OF_MAPS");
            }
            if (programs) {
                return Optional.empty();
            }
            Definition inner = definition(name + ".inner", held);
            if (inner.values != null) {
                throw refused(
                        name,
                        "holds maps that hold maps or programs in turn",
                        "the kernel nests one level: keep descriptors of the inner maps in user space");
            }
            return Optional.of(inner.spec());
        }

        private int held(BtfType.Member member) {
            if (btf.type(btf.strip(member.type())) instanceof BtfType.Array array
                    && btf.type(btf.strip(array.element())) instanceof BtfType.Pointer pointer) {
                return btf.strip(pointer.target());
            }
            throw refused(name, "has 'values' that are no pointers", "write __array(values, T)");
        }

        /**
         * Bytes of the key or value as the kernel wants them. The declared types of a buffer describe its records: the
         * map itself has no values, or file descriptors.
         */
        private int size(MapType type, String what) {
            return switch (type) {
                case RINGBUF, USER_RINGBUF -> 0;
                case PERF_EVENT_ARRAY -> DESCRIPTOR_BYTES;
                case PROGRAM_ARRAY, ARRAY_OF_MAPS -> descriptorUnlessDeclared(what);
                case HASH_OF_MAPS -> what.equals("value") ? descriptorUnlessDeclared(what) : declaredSize(what);
                default -> declaredSize(what);
            };
        }

        private int descriptorUnlessDeclared(String what) {
            return numbers.containsKey(what + "_size") || types.containsKey(what)
                    ? declaredSize(what)
                    : DESCRIPTOR_BYTES;
        }

        private int declaredSize(String what) {
            Integer declared = numbers.get(what + "_size");
            Integer type = types.get(what);
            if (type == null) {
                return declared == null ? 0 : declared;
            }
            long bytes = btf.sizeOf(type);
            if (declared != null && declared != bytes) {
                throw refused(
                        name,
                        "has %s_size %d, but its %s type has %d bytes".formatted(what, declared, what, bytes),
                        "leave %s_size out".formatted(what));
            }
            if (bytes > Integer.MAX_VALUE) {
                throw refused(name, "has a %s of %d bytes".formatted(what, bytes), null);
            }
            return (int) bytes;
        }
    }
}
