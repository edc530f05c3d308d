package dev.rawtap.syscall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

@Tag("kernel")
class RunningKernelTest {
    private static final Pattern ARGUMENT = Pattern.compile("\\tfield:(.*?) ?(\\w+);\\toffset:(\\d+)");
    private static final int FIRST_ARGUMENT = 16;

    /** As the testkit's rule does, which stands above this room. */
    @BeforeEach
    void countAsKernelTest(TestInfo test) throws IOException {
        boolean root = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .anyMatch(line -> line.matches("CapEff:\\s+[0-9a-f]*[2367abef][0-9a-f]{5}"));
        assumeTrue(root || "1".equals(System.getenv("RAWTAP_REQUIRE_KERNEL")), "this process lacks CAP_SYS_ADMIN");
        String file = System.getProperty("rawtap.kernel.count");
        if (file != null) {
            Files.createDirectories(Path.of(file).toAbsolutePath().getParent());
            String line = getClass().getName() + "." + test.getDisplayName() + "\n";
            Files.writeString(Path.of(file), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    /** Names and types move a little between versions (bpf has two more arguments since 7.1): 3 of 360 on 6.18. */
    @Test
    void argumentsAreThoseOfTheKernelsOwnTracepoints() throws IOException {
        SyscallTable table = SyscallTable.of(Architecture.host());
        List<String> unknown = new ArrayList<>();
        List<String> different = new ArrayList<>();
        int checked = 0;
        try (DetachedTracefs tracefs = new DetachedTracefs();
                Stream<Path> events = Files.list(tracefs.path("events/syscalls"))) {
            for (Path event : (Iterable<Path>) events::iterator) {
                String name = event.getFileName().toString();
                if (!name.startsWith("sys_enter_")) {
                    continue;
                }
                checked++;
                name = name.substring("sys_enter_".length());
                Optional<Syscall> call = table.byTracepointName(name);
                if (call.isEmpty()) {
                    unknown.add(name);
                } else if (!ours(call.get()).equals(kernels(event.resolve("format")))) {
                    different.add(name + ": " + kernels(event.resolve("format")));
                }
            }
        }
        assertThat(checked).isGreaterThan(250);
        assertThat(unknown).isEmpty();
        assertThat(different).hasSizeLessThan(checked / 20);
        assertThat(different).noneMatch(text -> text.startsWith("unlinkat:") || text.startsWith("openat:"));
    }

    private static List<String> ours(Syscall call) {
        return call.arguments().stream()
                .map(argument -> (argument.type() + " " + argument.name()).replace(" ", ""))
                .toList();
    }

    private static List<String> kernels(Path format) throws IOException {
        List<String> arguments = new ArrayList<>();
        Matcher field = ARGUMENT.matcher(Files.readString(format));
        while (field.find()) {
            if (Integer.parseInt(field.group(3)) >= FIRST_ARGUMENT) {
                String type = field.group(1).replaceAll("\\bunsigned(?! (int|long|char))", "unsigned int");
                arguments.add((type + field.group(2)).replace(" ", ""));
            }
        }
        return arguments;
    }
}
