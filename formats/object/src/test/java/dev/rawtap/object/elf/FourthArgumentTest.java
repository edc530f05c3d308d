package dev.rawtap.object.elf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.object.ObjectSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** src/test/c/fourth_argument.bpf.c reads cx in four ways, and r10 in one program. */
final class FourthArgumentTest {
    @ParameterizedTest
    @ValueSource(strings = {"wrong_by_core", "wrong_by_address", "wrong_by_copy", "wrong_by_load"})
    void readingCxIsNotedWithItsLine(String program) {
        assertThat(Objects.read("fourth_argument").notes())
                .filteredOn(note -> note.contains("'" + program + "'"))
                .singleElement()
                .satisfies(note -> assertThat(note)
                        .contains("fourth_argument.bpf.c:")
                        .endsWith("the fourth system call argument is r10, not cx"));
    }

    @Test
    void readingR10IsRight() {
        assertThat(Objects.read("fourth_argument").notes()).noneMatch(note -> note.contains("'right'"));
    }

    @Test
    void noOtherObjectOfTheCorpusIsNoted() {
        for (String name : new String[] {"tutorial_openat", "tutorial_execve", "core_fields", "calls", "globals"}) {
            ObjectSpec spec = Objects.read(name);
            assertThat(spec.notes()).as(name).isEmpty();
        }
    }
}
