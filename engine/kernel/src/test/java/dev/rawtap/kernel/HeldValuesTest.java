package dev.rawtap.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.KernelException;
import dev.rawtap.contract.BpfMap.UpdateMode;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.TestInput;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Maps of maps and program arrays on the running kernel: filled by the object and by the caller. */
@KernelTest
class HeldValuesTest {
    private final KernelEngine engine = KernelEngine.open();

    @AfterEach
    void close() {
        engine.close();
    }

    private static byte[] u64(long value) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.nativeOrder())
                .putLong(value)
                .array();
    }

    @ParameterizedTest
    @ValueSource(strings = {"maps_of_maps", "maps_of_maps.clang21"})
    void objectsFillTheirMapsOfMapsAndProgramArrays(String name) {
        try (var loaded = engine.load(Samples.corpus(name), LoadOptions.DEFAULT)) {
            assertThat(loaded.program("head").testRun(TestInput.ofArguments()).value())
                    .isEqualTo(7);
            assertThat(loaded.map("second").lookup(Samples.u32(0))).contains(u64(1));
            assertThat(loaded.map("first").lookup(Samples.u32(0))).contains(u64(0));
            int id = loaded.map("second").id();
            assertThat(loaded.map("outer").lookup(Samples.u32(2))).contains(Samples.u32(id));
            assertThat(loaded.map("outer").lookup(Samples.u32(1))).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"maps_of_maps_hash", "maps_of_maps_hash.clang21"})
    void mapsArePutIntoMapsOfMapsWhileProgramsRun(String name) {
        try (var loaded = engine.load(Samples.corpus(name), LoadOptions.DEFAULT);
                var other = engine.load(
                        Samples.object(List.of(), MapSpec.of("mine", MapType.ARRAY, 4, 8, 2)), LoadOptions.DEFAULT)) {
            var look = loaded.program("look");
            assertThat(look.testRun(TestInput.ofArguments(3, 0)).value()).isEqualTo(-1);
            loaded.map("counts").update(Samples.u32(3), u64(41), UpdateMode.ANY);
            loaded.map("empty").hold(u64(3), other.map("mine"));
            assertThat(look.testRun(TestInput.ofArguments(3, 0)).value()).isEqualTo(41);
            assertThat(other.map("mine").lookup(Samples.u32(1))).contains(u64(1));
            assertThat(loaded.map("empty").delete(u64(3))).isTrue();
            look.testRun(TestInput.ofArguments(3, 0));
            assertThat(other.map("mine").lookup(Samples.u32(1))).contains(u64(1));
        }
    }

    @Test
    void mapOfAnotherShapeIsRefusedWithBothShapes() {
        MapSpec wrong = MapSpec.of("wrong", MapType.HASH, 4, 16, 2);
        try (var loaded = engine.load(Samples.corpus("maps_of_maps_hash"), LoadOptions.DEFAULT);
                var other = engine.load(Samples.object(List.of(), wrong), LoadOptions.DEFAULT)) {
            assertThatThrownBy(() -> loaded.map("empty").hold(u64(3), other.map("wrong")))
                    .isInstanceOfSatisfying(KernelException.class, refused -> {
                        assertThat(refused).hasMessage("put 'wrong' into map 'empty': EINVAL");
                        assertThat(refused.hint())
                                .hasValue("it holds maps like: ARRAY with key 4, value 8, entries 2, flags 0x0;"
                                        + " this one is: HASH with key 4, value 16, entries 2, flags 0x0");
                    });
            assertThatThrownBy(() -> other.map("wrong").hold(Samples.u32(1), loaded.map("empty")))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("map 'wrong' (HASH) cannot hold map 'empty'");
        }
    }

    @Test
    void specsMadeByHandHoldMapsAndPrograms() {
        MapSpec inner = MapSpec.of("inner", MapType.HASH, 4, 4, 8);
        MapSpec outer = MapSpec.of("outer", MapType.ARRAY_OF_MAPS, 4, 4, 2)
                .withInner(Optional.of(inner))
                .withValues(Map.of(1, "inner"));
        MapSpec programs =
                MapSpec.of("programs", MapType.PROGRAM_ARRAY, 4, 4, 2).withValues(Map.of(0, "sample"));
        var sample = Samples.program("sample", Samples.raw("sys_enter"), Samples.RETURN_ZERO);
        try (var loaded = engine.load(Samples.object(List.of(sample), outer, inner, programs), LoadOptions.DEFAULT)) {
            assertThat(loaded.map("outer").lookup(Samples.u32(1)))
                    .contains(Samples.u32(loaded.map("inner").id()));
            assertThat(loaded.map("programs").lookup(Samples.u32(0)))
                    .contains(Samples.u32(loaded.program("sample").id()));
            loaded.map("programs").hold(Samples.u32(1), loaded.program("sample"));
            assertThat(loaded.map("programs").lookup(Samples.u32(1))).isPresent();

            loaded.map("programs").clear();
            loaded.map("outer").clear();
            assertThat(loaded.map("programs").lookup(Samples.u32(1))).isEmpty();
            assertThat(loaded.map("outer").lookup(Samples.u32(1))).isEmpty();
        }
    }

    @Test
    void whatIsHeldAndNotLoadedIsNamed() {
        MapSpec programs =
                MapSpec.of("programs", MapType.PROGRAM_ARRAY, 4, 4, 2).withValues(Map.of(0, "sampel"));
        var sample = Samples.program("sample", Samples.raw("sys_enter"), Samples.RETURN_ZERO);
        assertThatThrownBy(() -> engine.load(Samples.object(List.of(sample), programs), LoadOptions.DEFAULT))
                .isInstanceOfSatisfying(InvalidInputException.class, refused -> {
                    assertThat(refused).hasMessage("map 'programs' holds program 'sampel' at 0, which is not loaded");
                    assertThat(refused.hint()).hasValue("nearest: sample");
                });
    }

    @Test
    void programOfAnotherKindIsRefusedByThatReason() {
        MapSpec programs = MapSpec.of("programs", MapType.PROGRAM_ARRAY, 4, 4, 2);
        var raw = Samples.program("raw", Samples.raw("sys_enter"), Samples.RETURN_ZERO);
        var classic = Samples.program("classic", Samples.classic("raw_syscalls", "sys_enter"), Samples.RETURN_ZERO);
        try (var loaded = engine.load(Samples.object(List.of(raw, classic), programs), LoadOptions.DEFAULT)) {
            loaded.map("programs").hold(Samples.u32(0), loaded.program("raw"));
            assertThatThrownBy(() -> loaded.map("programs").hold(Samples.u32(1), loaded.program("classic")))
                    .isInstanceOfSatisfying(KernelException.class, refused -> {
                        assertThat(refused).hasMessage("put 'classic' into map 'programs': EINVAL");
                        assertThat(refused.hint().orElseThrow()).contains("are of one kind");
                    });
        }
    }

    @Test
    void nestedMapsAndMapsOfNothingAreRefused() {
        MapSpec outer = MapSpec.of("outer", MapType.ARRAY_OF_MAPS, 4, 4, 2);
        assertThatThrownBy(() -> engine.load(Samples.object(List.of(), outer), LoadOptions.DEFAULT))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("map 'outer' does not say what its maps are like");
        MapSpec deeper =
                outer.withInner(Optional.of(outer.withInner(Optional.of(MapSpec.of("leaf", MapType.ARRAY, 4, 4, 1)))));
        assertThatThrownBy(() -> engine.load(Samples.object(List.of(), deeper), LoadOptions.DEFAULT))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("which hold maps or programs in turn");
    }
}
