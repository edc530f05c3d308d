package dev.rawtap.syscall;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** The constant sets that one architecture sees, decoded when first asked for. */
final class Constants {
    private static final Map<Architecture, Constants> LOADED = new EnumMap<>(Architecture.class);

    private final Architecture architecture;
    private final Map<String, Optional<ConstantSet>> decoded = new ConcurrentHashMap<>();

    private Constants(Architecture architecture) {
        this.architecture = architecture;
    }

    /** The text is shared by all architectures and read once. */
    private static final class Shared {
        static final TableText TEXT = TableText.load("constants.tsv");
    }

    static Constants of(Architecture architecture) {
        synchronized (LOADED) {
            Constants constants = LOADED.get(architecture);
            if (constants == null) {
                constants = new Constants(architecture);
                LOADED.put(architecture, constants);
            }
            return constants;
        }
    }

    Optional<ConstantSet> set(String name) {
        Optional<ConstantSet> set = decoded.get(name);
        if (set == null) {
            set = decode(name);
            decoded.put(name, set);
        }
        return set;
    }

    private Optional<ConstantSet> decode(String name) {
        TableText text = Shared.TEXT;
        for (int line = 0; line < text.size(); line++) {
            if (text.fieldIs(line, 0, name) && covers(text.field(line, 1))) {
                return Optional.of(ConstantSet.parse(text.fields(line)));
            }
        }
        return Optional.empty();
    }

    private boolean covers(String scope) {
        return scope.equals("*") || TableText.split(scope, ',').contains(architecture.toString());
    }

    List<String> names() {
        TableText text = Shared.TEXT;
        List<String> names = new ArrayList<>();
        for (int line = 0; line < text.size(); line++) {
            if (covers(text.field(line, 1))) {
                names.add(text.field(line, 0));
            }
        }
        return names;
    }

    OptionalLong value(String constant) {
        for (String name : names()) {
            for (ConstantSet.Constant candidate : set(name).orElseThrow().constants()) {
                if (candidate.name().equals(constant)) {
                    return OptionalLong.of(candidate.value());
                }
            }
        }
        return OptionalLong.empty();
    }
}
