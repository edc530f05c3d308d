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
import org.jspecify.annotations.Nullable;

/**
 * Reads a map from the type of its variable: a struct whose members are named after attributes. A number is the length
 * of an array that a pointer points to ({@code __uint}), or the first value of an enumeration ({@code __ulong}); a type
 * is what a pointer points to ({@code __type}).
 */
final class MapDefinitions {
    private static final List<String> ATTRIBUTES =
            List.of("type", "key", "value", "key_size", "value_size", "max_entries", "map_flags", "pinning");

    private static final int POINTER_ENTRY_BYTES = 4;

    private final String file;
    private final Btf btf;

    MapDefinitions(String file, Btf btf) {
        this.file = file;
        this.btf = btf;
    }

    MapSpec read(BtfType.Variable variable) {
        if (!(btf.type(btf.strip(variable.type())) instanceof BtfType.Struct struct)) {
            throw refused(
                    variable.name(), "is not a struct", "write struct { __uint(type, ...); } NAME SEC(\".maps\")");
        }
        var map = new Definition(variable.name());
        for (var member : struct.members()) {
            map.set(member);
        }
        return map.spec();
    }

    private InvalidInputException refused(String map, String problem, @Nullable String hint) {
        return new InvalidInputException("%s: map '%s' %s".formatted(file, map, problem), hint);
    }

    /** The attributes met so far. */
    private final class Definition {
        private final String name;
        private final Map<String, Integer> numbers = new HashMap<>();
        private final Map<String, Integer> types = new HashMap<>();

        Definition(String name) {
            this.name = name;
        }

        void set(BtfType.Member member) {
            switch (member.name()) {
                case "type", "key_size", "value_size", "max_entries", "map_flags", "pinning" ->
                    numbers.put(member.name(), number(member));
                case "key", "value" -> types.put(member.name(), pointed(member));
                case "values" -> throw refused(name, "holds other maps or programs, which is not supported", null);
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
                    types.getOrDefault("key", 0),
                    types.getOrDefault("value", 0),
                    pinning == 1,
                    Optional.empty());
        }

        /**
         * Bytes of the key or value as the kernel wants them. The declared types of a buffer describe its records: the
         * map itself has no values, or file descriptors.
         */
        private int size(MapType type, String what) {
            return switch (type) {
                case RINGBUF, USER_RINGBUF -> 0;
                case PERF_EVENT_ARRAY -> POINTER_ENTRY_BYTES;
                default -> declaredSize(what);
            };
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
