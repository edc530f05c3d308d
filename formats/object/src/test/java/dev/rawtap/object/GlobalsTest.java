package dev.rawtap.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.object.elf.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values: src/test/c/globals.bpf.c. */
final class GlobalsTest {
    @ParameterizedTest
    @CsvSource({
        "ro_u8,18",
        "ro_s8,-3",
        "ro_u16,4660",
        "ro_s32,-70000",
        "ro_u64,1234605616436508552",
        "ro_bool,1",
        "ro_mode,3",
        "ro_static,99",
        "data_counter,41",
        "data_static,5",
        "bss_total,0",
        "build_number,20",
    })
    void numbersAreThoseOfTheSourceInEitherByteOrder(String name, long value) {
        assertThat(Globals.number(Objects.read("globals"), name)).isEqualTo(value);
        assertThat(Globals.number(Objects.read("globals.big_endian"), name)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "ro_u8,255,256,-1",
        "ro_s8,-128,128,-129",
        "ro_u16,65535,65536,-1",
        "ro_s32,-2147483648,2147483648,-2147483649",
        "ro_bool,0,2,-1",
        "data_static,4294967295,4294967296,-1",
    })
    void aNumberThatFitsIsSetAndOthersAreRefused(String name, long fits, long above, long below) {
        ObjectSpec spec = Objects.read("globals");
        assertThat(Globals.number(Globals.set(spec, name, fits), name)).isEqualTo(fits);
        for (long wrong : new long[] {above, below}) {
            assertThatThrownBy(() -> Globals.set(spec, name, wrong))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining(wrong + " does not fit global variable '" + name + "'");
        }
    }

    @Test
    void settingOneLeavesTheOthersAndTheOriginal() {
        ObjectSpec before = Objects.read("globals");
        ObjectSpec after = Globals.set(before, "tuning_limit", 7);
        assertThat(Globals.number(after, "tuning_limit")).isEqualTo(7);
        assertThat(Globals.number(after, "tuning_step")).isEqualTo(10);
        assertThat(Globals.number(before, "tuning_limit")).isEqualTo(1000);
        assertThat(after.programs()).isEqualTo(before.programs());
    }

    @Test
    void textIsSetWithItsNul() {
        ObjectSpec spec = Globals.set(Objects.read("globals"), "ro_text", "bye");
        assertThat(Globals.bytes(spec, "ro_text"))
                .startsWith('b', 'y', 'e', 0, 0)
                .hasSize(16);
        assertThatThrownBy(() -> Globals.set(spec, "data_text", "12345678"))
                .hasMessage("text of 8 bytes for global variable 'data_text', which has room for 7");
        assertThatThrownBy(() -> Globals.set(spec, "ro_u64", "text")).hasMessageContaining("no array of characters");
    }

    @Test
    void bytesMustBeAsManyAsTheVariableHas() {
        ObjectSpec spec = Globals.set(Objects.read("globals"), "bss_pair", new byte[16]);
        assertThatThrownBy(() -> Globals.set(spec, "bss_pair", new byte[15]))
                .hasMessage("15 bytes for global variable 'bss_pair', which has 16");
    }

    @Test
    void aStructIsNoNumber() {
        assertThatThrownBy(() -> Globals.number(Objects.read("globals"), "ro_pair"))
                .hasMessageContaining("global variable 'ro_pair' is no number");
    }

    @Test
    void untypedNumbersTakeBothSigns() {
        ObjectSpec spec = Objects.read("globals.no_debug");
        assertThat(Globals.number(Globals.set(spec, "ro_u8", 255), "ro_u8")).isEqualTo(255);
        assertThat(Globals.bytes(Globals.set(spec, "ro_u8", -1), "ro_u8")).containsExactly(-1);
        assertThatThrownBy(() -> Globals.set(spec, "ro_u8", 256)).hasMessageContaining("256 does not fit");
    }

    @Test
    void unknownNamesGiveTheNearest() {
        assertThatThrownBy(() -> Globals.set(Objects.read("globals"), "tuning_limt", 1))
                .isInstanceOfSatisfying(InvalidInputException.class, unknown -> {
                    assertThat(unknown).hasMessageContaining("no global variable 'tuning_limt'");
                    assertThat(unknown.hint().orElseThrow()).contains("tuning_limit");
                });
    }

    @Test
    void optionsOfTheKernelAreGivenAtTheLoad() {
        ObjectSpec spec = Objects.read("kconfig");
        assertThatThrownBy(() -> Globals.set(spec, "CONFIG_HZ", 250))
                .isInstanceOfSatisfying(InvalidInputException.class, refused -> {
                    assertThat(refused).hasMessage("'CONFIG_HZ' is an option of the kernel, no global variable");
                    assertThat(refused.hint().orElse("")).contains("withKernelOptions");
                });
    }
}
