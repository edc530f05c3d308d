package dev.rawtap.object.elf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Layouts: src/test/c/README.md, computed by hand. */
final class DebugTypesTest {
    @ParameterizedTest
    @CsvSource({
        "event_dwarf,when,0",
        "event_dwarf,kind,12",
        "event_dwarf,peers,32",
        "event_dwarf,code,48",
        "event_dwarf,last,64",
        "event_dwarf.clang21,comm,16",
        "event_dwarf.clang21,code,48",
    })
    void structsThatOnlyDwarfNamesHaveTheirLayout(String object, String field, int offset) {
        ElfObject read = ElfObject.read(Objects.path(object));
        assertThat(read.spec().btf().orElseThrow().find(BtfKind.STRUCT, "event"))
                .isEmpty();
        Btf types = read.debugTypes().orElseThrow();
        int event = types.find(BtfKind.STRUCT, "event").orElseThrow();
        assertThat(types.sizeOf(event)).isEqualTo(72);
        assertThat(types.field(event, field).orElseThrow().offset()).isEqualTo(offset);
    }

    @Test
    void aStrippedObjectHasNone() {
        assertThat(ElfObject.read(Objects.path("event_dwarf.stripped")).debugTypes())
                .isEmpty();
    }
}
