package dev.rawtap.linux.symbol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.contract.Host.Symbol;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files written by hand; what libraries of this machine hold is in UserSymbolsTest. */
class MappedModuleTest {
    @TempDir
    private Path root;

    private List<Path> folders = List.of();

    private MappedModule module(ElfWriter writer) throws Exception {
        return MappedModule.open(write("lib/module.so", writer.bytes()), root, folders);
    }

    private Path write(String path, byte[] bytes) throws Exception {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes);
    }

    private static ElfWriter writer() {
        return new ElfWriter(true).loadedAt(0x401000);
    }

    /** A byte at 0x1000 + n of the file is at 0x401000 + n for its symbols. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void goesFromThePlaceInTheFileToTheFunction(boolean wide) throws Exception {
        MappedModule module = module(new ElfWriter(wide)
                .loadedAt(0x401000)
                .function("second", 0x401100, 0x20, 1)
                .function("first", 0x401000, 0x10, 0));
        assertThat(module.find(0x1000)).hasValue(new Symbol("first", 0));
        assertThat(module.find(0x100f)).hasValue(new Symbol("first", 15));
        assertThat(module.find(0x1010)).as("behind it").isEmpty();
        assertThat(module.find(0x1105)).hasValue(new Symbol("second", 5));
        assertThat(module.find(0x1120)).isEmpty();
        assertThat(module.find(0x10)).as("not loaded").isEmpty();
        assertThat(module.find(0x100000)).isEmpty();
    }

    @Test
    void knowsFunctionsAlone() throws Exception {
        MappedModule module = module(writer().other("variable", 0x401000, 1, 1).other("elsewhere", 0x401000, 2, 0));
        assertThat(module.find(0x1000)).isEmpty();
    }

    @Test
    void aFunctionWithoutSizeReachesToTheNext() throws Exception {
        MappedModule module = module(writer().function("label", 0x401000, 0, 1).function("next", 0x401040, 8, 1));
        assertThat(module.find(0x103f)).hasValue(new Symbol("label", 0x3f));
        assertThat(module.find(0x1041)).hasValue(new Symbol("next", 1));
    }

    @Test
    void leavesOutTheVersionOfAFunction() throws Exception {
        MappedModule module = module(writer().function("sleep@@LIBC_2", 0x401000, 8, 1));
        assertThat(module.find(0x1000)).hasValue(new Symbol("sleep", 0));
    }

    @Test
    void findsTheFunctionAroundAnother() throws Exception {
        MappedModule module =
                module(writer().function("outer", 0x401000, 0x100, 1).function("inner", 0x401020, 0x10, 1));
        assertThat(module.find(0x1028)).hasValue(new Symbol("inner", 8));
        assertThat(module.find(0x1050)).hasValue(new Symbol("outer", 0x50));
    }

    @Test
    void prefersTheNameThatOthersUse() throws Exception {
        MappedModule module = module(writer().function("local_read", 0x401000, 8, 0)
                .function("__read", 0x401000, 8, 1)
                .function("read", 0x401000, 8, 2)
                .function("__libc_read", 0x401000, 8, 1));
        assertThat(module.find(0x1000)).hasValue(new Symbol("read", 0));
    }

    @Test
    void findsTheDebugFileByBuildId() throws Exception {
        write(
                "usr/lib/debug/.build-id/ab/cdef.debug",
                writer().function("hidden", 0x401000, 8, 0).bytes());
        MappedModule module =
                module(writer().stripped().function("exported", 0x401100, 8, 1).buildId((byte) 0xab, (byte) 0xcd, (byte)
                        0xef));
        assertThat(module.buildId()).hasValue("abcdef");
        assertThat(module.find(0x1000)).hasValue(new Symbol("hidden", 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lib/module.debug", "lib/.debug/module.debug", "usr/lib/debug/lib/module.debug"})
    void findsTheDebugFileByItsLink(String place) throws Exception {
        byte[] debug = writer().function("hidden", 0x401000, 8, 0).bytes();
        write(place, debug);
        var crc = new CRC32();
        crc.update(debug);
        MappedModule module = module(writer().stripped().debugLink("module.debug", (int) crc.getValue()));
        assertThat(module.find(0x1000)).hasValue(new Symbol("hidden", 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {".build-id/ab/cdef.debug", "lib/module.debug"})
    void findsTheDebugFileInAFolderThatWasNamed(String place) throws Exception {
        byte[] debug = writer().function("hidden", 0x401000, 8, 0).bytes();
        write("mine/" + place, debug);
        var crc = new CRC32();
        crc.update(debug);
        folders = List.of(root.resolve("other"), root.resolve("mine"));
        MappedModule module = module(writer().stripped()
                .buildId((byte) 0xab, (byte) 0xcd, (byte) 0xef)
                .debugLink("module.debug", (int) crc.getValue()));
        assertThat(module.find(0x1000)).hasValue(new Symbol("hidden", 0));
    }

    @Test
    void aDebugFileOfAnotherBuildDoesNotCount() throws Exception {
        write("lib/module.debug", writer().function("wrong", 0x401000, 8, 0).bytes());
        MappedModule module =
                module(writer().stripped().function("exported", 0x401000, 8, 1).debugLink("module.debug", 0x1234));
        assertThat(module.find(0x1000)).hasValue(new Symbol("exported", 0));
    }

    @Test
    void whatIsMissingOrNoElfFileHasNoNames() throws Exception {
        assertThat(MappedModule.open(root.resolve("none"), root, folders).find(0x1000))
                .isEmpty();
        Path text = write("text", "#!/bin/sh\n".repeat(20).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(MappedModule.open(text, root, folders).find(0)).isEmpty();
        assertThat(MappedModule.open(text, root, folders).buildId()).isEmpty();
    }

    /** Each file has a few bytes that are not what they were, or ends early. */
    @Test
    void brokenFilesHaveFewerNamesAndNothingElseHappens() throws Exception {
        byte[] good = writer().function("first", 0x401000, 0x10, 1)
                .function("second", 0x401100, 0x10, 1)
                .buildId(HexFormat.of().parseHex("0123456789"))
                .debugLink("x.debug", 1)
                .bytes();
        var random = new Random(20261121);
        for (int round = 0; round < 3000; round++) {
            byte[] bad = java.util.Arrays.copyOf(good, round % 3 == 0 ? random.nextInt(good.length) : good.length);
            for (int i = 0; i < 4 && bad.length > 0; i++) {
                bad[random.nextInt(Math.min(bad.length, 0x400))] = (byte) random.nextInt();
            }
            MappedModule module = MappedModule.of(ElfImage.of(java.lang.foreign.MemorySegment.ofArray(bad)));
            module.buildId();
            module.find(0x1000);
            module.find(0x1108);
        }
    }
}
