package dev.rawtap.script.typed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfBuilder;
import dev.rawtap.btf.BtfType;
import dev.rawtap.btf.tracepoint.Nullability;
import dev.rawtap.btf.tracepoint.RawTracepoint;
import dev.rawtap.object.AttachPoint;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProbeKindTest {
    private final BtfBuilder kernel = new BtfBuilder(ByteOrder.LITTLE_ENDIAN);
    private final int task =
            kernel.add(new BtfType.Pointer(kernel.add(new BtfType.Struct("task_struct", 4, List.of()))));
    private final Btf vmlinux = kernel.build("vmlinux");
    private final BtfBuilder module = BtfBuilder.split(vmlinux);
    private final int own =
            module.add(new BtfType.Pointer(module.add(new BtfType.Struct("nbd_request", 4, List.of()))));
    private final Btf nbd = module.build("nbd");

    private static AttachPoint typed(Optional<String> module, Btf btf, int argument) {
        var parameters = List.of(new RawTracepoint.Parameter("it", argument, Nullability.UNKNOWN));
        return new ProbeKind.RawTracepointEvent(new RawTracepoint("sent", module, btf, parameters)).attachPoint(true);
    }

    /** Since 6.12 the verifier lets nothing be added to such a pointer, by which its structure's fields are read. */
    @Test
    void structuresOfAModuleAreReadByProgramsWithoutTypes() {
        assertThat(typed(Optional.of("nbd"), nbd, own))
                .isEqualTo(new AttachPoint.RawTracepoint(Optional.of("sent"), false, false));
    }

    @Test
    void structuresOfTheKernelAreFollowedAlsoFromModules() {
        assertThat(typed(Optional.of("nbd"), nbd, task))
                .isEqualTo(new AttachPoint.BtfTracepoint(Optional.of("nbd"), Optional.of("sent"), false));
        assertThat(typed(Optional.empty(), vmlinux, task))
                .isEqualTo(new AttachPoint.BtfTracepoint(Optional.empty(), Optional.of("sent"), false));
    }
}
