package dev.rawtap.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.RawtapException;
import dev.rawtap.base.UnsupportedException;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.Feature;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form of a section's name on the running kernel: loaded, attached, or refused with the reason. */
@KernelTest
class SectionsTest {

    private final KernelEngine engine = KernelEngine.open();

    @AfterEach
    void close() {
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "raw_tp_named",
                "raw_tracepoint_named",
                "raw_tp_writable",
                "raw_tracepoint_writable",
                "tp_btf_named",
                "tp_named",
                "tracepoint_named",
                "raw_tp_optional",
                "tp_btf_optional",
                "first_of_two",
                "second_of_two"
            })
    void namedSectionsAttachWhereTheySay(String program) {
        try (var loaded = engine.load(Samples.corpus("sections", program), LoadOptions.DEFAULT);
                var links = loaded.attach()) {
            assertThat(links.links()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "raw_tp_sleepable",
                "raw_tracepoint_sleepable",
                "tp_btf_sleepable",
                "tp_sleepable",
                "tracepoint_sleepable"
            })
    void sleepableFormsAreRefusedBeforeTheKernelHasThem(String program) {
        if (!engine.target().has(Feature.SLEEPABLE_TRACEPOINT)) {
            assertThatThrownBy(() -> engine.load(Samples.corpus("sections", program), LoadOptions.DEFAULT)
                            .attach())
                    .isInstanceOfSatisfying(
                            RawtapException.class,
                            refused -> assertThat(refused.hint().orElse("")).contains("leave out the .s"));
            return;
        }
        try (var loaded = engine.load(Samples.corpus("sections", program), LoadOptions.DEFAULT)) {
            if (!program.startsWith("tp_s") && !program.startsWith("tracepoint_s")) {
                loaded.attach().close();
                return;
            }
            assertThatThrownBy(loaded::attach)
                    .isInstanceOfSatisfying(
                            RawtapException.class,
                            refused -> assertThat(refused.hint().orElse(""))
                                    .contains("category syscalls", "leave out the .s"));
            var call = new AttachPoint.Tracepoint(Optional.of("syscalls"), Optional.of("sys_enter_openat"), true);
            loaded.program(program).attach(call, 0).close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "raw_tp_bare, raw_tp/task_rename",
        "raw_tracepoint_bare, raw_tp/task_rename",
        "raw_tp_writable_bare, raw_tp.w/bpf_test_finish",
        "raw_tracepoint_writable_bare, raw_tp.w/bpf_test_finish",
        "tp_bare, tp/task/task_rename",
        "tracepoint_bare, tp/task/task_rename",
        "raw_tp_bare_optional, raw_tp/task_rename",
    })
    void bareSectionsAttachWhereTheCallerSays(String program, String section) {
        try (var loaded = engine.load(Samples.corpus("sections", program), LoadOptions.DEFAULT)) {
            assertThatThrownBy(() -> loaded.program(program).attach())
                    .isInstanceOfSatisfying(
                            InvalidInputException.class,
                            refused -> assertThat(refused).hasMessageContaining("names no tracepoint"));
            try (var link = loaded.program(program).attach(AttachPoint.ofSection(section), 0)) {
                assertThat(link).isNotNull();
            }
        }
    }

    /** The kernel wants the tracepoint of a typed program at its load. */
    @Test
    void bareTypedProgramsAreGivenTheirTracepointBeforeTheLoad() {
        ObjectSpec bare = Samples.corpus("sections", "tp_btf_bare");
        assertThatThrownBy(() -> engine.load(bare, LoadOptions.DEFAULT))
                .isInstanceOfSatisfying(InvalidInputException.class, refused -> {
                    assertThat(refused).hasMessageContaining("names no tracepoint");
                    assertThat(refused.hint().orElse("")).contains("withAttach");
                });
        ProgramSpec named = bare.program("tp_btf_bare").withAttach(Samples.typed("task_rename"));
        try (var loaded = engine.load(bare.withProgram(named), LoadOptions.DEFAULT);
                var links = loaded.attach()) {
            assertThat(links.links()).hasSize(1);
        }
    }

    @Test
    void moduleThatIsNotLoadedIsNamed() {
        if (engine.target().modules().stream().noneMatch(module -> module.name().equals("nbd"))) {
            assertThatThrownBy(() -> engine.load(Samples.corpus("sections", "tp_btf_of_module"), LoadOptions.DEFAULT))
                    .isInstanceOfSatisfying(InvalidInputException.class, refused -> {
                        assertThat(refused).hasMessageContaining("module 'nbd' is not loaded");
                        assertThat(refused.hint().orElse("")).contains("modprobe nbd");
                    });
        }
    }

    @Test
    void optionalProgramsAreLoadedOnlyWhenAskedFor() {
        ObjectSpec object = Samples.corpus("sections");
        ObjectSpec two =
                object.withPrograms(List.of(object.program("raw_tp_named"), object.program("raw_tp_optional")));
        try (var loaded = engine.load(two, LoadOptions.DEFAULT)) {
            assertThat(loaded.programs()).extracting(program -> program.name()).containsExactly("raw_tp_named");
        }
        ObjectSpec both = two.withProgram(two.program("raw_tp_optional").withAutoload(true));
        try (var loaded = engine.load(both, LoadOptions.DEFAULT)) {
            assertThat(loaded.programs()).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing_after_slash",
                "category_missing",
                "event_missing",
                "prefix_too_long",
                "plural",
                "suffix_unknown",
                "module_without_name",
                "name_without_module",
                "upper_case",
                "other_kind",
                "unknown"
            })
    void unknownSectionsAreRefusedByNameWhenLoaded(String program) {
        ObjectSpec object = Samples.corpus("sections_odd", program);
        String section = object.programs().getFirst().section();
        assertThatThrownBy(() -> engine.load(object, LoadOptions.DEFAULT))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("program '%s' is in section '%s', which is not loaded here".formatted(program, section));
        ObjectSpec left = object.withProgram(object.program(program).withAutoload(false));
        engine.load(left, LoadOptions.DEFAULT).close();
    }

    @Test
    void otherByteOrderIsReadAndRefusedByName() {
        assertThatThrownBy(() -> engine.load(Samples.corpus("globals.big_endian"), LoadOptions.DEFAULT))
                .isInstanceOfSatisfying(UnsupportedException.class, refused -> {
                    assertThat(refused).hasMessageContaining("globals.big_endian.o is for BIG_ENDIAN machines");
                    assertThat(refused.hint().orElse("")).contains("-target bpfel");
                });
    }
}
