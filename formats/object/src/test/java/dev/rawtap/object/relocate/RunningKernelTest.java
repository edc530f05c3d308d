package dev.rawtap.object.relocate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.object.KernelVersion;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.Target;
import dev.rawtap.object.elf.ElfObject;
import dev.rawtap.object.elf.Objects;
import dev.rawtap.syscall.Architecture;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Relocation for the kernel that runs here: its BTF says where fields are. */
@Tag("kernel")
final class RunningKernelTest {
    private static Btf kernel;

    @BeforeAll
    static void readKernelTypes() throws IOException {
        kernel = Btf.read("vmlinux", MemorySegment.ofArray(Files.readAllBytes(Path.of("/sys/kernel/btf/vmlinux"))));
    }

    private static Relocated relocate(ObjectSpec spec) {
        return Relocator.relocate(
                spec,
                new Target(Architecture.host(), new KernelVersion(6, 18), Set.of(), Optional.of(kernel), List.of()));
    }

    private static long offset(String struct, String field) {
        return kernel.field(kernel.find(BtfKind.STRUCT, struct).orElseThrow(), field)
                .orElseThrow()
                .offset();
    }

    private static long answer(Relocated relocated, String program, String what) {
        return relocated.resolutions().stream()
                .filter(found -> found.program().equals(program) && found.what().equals(what))
                .findFirst()
                .orElseThrow()
                .target()
                .orElseThrow();
    }

    @Test
    void offsetsAreThoseOfTheKernel() {
        Relocated relocated = relocate(Objects.read("core_fields"));
        assertThat(answer(relocated, "byte_offset", "task_struct.tgid")).isEqualTo(offset("task_struct", "tgid"));
        assertThat(answer(relocated, "array_element", "task_struct.comm[3]"))
                .isEqualTo(offset("task_struct", "comm") + 3);
        assertThat(answer(relocated, "nested", "task_struct.se.vruntime"))
                .isEqualTo(offset("task_struct", "se") + offset("sched_entity", "vruntime"));
        assertThat(answer(relocated, "byte_size", "task_struct.comm")).isEqualTo(16);
    }

    /** What reads registers has an object for each machine, x86-64's without a name. */
    private static boolean isForThisMachine(Path file) {
        String name = file.getFileName().toString();
        String own = "." + Architecture.host() + ".bpf.o";
        boolean others = Arrays.stream(Architecture.values()).anyMatch(each -> name.endsWith("." + each + ".bpf.o"));
        return name.endsWith(own) || (!others && !Files.exists(file.resolveSibling(name.replace(".bpf.o", own))));
    }

    @Test
    void examplesRelocateWithoutAFailure() throws IOException {
        Path examples = Path.of(System.getProperty("rawtap.root"), "examples/c");
        try (var files = Files.list(examples)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".bpf.o"))
                    .filter(RunningKernelTest::isForThisMachine)
                    .toList()) {
                ObjectSpec spec = ElfObject.read(file).spec();
                assertThat(relocate(spec).failures()).as(file.toString()).isEmpty();
                assertThat(spec.notes()).as(file.toString()).isEmpty();
            }
        }
    }
}
