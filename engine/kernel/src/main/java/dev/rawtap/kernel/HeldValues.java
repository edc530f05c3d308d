package dev.rawtap.kernel;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.NearestNames;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts maps into maps of maps and programs into program arrays, as an object says. */
final class HeldValues {
    private static final int SUGGESTIONS = 3;

    private final Map<String, KernelMap> maps;

    HeldValues(Map<String, KernelMap> maps) {
        this.maps = maps;
    }

    /** Fills a map of maps, once all maps are made. */
    void putMaps(KernelMap holder) {
        if (holder.spec().type().holdsMaps()) {
            holder.spec().values().forEach((index, name) -> {
                KernelMap held = maps.get(name);
                if (held == null) {
                    throw absent(holder.spec(), index, "map", name, maps.keySet());
                }
                holder.hold(key(holder.spec(), index), held);
            });
        }
    }

    /** Fills program arrays, once all programs are loaded. */
    void putPrograms(List<MapSpec> specs, List<KernelProgram> programs) {
        for (MapSpec spec : specs) {
            KernelMap holder = maps.get(spec.name());
            if (spec.type() != MapType.PROGRAM_ARRAY || holder == null) {
                continue;
            }
            spec.values().forEach((index, name) -> {
                Optional<KernelProgram> held = programs.stream()
                        .filter(program -> program.name().equals(name))
                        .findFirst();
                if (held.isEmpty()) {
                    List<String> loaded =
                            programs.stream().map(KernelProgram::name).toList();
                    throw absent(spec, index, "program", name, loaded);
                }
                holder.hold(key(spec, index), held.get());
            });
        }
    }

    private static byte[] key(MapSpec holder, int index) {
        if (holder.keySize() != Integer.BYTES) {
            throw new InvalidInputException(
                    "map '%s' is filled by index, but its keys have %d bytes"
                            .formatted(holder.name(), holder.keySize()),
                    "give it keys of 4 bytes, or fill it after loading");
        }
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(index)
                .array();
    }

    private static InvalidInputException absent(
            MapSpec holder, int index, String what, String name, Collection<String> loaded) {
        List<String> near = NearestNames.of(name, loaded, SUGGESTIONS);
        return new InvalidInputException(
                "map '%s' holds %s '%s' at %d, which is not loaded".formatted(holder.name(), what, name, index),
                near.isEmpty()
                        ? "load it too: a section that begins with '?' is loaded only when asked for"
                        : "nearest: " + String.join(", ", near));
    }
}
