package dev.rawtap.linux.symbol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.contract.Host.Symbol;
import dev.rawtap.contract.Host.UserPlace;
import dev.rawtap.linux.SystemFiles;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This process and a child: what the dynamic linker and the kernel say of their addresses. */
class UserSymbolsTest {
    private static final int SELF = (int) ProcessHandle.current().pid();

    private final UserSymbols symbols = new UserSymbols(SystemFiles.HOST);

    @Test
    void findsAFunctionOfTheLibraryThatDefinesIt() {
        long function = Linker.nativeLinker()
                .defaultLookup()
                .find("qsort")
                .orElseThrow()
                .address();
        UserPlace place = symbols.place(SELF, function + 3).orElseThrow();
        assertThat(place.symbol()).hasValue(new Symbol("qsort", 3));
        assertThat(place.module()).contains("libc").startsWith("/");
        assertThat(symbols.buildId(SELF, place.module()).orElseThrow()).matches("[0-9a-f]{16,64}");
    }

    @Test
    @SuppressWarnings("restricted")
    void findsAFunctionOfTheVirtualMachine() {
        Path library = Path.of(System.getProperty("java.home"), "lib/server/libjvm.so");
        try (var arena = Arena.ofConfined()) {
            long function = SymbolLookup.libraryLookup(library, arena)
                    .find("JNI_GetCreatedJavaVMs")
                    .orElseThrow()
                    .address();
            assertThat(symbols.place(SELF, function).orElseThrow().symbol())
                    .hasValue(new Symbol("JNI_GetCreatedJavaVMs", 0));
        }
    }

    /** AT_SYSINFO_EHDR, 33, in the auxiliary vector. */
    @Test
    void findsFunctionsOfTheKernelsOwnLibrary() throws Exception {
        ByteBuffer vector =
                ByteBuffer.wrap(Files.readAllBytes(Path.of("/proc/self/auxv"))).order(ByteOrder.nativeOrder());
        long base = 0;
        while (vector.remaining() >= 16) {
            long type = vector.getLong();
            base = type == 33 ? vector.getLong() : base + 0 * vector.getLong();
        }
        assertThat(symbols.place(SELF, base).orElseThrow().module()).isEqualTo("[vdso]");
        var names = new ArrayList<String>();
        for (long at = 0; at < 0x2000; at += 16) {
            symbols.place(SELF, base + at).flatMap(UserPlace::symbol).ifPresent(symbol -> names.add(symbol.name()));
        }
        assertThat(names).anyMatch(name -> name.endsWith("clock_gettime"));
    }

    @Test
    void memoryOfNoFileHasThePlaceAlone() {
        try (var arena = Arena.ofConfined()) {
            long address = arena.allocate(64).address();
            assertThat(symbols.place(SELF, address).orElseThrow().symbol()).isEmpty();
        }
        assertThat(symbols.place(SELF, 8)).isEmpty();
        assertThat(symbols.place(SELF, -1)).isEmpty();
        assertThat(symbols.place(1 << 30, 0x401000)).as("no such process").isEmpty();
    }

    @Test
    void aProcessThatHasEndedIsRememberedIfItWasSeen() throws Exception {
        Process child = new ProcessBuilder("sleep", "100").start();
        int pid = (int) child.pid();
        ProcessMapping code = ProcessMapping.all(Files.readString(Path.of("/proc/" + pid + "/maps"))).stream()
                .filter(mapping -> mapping.executable() && mapping.ofFile())
                .findFirst()
                .orElseThrow();
        symbols.remember(pid);
        child.destroyForcibly().waitFor();
        UserPlace place = symbols.place(pid, code.start() + 16).orElseThrow();
        assertThat(place.module()).isEqualTo(code.path());
        assertThat(place.moduleOffset()).isEqualTo(code.offset() + 16);
        assertThat(new UserSymbols(SystemFiles.HOST).place(pid, code.start())).isEmpty();
    }

