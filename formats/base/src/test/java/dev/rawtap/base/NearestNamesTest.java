package dev.rawtap.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNamesTest {
    private static final List<String> NAMES =
            List.of("sys_enter", "sys_exit", "sched_switch", "sched_wakeup", "task_rename");

    @Test
    void findsAMissingLetter() {
        assertThat(NearestNames.of("sys_entr", NAMES, 3)).startsWith("sys_enter");
    }

    @Test
    void countsASwapOfNeighboursAsOne() {
        assertThat(NearestNames.of("sched_swicth", NAMES, 1)).containsExactly("sched_switch");
    }

    @Test
    void offersNamesThatContainAPart() {
        assertThat(NearestNames.of("rename", NAMES, 3)).containsExactly("task_rename");
    }

    @Test
    void saysNothingWhenNothingIsNear() {
        assertThat(NearestNames.of("zzzzzz", NAMES, 3)).isEmpty();
        assertThat(NearestNames.of("", NAMES, 3)).isEmpty();
    }

    @Test
    void keepsToTheLimit() {
        assertThat(NearestNames.of("sched", NAMES, 1)).hasSize(1);
    }
}
