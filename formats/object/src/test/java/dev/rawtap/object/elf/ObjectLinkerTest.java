package dev.rawtap.object.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.BtfType;
import dev.rawtap.object.ExternalSymbol;
import dev.rawtap.object.GlobalVariable;
import dev.rawtap.object.Globals;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.SourceLine;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects linked into one; facts of src/test/c/link_one.bpf.c, and bpftool's linker as the other opinion. */
final class ObjectLinkerTest {
    private static ElfObject link(String... names) {
        return ElfObject.link(Arrays.stream(names).map(Objects::path).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".clang21"})
    void programsAreThoseOfBpftoolsLinker(String compiler) {
        ObjectSpec ours = link("link_one" + compiler, "link_two" + compiler).spec();
        ObjectSpec theirs = Objects.read("link_one_two.bpftool" + compiler);
        assertThat(ours.programs()).extracting(ProgramSpec::name).containsExactly("first", "second");
        for (ProgramSpec program : ours.programs()) {
            ProgramSpec other = Objects.program(theirs, program.name());
            assertThat(program.code()).isEqualTo(other.code());
            assertThat(program.references()).isEqualTo(other.references());
            assertThat(program.functions())
                    .extracting(function -> function.instruction() + " " + function.name())
                    .isEqualTo(other.functions().stream()
                            .map(function -> function.instruction() + " " + function.name())
                            .toList());
            assertThat(program.lines())
                    .extracting(SourceLine::text)
                    .isEqualTo(other.lines().stream().map(SourceLine::text).toList());
            assertThat(program.fields()).hasSameSizeAs(other.fields());
        }
        assertThat(ours.maps())
                .extracting(MapSpec::name, MapSpec::valueSize, MapSpec::contents)
                .containsExactlyInAnyOrderElementsOf(theirs.maps().stream()
                        .map(map -> tuple(map.name(), map.valueSize(), map.contents()))
                        .toList());
        assertThat(ours.globals())
                .extracting(GlobalVariable::name, GlobalVariable::map, GlobalVariable::offset)
                .containsAll(theirs.globals().stream()
                        .filter(global -> !global.name().equals("chosen"))
                        .map(global -> tuple(global.name(), global.map(), global.offset()))
                        .toList());
    }

    @Test
    void typesAreMovedWithTheirIds() {
        ObjectSpec spec = link("link_one", "link_two").spec();
        Btf btf = spec.btf().orElseThrow();
        for (ProgramSpec program : spec.programs()) {
            program.functions()
                    .forEach(function -> assertThat(btf.nameOf(function.type())).isEqualTo(function.name()));
            program.fields()
                    .forEach(field -> assertThat(btf.nameOf(field.root())).isEqualTo("task_struct"));
        }
        assertThat(btf.type(Objects.map(spec, ".data").valueType()))
                .isInstanceOfSatisfying(
                        BtfType.DataSection.class,
                        section -> assertThat(section.size())
                                .isEqualTo(Objects.map(spec, ".data").valueSize()));
        assertThat(Globals.number(spec, "step")).isEqualTo(5);
        assertThat(Globals.number(spec, "chosen"))
                .as("the one that is not weak")
                .isEqualTo(4);
        assertThat(spec.externals())
                .extracting(ExternalSymbol::name, ExternalSymbol::weak)
                .containsExactly(tuple("CONFIG_HZ", false));
    }

    @Test
    void orderOfFilesDoesNotMatterToNames() {
        ObjectSpec spec = link("link_two", "link_one").spec();
        assertThat(spec.programs()).extracting(ProgramSpec::name).containsExactly("second", "first");
        assertThat(Globals.number(spec, "chosen")).isEqualTo(4);
    }

    @Test
    void secondDefinitionNamesBothFiles() {
        assertThatThrownBy(() -> link("link_two", "link_two.clang21"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageMatching("'\\w+' is defined in .*link_two.o and in .*link_two.clang21.o");
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() {
        assertThatThrownBy(() -> link("link_two", "link_license"))
                .hasMessageContaining("is under licence 'GPL',")
                .hasMessageContaining("link_license.o under 'Dual BSD/GPL'");
        assertThatThrownBy(() -> link("link_one", "link_two", "link_odd"))
                .hasMessageContaining("link_odd.o declares map 'counts' as HASH with key 8")
                .hasMessageContaining("but it is defined as HASH with key 4");
        assertThatThrownBy(() -> link("globals", "globals.big_endian"))
                .hasMessageContaining("is for LITTLE_ENDIAN machines");
    }

    @Test
    void whatNobodyDefinesIsNamed() {
        assertThatThrownBy(() -> Objects.read("link_one"))
                .isInstanceOfSatisfying(InvalidInputException.class, refused -> {
                    assertThat(refused).hasMessageContaining("which the object does not define");
                    assertThat(refused.hint().orElse("")).contains("link the objects that belong together");
                });
    }

    @Test
    void debugTypesOfAllAreThere() {
        Btf types = link("link_one", "link_two").debugTypes().orElseThrow();
        assertThat(types.ids(BtfKind.STRUCT).mapToObj(types::nameOf).toList()).contains("counts", "task_struct");
    }
}
