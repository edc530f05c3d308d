package dev.rawtap.kernel.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.Errno;
import dev.rawtap.base.KernelException;
import dev.rawtap.base.UnsupportedException;
import dev.rawtap.contract.EventSource;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.TestInput;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kernel.KernelLoaded;
import dev.rawtap.kernel.Samples;
import dev.rawtap.linux.BpfCommand;
import dev.rawtap.testkit.FakeKernel;
import dev.rawtap.testkit.FaultyKernel;
import dev.rawtap.testkit.MemoryHost;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said about failures that no test can bring about in a real kernel. */
class FailureTextTest {
    private final FaultyKernel kernel = new FaultyKernel(new FakeKernel());
    private final KernelEngine engine = KernelEngine.open(kernel, new MemoryHost());

    private KernelLoaded unlinkat() {
        return engine.load(Samples.example("unlinkat"), LoadOptions.DEFAULT);
    }

    @Test
    void namesTheProgramThatIsNotDescribed() {
        var program = unlinkat().program("unlinkat");
        kernel.failing(BpfCommand.OBJ_GET_INFO_BY_FD, Errno.ENOMEM);
        assertThatThrownBy(program::id).hasMessage("describe program 'unlinkat': ENOMEM");
    }

    @Test
    void namesTheVariableThatIsNotThere() {
        var variable = unlinkat().variable("syscall_number");
        kernel.failing(BpfCommand.MAP_LOOKUP_ELEM, Errno.ENOENT);
        assertThatThrownBy(variable::number)
                .isInstanceOf(KernelException.class)
                .hasMessage("read variable 'syscall_number' from map '.rodata': ENOENT");
    }

    @Test
    void namesTheRingThatIsNotMapped() {
        KernelLoaded loaded = unlinkat();
        var source = List.<EventSource>of(new EventSource.Buffer(loaded.map("events"), (_, _, _) -> {}));
        kernel.failingCall(4, Errno.ENOMEM); // after epoll, eventfd and the wait for it
        assertThatThrownBy(() -> loaded.read(source)).hasMessage("map ring buffer 'events' into memory: ENOMEM");
        assertThat(kernel.calls()).element(3).isEqualTo("mmap");
    }

    /** A feature that the version promises is not said to be missing from it. */
    @Test
    void tellsARefusedProbeFromAnOldKernel() {
        var program = unlinkat().program("unlinkat");
        kernel.failing(BpfCommand.PROG_TEST_RUN, Errno.EPERM);
        assertThatThrownBy(() -> program.testRun(TestInput.ofArguments(0)))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageMatching(".* not available, though Linux has them since 5.10 \\(host is .*\\)");
    }

    @Test
    void speaksOfPacketsOnlyWhereThereAreSome() {
        var program = unlinkat().program("unlinkat");
        program.testRun(TestInput.ofArguments(0));
        kernel.failing(BpfCommand.PROG_TEST_RUN, Errno.EINVAL);
        assertThatThrownBy(() -> program.testRun(TestInput.ofArguments(0)))
                .isInstanceOfSatisfying(
                        KernelException.class,
                        refused -> assertThat(refused.hint()).isEmpty());
    }
}
