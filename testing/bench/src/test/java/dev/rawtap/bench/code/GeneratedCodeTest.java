package dev.rawtap.bench.code;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.contract.LoadOptions;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kerneltest.KernelTest;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gate on the size of generated code: emitted slots, slots after the kernel's inlining, bytes of machine code. */
@KernelTest
final class GeneratedCodeTest {
    private static final Path FOLDER = Path.of("reference");
    private static final StoredSizes BPFTRACE = StoredSizes.read(FOLDER.resolve(StoredSizes.FILE));

    @ParameterizedTest
    @EnumSource(Reference.class)
    void ofClangIsSmallerThanBpftraces(Reference reference) {
        try (var engine = KernelEngine.open()) {
            CodeSize clang = sizeOfClang(engine, "losses", reference);
            assertThat(clang.lessThan(BPFTRACE.sizes().get(reference)))
                    .as("%s, %s", clang, BPFTRACE)
                    .isTrue();
        }
    }

    private static CodeSize sizeOfClang(KernelEngine engine, String folder, Reference reference) {
        var objects = new ObjectFiles("clang", engine, FOLDER.resolve(folder));
        return CodeSize.of(engine.load(objects.object(reference), LoadOptions.DEFAULT.withLedger(false)));
    }
}
