package dev.rawtap.object.elf;

import dev.rawtap.base.ByteCursor;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import java.util.Optional;

/** Maps of the time before BTF: {@code struct bpf_map_def}, five 32-bit numbers, what follows them zero. */
final class LegacyMaps {
    private static final int KNOWN_BYTES = 20;

    private LegacyMaps() {}

    static MapSpec read(ElfSection section, ElfSymbol symbol) {
        ByteCursor data = section.data();
        long at = symbol.value();
        long end = at + symbol.size();
        if (end > data.size() || symbol.size() < KNOWN_BYTES) {
            throw data.malformed(
                    at, "map '%s' of %d bytes, at least %d".formatted(symbol.name(), symbol.size(), KNOWN_BYTES));
        }
        for (long rest = at + KNOWN_BYTES; rest < end; rest++) {
            if (data.u8(rest) != 0) {
                throw data.malformed(rest, "map '%s' sets an option of another loader".formatted(symbol.name()));
            }
        }
        MapType type = MapType.of(data.i32(at))
                .orElseThrow(() -> data.malformed(
                        at, "map '%s' has type %d, which is not known".formatted(symbol.name(), data.u32(at))));
        return new MapSpec(
                symbol.name(),
                type,
                count(data, at + 4, symbol),
                count(data, at + 8, symbol),
                count(data, at + 12, symbol),
                data.i32(at + 16),
                0,
                0,
                false,
                Optional.empty());
    }

    private static int count(ByteCursor data, long at, ElfSymbol symbol) {
        if (data.i32(at) < 0) {
            throw data.malformed(at, "map '%s' has size %d".formatted(symbol.name(), data.u32(at)));
        }
        return data.i32(at);
    }
}
