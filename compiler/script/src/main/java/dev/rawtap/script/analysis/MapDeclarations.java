package dev.rawtap.script.analysis;

import dev.rawtap.script.typed.ScriptMap.Declared;

/** What maps are declared as against what they hold. */
final class MapDeclarations {
    private MapDeclarations() {}

    static void check(Knowledge knowledge, Problems problems) {
        for (MapState map : knowledge.maps()) {
            Declared declared = map.declared();
            if (declared == null || map.declaredAt().isEmpty()) {
                continue;
            }
            if (map.keyed() == null) {
                problems.warning("unused", map.declaredAt().get(), "Unused map: " + map.name());
                continue;
            }
            boolean perCpu = map.aggregation().isPresent();
            boolean wanted = declared == Declared.PERCPU_HASH || declared == Declared.PERCPU_LRU_HASH;
            if (perCpu != wanted && !map.value().isOpen()) {
                problems.error(
                        "type-mismatch",
                        map.firstUse().orElse(map.declaredAt().get()),
                        "Incompatible map types. Type from declaration: %s. Type from value/key type: %s"
                                .formatted(text(declared), perCpu ? "percpuhash" : "hash"));
            }
        }
    }

    private static String text(Declared declared) {
        return switch (declared) {
            case HASH -> "hash";
            case LRU_HASH -> "lruhash";
            case PERCPU_HASH -> "percpuhash";
            case PERCPU_LRU_HASH -> "percpulruhash";
        };
    }
}
