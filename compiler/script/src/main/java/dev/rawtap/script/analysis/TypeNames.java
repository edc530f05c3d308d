package dev.rawtap.script.analysis;

import dev.rawtap.base.NearestNames;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.script.syntax.TypeName;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.type.ScriptType.Aggregation.AggregationKind;
import dev.rawtap.script.type.ScriptType.Resolved.Resolution;
import dev.rawtap.script.type.ScriptType.Space;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Types by their names: those of the language, then those of C. */
final class TypeNames {
    private static final Map<String, ScriptType> OWN = own();

    private final Optional<Btf> btf;
    private final int stringCapacity;

    TypeNames(Optional<Btf> btf, int stringCapacity) {
        this.btf = btf;
        this.stringCapacity = stringCapacity;
    }

    private static Map<String, ScriptType> own() {
        var names = new HashMap<String, ScriptType>();
        for (int bits = 8; bits <= 64; bits *= 2) {
            names.put("int" + bits, new ScriptType.Int(bits, true));
            names.put("uint" + bits, new ScriptType.Int(bits, false));
        }
        names.put("bool", ScriptType.BOOL);
        names.put("void", ScriptType.NOTHING);
        for (AggregationKind kind : List.of(
                AggregationKind.COUNT,
                AggregationKind.SUM,
                AggregationKind.MIN,
                AggregationKind.MAX,
                AggregationKind.AVG,
                AggregationKind.STATS)) {
            for (boolean signed : new boolean[] {true, false}) {
                var type = new ScriptType.Aggregation(kind, signed, List.of());
                names.put(type.toString(), type);
            }
        }
        for (Resolution kind : List.of(Resolution.TIMESTAMP, Resolution.CGROUP_PATH, Resolution.USER_NAME)) {
            names.put(kind.text(), new ScriptType.Resolved(kind, Optional.empty()));
        }
        names.put("macaddr_t", new ScriptType.Resolved(Resolution.MAC, Optional.empty()));
        names.put("inet", new ScriptType.Resolved(Resolution.INET, Optional.empty()));
        return names;
    }

    /** Names of the language's own types. */
    static List<String> names() {
        var names = new ArrayList<>(OWN.keySet());
        names.add("string");
        names.add("buffer");
        return names;
    }

    /** The type that a name of one word means. */
    Optional<ScriptType> named(String name) {
        ScriptType own = OWN.get(name);
        if (own != null) {
            return Optional.of(own);
        }
        if (name.equals("string")) {
            return Optional.of(new ScriptType.Text(stringCapacity));
        }
        if (name.equals("buffer")) {
            return Optional.of(new ScriptType.Buffer(stringCapacity));
        }
        return find(BtfKind.TYPEDEF, name)
                .or(() -> find(BtfKind.INT, name))
                .or(() -> find(BtfKind.STRUCT, name))
                .or(() -> find(BtfKind.UNION, name))
                .or(() -> enumeration(name));
    }

    /** The type {@code struct NAME} and its like. */
    Optional<ScriptType> tagged(TypeName.Tag tag, String name) {
        return switch (tag) {
            case STRUCT -> find(BtfKind.STRUCT, name);
            case UNION -> find(BtfKind.UNION, name);
            case ENUM -> enumeration(name);
        };
    }

    private Optional<ScriptType> enumeration(String name) {
        return find(BtfKind.ENUM, name).or(() -> find(BtfKind.ENUM64, name));
    }

    private Optional<ScriptType> find(BtfKind kind, String name) {
        if (btf.isEmpty()) {
            return Optional.empty();
        }
        OptionalInt id = btf.get().find(kind, name);
        return id.isEmpty() ? Optional.empty() : Optional.of(BtfTypes.of(btf.get(), id.getAsInt(), Space.KERNEL));
    }

    /** Names near a wrong one. */
    List<String> nearest(String wrong) {
        var names = new ArrayList<>(names());
        btf.ifPresent(types -> {
            for (BtfKind kind : List.of(BtfKind.STRUCT, BtfKind.UNION, BtfKind.ENUM, BtfKind.TYPEDEF)) {
                types.ids(kind)
                        .mapToObj(types::nameOf)
                        .filter(name -> !name.isEmpty())
                        .forEach(names::add);
            }
        });
        return NearestNames.of(wrong, names, 3);
    }
}
