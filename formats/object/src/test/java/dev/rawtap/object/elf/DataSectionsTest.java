package dev.rawtap.object.elf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.BtfType;
import dev.rawtap.object.GlobalVariable;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import dev.rawtap.object.ObjectSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes and places: llvm-readelf (golden/globals.readelf); values: the source. */
final class DataSectionsTest {
    private static GlobalVariable variable(ObjectSpec spec, String name) {
        return spec.globals().stream()
                .filter(found -> found.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static ByteBuffer bytes(ObjectSpec spec, GlobalVariable variable) {
        byte[] all = Objects.map(spec, variable.map()).contents().orElseThrow().bytes();
        return ByteBuffer.wrap(all, variable.offset(), variable.size()).slice().order(spec.order());
    }

    @ParameterizedTest
    @CsvSource({
        ".rodata,88,1152",
        ".data,52,1024",
        ".bss,64,1024",
        ".data.tuning,8,1024",
        ".rodata.build,4,1152",
        ".bss.scratch,16,1024",
    })
    void eachSectionIsAMapOfOneValue(String name, int size, int flags) {
        for (String object : new String[] {"globals", "globals.no_debug", "globals.big_endian"}) {
            MapSpec map = Objects.map(Objects.read(object), name);
            assertThat(map.type()).isEqualTo(MapType.ARRAY);
            assertThat(map.valueSize()).isEqualTo(size);
            assertThat(map.maxEntries()).isEqualTo(1);
            assertThat(map.flags()).isEqualTo(flags);
            assertThat(map.contents().orElseThrow().constant()).isEqualTo(name.startsWith(".rodata"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"globals", "globals.clang21", "globals.no_debug", "globals.big_endian"})
    void variablesHaveTheValuesOfTheSource(String object) {
        ObjectSpec spec = Objects.read(object);
        assertThat(bytes(spec, variable(spec, "ro_s32")).getInt()).isEqualTo(-70000);
        assertThat(bytes(spec, variable(spec, "ro_u64")).getLong()).isEqualTo(0x1122334455667788L);
        assertThat(bytes(spec, variable(spec, "data_counter")).getLong()).isEqualTo(41);
        assertThat(bytes(spec, variable(spec, "tuning_step")).getInt()).isEqualTo(10);
        assertThat(bytes(spec, variable(spec, "build_number")).getInt()).isEqualTo(20);
        assertThat(bytes(spec, variable(spec, "data_static")).getInt()).isEqualTo(5);
        assertThat(variable(spec, "bss_total").constant()).isFalse();
        assertThat(variable(spec, "ro_static").constant()).isTrue();
    }

    @Test
    void variablesAreTypedWhereThereIsBtf() {
        ObjectSpec spec = Objects.read("globals");
        var btf = spec.btf().orElseThrow();
        GlobalVariable pair = variable(spec, "ro_pair");
        assertThat(btf.nameOf(btf.strip(pair.type()))).isEqualTo("pair");
        assertThat(pair.offset()).isEqualTo(0x28);
        assertThat(variable(Objects.read("globals.no_debug"), "ro_pair").type()).isZero();
        assertThat(variable(Objects.read("globals.no_debug"), "ro_pair").offset())
                .isEqualTo(0x28);
    }

    @Test
    void sectionsOfTheTypesHaveTheirSizeAndAscendingPlaces() {
        var btf = Objects.read("globals").btf().orElseThrow();
        var bss = (BtfType.DataSection)
                btf.type(btf.find(BtfKind.DATA_SECTION, ".bss").orElseThrow());
        assertThat(bss.size()).isEqualTo(64);
        assertThat(bss.variables()).isSortedAccordingTo((a, b) -> Integer.compare(a.offset(), b.offset()));
        btf.validate();
    }

    @Test
    void byteOrderIsThatOfTheFile() {
        assertThat(Objects.read("globals.big_endian").btf().orElseThrow().order())
                .isEqualTo(ByteOrder.BIG_ENDIAN);
    }
}
