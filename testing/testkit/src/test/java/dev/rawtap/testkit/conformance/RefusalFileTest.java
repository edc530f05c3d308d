package dev.rawtap.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rawtap.object.KernelVersion;
import dev.rawtap.testkit.conformance.RefusalCase.AssemblerText;
import dev.rawtap.testkit.conformance.RefusalCase.CompiledProgram;
import dev.rawtap.testkit.conformance.RefusalCase.LogText;
import dev.rawtap.testkit.conformance.RefusalCase.Refusal;
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
    void otherKernelsAnswerOtherwise() {
        RefusalCase one = only("""
                -- case one
                -- code
                exit
                -- refuse register-unset EACCES
                R0 !read_ok
                -- needs 5.13 load-kind EINVAL
                -- before 5.17 accepted
                -- since 7.2 helper-missing EINVAL
                -- fixed code
                r0 = 0
                exit
                -- fixed before 6.3 stack-uninitialised EACCES
                """);
        assertThat(one.refusalOn(new KernelVersion(5, 12))).contains(new Refusal("load-kind", "EINVAL"));
        assertThat(one.refusalOn(new KernelVersion(5, 13))).isEmpty();
        assertThat(one.refusalOn(new KernelVersion(5, 17))).contains(new Refusal("register-unset", "EACCES"));
        assertThat(one.refusalOn(new KernelVersion(7, 2))).contains(new Refusal("helper-missing", "EINVAL"));
        assertThat(one.fixedRefusalOn(new KernelVersion(5, 12))).contains(new Refusal("load-kind", "EINVAL"));
        assertThat(one.fixedRefusalOn(new KernelVersion(6, 2))).contains(new Refusal("stack-uninitialised", "EACCES"));
        assertThat(one.fixedRefusalOn(new KernelVersion(6, 3))).isEmpty();
    }

    @Test
    void aCaseRefusesSomethingAndHasAProgram() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> only("-- case one\n-- code\nexit\n"))
                .withMessageContaining("topic.data:1: 'one' refuses nothing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> only("-- case one\n-- refuse a EINVAL\n"))
                .withMessageContaining("neither '-- code' nor '-- object'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> only("-- case one\n-- code\nexit\n-- refuse a EINVAL\n-- since 7.2 a\n"))
                .withMessageContaining("'-- since 7.2 a' is neither VERSION accepted nor VERSION CODE ERRNO");
    }
}
