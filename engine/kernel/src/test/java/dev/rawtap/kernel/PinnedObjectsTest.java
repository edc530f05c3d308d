package dev.rawtap.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.KernelException;
import dev.rawtap.contract.BpfMap.UpdateMode;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.TestInput;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.linux.Kernel;
import dev.rawtap.linux.LinuxKernel;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.MapType;
import dev.rawtap.object.ObjectSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a bpf file system that is mounted nowhere and goes with its descriptor, pins and all. */
@KernelTest
class PinnedObjectsTest {
    private final Kernel kernel = new LinuxKernel();
    private final KernelEngine engine = KernelEngine.open();
    private FileDescriptor mount;
    private Path folder;

    @BeforeEach
    void mount() {
        try (var context = FileDescriptor.of(kernel, kernel.fsopen("bpf"), "fsopen")) {
            Kernel.require(kernel.fsconfigCreate(context.number()), "fsconfig");
            mount = FileDescriptor.of(kernel, kernel.fsmount(context.number()), "fsmount");
        }
        folder = Path.of("/proc/self/fd/" + mount.number());
    }

    @AfterEach
    void close() {
        engine.close();
        mount.close();
    }

    private static ObjectSpec sharing(int entries) {
        return Samples.object(
                List.of(), new MapSpec("shared", MapType.HASH, 4, 4, entries, 0, 0, 0, true, Optional.empty()));
    }

    @Test
    void pinnedProgramAndLinkOutliveTheirEngine() {
        int id;
        try (var first = KernelEngine.open();
                var loaded =
                        first.load(Samples.one(Samples.raw("task_rename"), Samples.RETURN_ZERO), LoadOptions.DEFAULT)) {
            KernelProgram program = loaded.program("sample");
            id = program.id();
            program.pin(folder.resolve("program"));
            program.attach().pin(folder.resolve("link"));
        }
        try (KernelProgram program = engine.pinned().program(folder.resolve("program"));
                KernelLink link = engine.pinned().link(folder.resolve("link"))) {
            assertThat(program.id()).isEqualTo(id);
            assertThat(program.name()).isEqualTo("sample");
            assertThat(program.testRun(TestInput.ofArguments(0)).value()).isZero();
            assertThat(link.target()).isEqualTo("task_rename");
            assertThat(link.program().id()).isEqualTo(id);
        }
    }

    @Test
    void objectsShareAMapByItsName() {
        try (var writer = engine.load(sharing(8), LoadOptions.DEFAULT, folder);
                var reader = engine.load(sharing(8), LoadOptions.DEFAULT, folder)) {
            writer.map("shared").update(Samples.u32(1), Samples.u32(2), UpdateMode.ANY);
            assertThat(reader.map("shared").lookup(Samples.u32(1))).isPresent();
            assertThat(reader.map("shared").id()).isEqualTo(writer.map("shared").id());
        }
        try (KernelMap pinned = engine.pinned().map(folder.resolve("shared"))) {
            assertThat(Samples.u32(pinned.lookup(Samples.u32(1)).orElseThrow())).isEqualTo(2);
        }
    }

    @Test
    void nothingIsPinnedUnlessAskedFor() {
        try (var loaded = engine.load(sharing(8), LoadOptions.DEFAULT)) {
            assertThat(loaded.map("shared").id()).isPositive();
        }
        assertThatThrownBy(() -> engine.pinned().map(folder.resolve("shared"))).hasMessageContaining("ENOENT");
    }

    @Test
    void mapOfAnotherShapeIsRefused() {
        try (var loaded = engine.load(sharing(8), LoadOptions.DEFAULT, folder)) {
            assertThat(loaded.maps()).hasSize(1);
            assertThatThrownBy(() -> engine.load(sharing(16), LoadOptions.DEFAULT, folder))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("entries 16")
                    .hasMessageContaining("entries 8");
        }
    }

    @Test
    void pinOfAnotherKindIsRefused() {
        try (var loaded = engine.load(sharing(8), LoadOptions.DEFAULT, folder)) {
            assertThat(loaded.maps()).hasSize(1);
            assertThatThrownBy(() -> engine.pinned().program(folder.resolve("shared")))
                    .hasMessageEndingWith("shared is a pinned map, not a program");
        }
    }

    @Test
    void pathThatIsNotOnABpfFileSystemIsExplained() {
        try (var loaded = engine.load(sharing(8), LoadOptions.DEFAULT)) {
            assertThatThrownBy(() -> loaded.map("shared").pin(Path.of("/tmp/rawtap_pin_test")))
                    .isInstanceOfSatisfying(
                            KernelException.class,
                            refused -> assertThat(refused.hint().orElseThrow()).contains("mount -t bpf"));
        }
    }
}