    /** What a virtual machine lists for perf, in a file system of its own, under the number that it has there. */
    @Test
    void findsCodeMadeAtRunTimeByItsList(@TempDir Path root) throws Exception {
        Path process = Files.createDirectories(root.resolve("proc/77"));
        Files.writeString(process.resolve("maps"), "7f0000000000-7f0000010000 rwxp 00000000 00:00 0 \n");
        Files.writeString(process.resolve("status"), "Name:\tjava\nNSpid:\t77\t5\n");
        Path list = Files.createDirectories(process.resolve("root/tmp")).resolve("perf-5.map");
        Files.writeString(list, "7f0000000100 20 void Main.run(int)\nnonsense\n0x7f0000000200 10 Interpreter\n");
        var other = new UserSymbols(new SystemFiles(root));
        assertThat(other.place(77, 0x7f0000000110L))
                .hasValue(new UserPlace(Optional.of(new Symbol("void Main.run(int)", 0x10)), "/tmp/perf-5.map", 0x110));
        assertThat(other.place(77, 0x7f0000000205L).flatMap(UserPlace::symbol)).hasValue(new Symbol("Interpreter", 5));
        assertThat(other.place(77, 0x7f0000000120L))
                .as("behind the function")
                .hasValue(new UserPlace(Optional.empty(), "", 0x120));

        Files.writeString(list, "7f0000000100 20 void Main.other()\n7f0000000300 8 late\n");
        LockSupport.parkNanos(20_000_000); // what was just read is not read again
        other.remember(77);
        assertThat(other.place(77, 0x7f0000000100L).flatMap(UserPlace::symbol))
                .hasValue(new Symbol("void Main.other()", 0));
        assertThat(other.place(77, 0x7f0000000301L).flatMap(UserPlace::symbol)).hasValue(new Symbol("late", 1));
    }

    /** A virtual machine may write its list when it ends, right after it was looked at. */
    @Test
    void findsWhatWasListedSinceTheLastLook(@TempDir Path root) throws Exception {
        Path process = Files.createDirectories(root.resolve("proc/77"));
        Files.writeString(process.resolve("maps"), "7f0000000000-7f0000010000 rwxp 00000000 00:00 0 \n");
        var other = new UserSymbols(new SystemFiles(root));
        assertThat(other.place(77, 0x7f0000000110L).flatMap(UserPlace::symbol)).isEmpty();

        Path list = Files.createDirectories(root.resolve("tmp")).resolve("perf-77.map");
        Files.writeString(list, "7f0000000100 20 void Main.run(int)\n");
        LockSupport.parkNanos(5_000_000);
        assertThat(other.place(77, 0x7f0000000110L).flatMap(UserPlace::symbol))
                .hasValue(new Symbol("void Main.run(int)", 0x10));
    }

    /** As after execve: the process was looked at, and then became something else. */
    @Test
    void looksAgainForAnAddressThatNothingHolds(@TempDir Path root) throws Exception {
        Path maps = Files.createDirectories(root.resolve("proc/77")).resolve("maps");
        Files.writeString(maps, "7f0000000000-7f0000010000 rwxp 00000000 00:00 0 [old]\n");
        var other = new UserSymbols(new SystemFiles(root));
        assertThat(other.place(77, 0x7f0000000000L).map(UserPlace::module)).hasValue("[old]");
        Files.writeString(maps, "7e0000000000-7e0000010000 rwxp 00000000 00:00 0 [new]\n");
        assertThat(other.place(77, 0x7e0000000010L)).hasValue(new UserPlace(Optional.empty(), "[new]", 0x10));
    }

    @Test
    void readsMappingsAsTheKernelWritesThem() {
        List<ProcessMapping> all = ProcessMapping.all("""
                55d0c0a00000-55d0c0a02000 r--p 00001000 08:01 1234                       /usr/bin/a b (deleted)
                7ffd00000000-7ffd00021000 rw-p 00000000 00:00 0                          [stack]
                ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]
                7f0000000000-7f0000001000 rwxp 00000000 00:00 0
                not a mapping
                """);
        assertThat(all)
                .containsExactly(
                        new ProcessMapping(0x55d0c0a00000L, 0x55d0c0a02000L, false, 0x1000, 1234, "/usr/bin/a b"),
                        new ProcessMapping(0x7ffd00000000L, 0x7ffd00021000L, false, 0, 0, "[stack]"),
                        new ProcessMapping(0xffffffffff600000L, 0xffffffffff601000L, true, 0, 0, "[vsyscall]"),
                        new ProcessMapping(0x7f0000000000L, 0x7f0000001000L, true, 0, 0, ""));
        assertThat(all.get(2).holds(0xffffffffff600010L)).isTrue();
    }
}
