package dev.rawtap.bench.code;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.contract.LoadOptions;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.object.ObjectSpec;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The gate on the size of generated code: instructions as emitted and as the kernel counts them, and bytes of machine code.
 * bpftrace's are kept as data.
 */
@KernelTest
final class GeneratedCodeTest {
    private static final Path FOLDER = Path.of("reference");
    private static final StoredSizes BPFTRACE = StoredSizes.read(FOLDER.resolve(StoredSizes.FILE));

    @ParameterizedTest
    @EnumSource(Reference.class)
    void isNoLargerThanClangs(Reference reference) {
        try (var engine = KernelEngine.open()) {
            CodeSize ours = size(engine, new ScriptCode(engine, FOLDER).object(reference));
            CodeSize clangs = size(engine, new ObjectFiles("clang", engine, FOLDER.resolve("plain")).object(reference));
            assertThat(ours.atMost(clangs)).as("%s, clang's %s", ours, clangs).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Reference.class)
    void isSmallerThanBpftraces(Reference reference) {
        try (var engine = KernelEngine.open()) {
            CodeSize ours = size(engine, new ScriptCode(engine, FOLDER).object(reference));
            assertThat(ours.lessThan(BPFTRACE.sizes().get(reference)))
                    .as("%s, %s", ours, BPFTRACE)
                    .isTrue();
        }
    }

    private static CodeSize size(KernelEngine engine, ObjectSpec object) {
        return CodeSize.of(engine.load(object, LoadOptions.DEFAULT.withLedger(false)));
    }
}
