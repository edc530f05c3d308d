package dev.rawtap.kerneltest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Decides whether a {@link KernelTest} runs, and counts those that do. */
final class KernelTestRule implements ExecutionCondition, BeforeTestExecutionCallback {
    private static final int CAP_SYS_ADMIN = 21;
    private static final int CAP_PERFMON = 38;
    private static final int CAP_BPF = 39;

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<String> missing = missing();
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("bpf(2) may be used");
        }
        if ("1".equals(System.getenv("RAWTAP_REQUIRE_KERNEL"))) {
            throw new AssertionError("kernel test required by RAWTAP_REQUIRE_KERNEL=1, but " + missing.get());
        }
        return ConditionEvaluationResult.disabled(missing.get());
    }

    @Override
    public void beforeTestExecution(ExtensionContext context) throws IOException {
        String file = System.getProperty("rawtap.kernel.count");
        if (file != null) {
            Path path = Path.of(file);
            Files.createDirectories(path.toAbsolutePath().getParent());
            Files.writeString(path, context.getUniqueId() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    /** What keeps this process from loading tracing programs. */
    private static Optional<String> missing() {
        if (!Files.isReadable(Path.of("/sys/kernel/btf/vmlinux"))) {
            return Optional.of("/sys/kernel/btf/vmlinux cannot be read");
        }
        long effective = effectiveCapabilities();
        boolean all = has(effective, CAP_SYS_ADMIN) || (has(effective, CAP_BPF) && has(effective, CAP_PERFMON));
        return all ? Optional.empty() : Optional.of("this process has neither CAP_SYS_ADMIN nor CAP_BPF + CAP_PERFMON");
    }

    private static boolean has(long capabilities, int number) {
        return (capabilities >>> number & 1) == 1;
    }

    private static long effectiveCapabilities() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("CapEff:"))
                    .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException("/proc/self/status cannot be read", e);
        }
    }
}
