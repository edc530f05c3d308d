package dev.rawtap.object.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import dev.rawtap.object.ObjectSpec;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Facts of src/test/c/README.md. */
final class MapSectionsTest {
    @ParameterizedTest
    @CsvSource({
        "by_key,1,8,88,128,0",
        "plain_array,2,4,8,4,0",
        "percpu_hash,5,16,8,64,0",
        "percpu_array,6,4,12,2,0",
        "lru,9,8,1,256,0",
        "lru_percpu,10,8,8,256,0",
        "sized,1,12,20,10,0",
        "not_preallocated_at_all,1,4,4,1000,1",
        "prefixes,11,8,4,16,1",
        "ring,27,0,0,8192,0",
        "user_ring,31,0,0,4096,0",
        "perf,4,4,4,0,0",
        "stacks,7,4,1016,32,0",
        "queue,22,0,8,8,0",
        "jumps,3,4,4,3,0",
    })
    void attributesAreThoseOfTheSource(String name, int type, int key, int value, int entries, int flags) {
        for (String object : new String[] {"maps", "maps.clang21"}) {
            MapSpec map = Objects.map(Objects.read(object), name);
            assertThat(map.type()).isEqualTo(MapType.of(type).orElseThrow());
            assertThat(map.keySize()).isEqualTo(key);
            assertThat(map.valueSize()).isEqualTo(value);
            assertThat(map.maxEntries()).isEqualTo(entries);
            assertThat(map.flags()).isEqualTo(flags);
            assertThat(map.pinByName()).isFalse();
        }
    }

    @Test
    void declaredTypesAreKept() {
        ObjectSpec spec = Objects.read("maps");
        MapSpec map = Objects.map(spec, "by_key");
        assertThat(spec.btf().orElseThrow().nameOf(map.keyType())).isEqualTo("key");
        assertThat(spec.btf().orElseThrow().nameOf(map.valueType())).isEqualTo("value");
        assertThat(Objects.map(spec, "sized").valueType()).isZero();
    }

    @Test
    void valueTypeOfARingDescribesItsRecordsAndIsNoValueSize() {
        ObjectSpec spec = Objects.read("typed_ring");
        MapSpec ring = spec.maps().stream()
                .filter(map -> map.type() == MapType.RINGBUF)
                .findFirst()
                .orElseThrow();
        assertThat(ring.valueSize()).isZero();
        assertThat(spec.btf().orElseThrow().nameOf(ring.valueType())).isEqualTo("record");
    }

    @Test
    void pinningByNameIsKept() {
        assertThat(Objects.map(Objects.read("pinned_map"), "pinned").pinByName())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"maps_of_maps", "maps_of_maps.clang21"})
    void mapsAndProgramsThatMapsHoldAreThoseOfTheInitializer(String object) {
        ObjectSpec spec = Objects.read(object);
        MapSpec outer = Objects.map(spec, "outer");
        assertThat(outer.values()).isEqualTo(Map.of(0, "first", 2, "second"));
        assertThat(outer.valueSize()).isEqualTo(4);
        assertThat(outer.inner()).hasValueSatisfying(inner -> {
            assertThat(inner.type()).isEqualTo(MapType.ARRAY);
            assertThat(inner.valueSize()).isEqualTo(8);
            assertThat(inner.maxEntries()).isEqualTo(1);
        });
        MapSpec programs = Objects.map(spec, "programs");
        assertThat(programs.values()).isEqualTo(Map.of(1, "tail"));
        assertThat(programs.inner()).isEmpty();
        assertThat(programs.valueSize()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"maps_of_maps_hash", "maps_of_maps_hash.clang21"})
    void shapeOfInnerMapsMayBeWrittenInPlace(String object) {
        ObjectSpec spec = Objects.read(object);
        assertThat(Objects.map(spec, "filled").values()).isEqualTo(Map.of(5, "counts"));
        MapSpec empty = Objects.map(spec, "empty");
        assertThat(empty.values()).isEmpty();
        assertThat(empty.keySize()).isEqualTo(8);
        assertThat(empty.inner().orElseThrow().maxEntries()).isEqualTo(2);
    }

    @Test
    void mapsNestedDeeperAreRefusedByName() {
        assertThatThrownBy(() -> Objects.read("maps_nested"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("map 'outermost' holds maps that hold maps");
    }

    @Test
    void mapsWithoutBtfAreRefusedWithTheWayOut() {
        assertThatThrownBy(() -> Objects.read("event_dwarf.no_btf"))
                .isInstanceOfSatisfying(InvalidInputException.class, refused -> {
                    assertThat(refused).hasMessageContaining("has maps, but no BTF");
                    assertThat(refused.hint().orElseThrow()).contains("-g");
                });
    }

    @Test
    void mapsOfTheTimeBeforeBtfAreRead() {
        assertThat(Objects.read("legacy_maps").maps())
                .filteredOn(map -> map.contents().isEmpty())
                .singleElement()
                .satisfies(map -> {
                    assertThat(map.type()).isEqualTo(MapType.HASH);
                    assertThat(map.keySize()).isEqualTo(4);
                    assertThat(map.valueSize()).isEqualTo(8);
                    assertThat(map.maxEntries()).isEqualTo(100);
                    assertThat(map.flags()).isZero();
                });
    }
}
