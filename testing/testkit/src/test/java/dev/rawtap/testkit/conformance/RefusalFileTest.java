package dev.rawtap.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rawtap.testkit.conformance.RefusalCase.AssemblerText;
import dev.rawtap.testkit.conformance.RefusalCase.CompiledProgram;
import dev.rawtap.testkit.conformance.RefusalCase.LogText;
import org.junit.jupiter.api.Test;

class RefusalFileTest {
    private static RefusalCase only(String text) {
        return RefusalFile.parse("topic.data", text).getFirst();
    }

    @Test
    void aMendedProgramIsTheRefusedOneButForWhatItSays() {
        RefusalCase one = only("""
                # a topic
                -- case one
                -- program tp_btf/sys_enter
                -- license none
                -- map counts hash 4 8 1
                -- code
                exit
                -- refuse register-unset EACCES
                R0 !read_ok
                and more
                -- fixed license GPL
                -- fixed code
                r0 = 0
                exit
                """);
        assertThat(one).hasToString("conformance/verifier/topic.data:2: one");
        assertThat(one.code()).isEqualTo("register-unset");
        assertThat(one.errno()).isEqualTo("EACCES");
        assertThat(one.text()).isEqualTo(new Pattern("R0 !read_ok; and more"));
        assertThat(one.provocation())
                .isEqualTo(new AssemblerText("tp_btf/sys_enter", "none", "counts hash 4 8 1", "exit\n"));
        assertThat(one.fixed())
                .contains(new AssemblerText("tp_btf/sys_enter", "GPL", "counts hash 4 8 1", "r0 = 0\nexit\n"));
    }

    @Test
    void whatNothingMendsHasNoSecondProgram() {
        RefusalCase one = only("-- case one\n-- object calls main\n-- refuse helper-missing EINVAL\ninvalid\n");
        assertThat(one.provocation()).isEqualTo(new CompiledProgram("calls", "main"));
        assertThat(one.fixed()).isEmpty();
    }

    @Test
    void aLogSaysOfWhichKernelItIs() {
        RefusalCase one = only("-- case one\n-- log 5.10\nback-edge\n-- refuse back-edge\nback-edge\n");
        assertThat(one.provocation()).isEqualTo(new LogText("5.10", "back-edge\n"));
        assertThat(one.errno()).isEmpty();
    }

    @Test
    void aCaseRefusesSomethingAndHasAProgram() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> only("-- case one\n-- code\nexit\n"))
                .withMessageContaining("topic.data:1: 'one' refuses nothing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> only("-- case one\n-- refuse a EINVAL\n"))
                .withMessageContaining("neither '-- code' nor '-- object'");
    }
}
