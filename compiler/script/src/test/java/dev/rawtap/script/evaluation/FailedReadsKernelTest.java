package dev.rawtap.script.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.contract.LossLedger;
import dev.rawtap.contract.LossLedger.Kind;
import dev.rawtap.kerneltest.KernelTest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reads that fail are in the ledger, each at its place in the script, wherever what was read goes. No page is mapped at address 5. */
@KernelTest
class FailedReadsKernelTest {
    private static LossLedger losses(String script) {
        try (var kernel = new OnKernel()) {
            return kernel.losses("begin { $p = (uint64)pid - pid + 5;\n" + script + "\n}");
        }
    }

    private static LossLedger.Loss failed(int column, long count) {
        return new LossLedger.Loss(Kind.READ_FAILED, "generated:2:" + column, count);
    }

    @Test
    void ofTextInARecord() {
        assertThat(losses("printf(\"%s\", str(uptr($p)));").losses()).isEqualTo(List.of(failed(1, 1)));
        assertThat(losses("printf(\"%d%s\", pid, str(uptr($p), 9));").losses()).isEqualTo(List.of(failed(1, 1)));
        assertThat(losses("printf(\"%s\", str(kptr($p)));").losses()).isEqualTo(List.of(failed(1, 1)));
    }

    @Test
    void ofTextInAKeyAVariableAndATuple() {
        assertThat(losses("@[str(uptr($p))] = 1;").losses()).isEqualTo(List.of(failed(3, 1)));
        assertThat(losses("$s = str(uptr($p)); print($s);").losses()).isEqualTo(List.of(failed(6, 1)));
        assertThat(losses("print((1, str(uptr($p))));").losses()).isEqualTo(List.of(failed(11, 1)));
    }

    @Test
    void ofBytes() {
        assertThat(losses("print(buf(uptr($p), 4));").losses()).isEqualTo(List.of(failed(7, 1)));
    }

    @Test
    void ofNumbers() {
        assertThat(losses("print(*(uint64*)$p);").losses()).hasSize(1);
        assertThat(losses("for ($i : 0..200) { @ = sum(*(uint64*)($p + $i * 1000)); }")
                        .losses())
                .extracting(LossLedger.Loss::count)
                .containsExactly(200L);
    }

    @Test
    void notOfWhatCanBeRead() {
        assertThat(losses(
                                "$c = (uint64)curtask; print(*(uint64*)$c); printf(\"%s\", str(kptr($c), 2)); print(strlen(comm));")
                        .losses())
                .isEmpty();
    }
}
