package dev.rawtap.kernels;

import static dev.rawtap.isa.Register.R0;
import static dev.rawtap.isa.Register.R1;
import static dev.rawtap.isa.Register.R2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.ProgramRejectedException;
import dev.rawtap.isa.Assembler;
import dev.rawtap.isa.Size;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kernel.Samples;
import dev.rawtap.kerneltest.KernelTest;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Writable raw tracepoints as far as they need no module; dev.rawtap.kernels.nbd has the rest. */
@KernelTest
class WritableTracepointTest {
    private static final String TABLE = "Writable raw tracepoints";

    private final KernelEngine engine = KernelEngine.open();

    @AfterEach
    void close() {
        engine.close();
    }

    private static Consumer<Assembler> writing(int offset) {
        return a -> a.load(Size.DOUBLE, R2, R1, 0)
                .store(Size.WORD, R2, offset, 1)
                .mov(R0, 0)
                .exit();
    }

    @Test
    void resultOfATestRunHasFourBytes() {
        var point = Samples.writable("bpf_test_finish");
        try (var loaded = engine.load(Samples.one(point, writing(0)), LoadOptions.DEFAULT)) {
            loaded.program("sample").attach().close();
        }
        var far =
                engine.load(Samples.one(point, writing(4)), LoadOptions.DEFAULT).program("sample");
        assertThatThrownBy(far::attach)
                .hasMessage(
                        "program 'sample' accesses 8 bytes of the writable buffer of 'bpf_test_finish', which has 4");
        Facts.add(TABLE, "raw_tp.w/bpf_test_finish", "4 bytes; a program that reaches further is refused at attach");
    }

    /** The module need not be loaded: the verifier knows no tracepoint of a raw_tp program. */
    @Test
    void programThatMayOnlyReadIsToldToBeWritable() {
        var object = Samples.one(Samples.raw("nbd_send_request"), writing(0));
        assertThatThrownBy(() -> engine.load(object, LoadOptions.DEFAULT))
                .isInstanceOfSatisfying(
                        ProgramRejectedException.class,
                        refused -> assertThat(refused.findings())
                                .singleElement()
                                .satisfies(finding -> assertThat(finding.fix()).contains("SEC(\"raw_tp.w/NAME\")")));
        Facts.add(TABLE, "raw_tp that writes", "refused by the verifier");
    }
}
