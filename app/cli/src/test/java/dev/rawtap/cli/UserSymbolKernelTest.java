package dev.rawtap.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kerneltest.KernelTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of places in processes, as a kernel's events have them. What files hold is in MappedModuleTest of engine/linux. */
@KernelTest
class UserSymbolKernelTest {
    /** Where a process asks to sleep; the map is printed when the process has ended. */
    private static final String SLEEPS = """
            tracepoint:syscalls:sys_enter_clock_nanosleep /pid == cpid/ { print(ustack(1)); @ = ustack(1); }
            """;

    private static CommandLineRun run(String... arguments) {
        try (var engine = KernelEngine.open()) {
            return CommandLineRun.of(engine, arguments);
        }
    }

    /** The C library that this process maps. */
    private static Path library() throws IOException {
        Matcher line = Pattern.compile("(/\\S+/libc\\.so\\.6)").matcher(Files.readString(Path.of("/proc/self/maps")));
        assumeThat(line.find()).as("the GNU C library").isTrue();
        return Path.of(line.group(1));
    }

    @Test
    void exportedFunctionsHaveNamesAlsoWhenTheProcessHasEnded() throws Exception {
        library();
        CommandLineRun run = run("-c", "sleep 0.2", "-e", SLEEPS);
        assertThat(run.output().lines().filter(line -> line.matches(" *clock_nanosleep\\+[0-9]+")))
                .hasSize(2);
    }

    @Test
    void filesOfAnotherMountNamespaceAreReadInIt() throws Exception {
        Path library = library();
        Path loader = Path.of("/lib64/ld-linux-x86-64.so.2");
        assumeThat(loader).exists();
        String script =
                "mount -t tmpfs none /mnt && cp %s %s /usr/bin/sleep /mnt && exec /mnt/%s --library-path /mnt /mnt/sleep 0.4"
                        .formatted(
                                library,
                                loader.toRealPath(),
                                loader.toRealPath().getFileName());
        CommandLineRun run = run("-c", "unshare -m sh -c '" + script + "'", "-e", SLEEPS);
        assertThat(Path.of("/mnt/libc.so.6")).doesNotExist();
        assertThat(run.output()).as(run.errors()).contains("clock_nanosleep+");
    }

    /** One function, as large as the library, whose name nothing but the debug file has. */
    @Test
    void debugFilesAreFoundByBuildId(@TempDir Path folder) throws Exception {
        debugFile(folder, "named_by_the_debug_file");
        CommandLineRun run = run("--debuginfo", folder.toString(), "-c", "sleep 0.2", "-e", SLEEPS);
        assertThat(run.output()).as(run.errors()).contains("named_by_the_debug_file+");
    }

    @Test
    void namesOfCppAreAsWrittenUnlessTheSettingSaysOtherwise(@TempDir Path folder) throws Exception {
        debugFile(folder, "_ZN4deep4funcEi");
        CommandLineRun run = run("--debuginfo", folder.toString(), "-c", "sleep 0.2", "-e", SLEEPS);
        assertThat(run.output()).as(run.errors()).contains("deep::func(int)+");
        run = run("--debuginfo", folder.toString(), "-c", "sleep 0.2", "-e", "config = { cpp_demangle = 0 } " + SLEEPS);
        assertThat(run.output()).as(run.errors()).contains("_ZN4deep4funcEi+");
    }

    /** Makes a debug file of the C library in a folder. */
    private static void debugFile(Path folder, String function) throws IOException {
        Path library = library();
        String id;
        try (var engine = KernelEngine.open()) {
            id = engine.host()
                    .buildId((int) ProcessHandle.current().pid(), library.toString())
                    .orElseThrow();
        }
        Path debug = folder.resolve(".build-id/" + id.substring(0, 2) + "/" + id.substring(2) + ".debug");
        Files.createDirectories(debug.getParent());
        Files.write(debug, debugFile(function, Files.size(library)));
    }

    /** An ELF file with a symbol table and nothing else (elf.h of Linux 6.18: Elf64_Ehdr, Elf64_Shdr, Elf64_Sym). */
    private static byte[] debugFile(String function, long size) {
        byte[] names = ("\0" + function + "\0").getBytes(StandardCharsets.US_ASCII);
        byte[] sections = "\0.symtab\0.strtab\0.shstrtab\0".getBytes(StandardCharsets.US_ASCII);
        int symbols = 64;
        int text = symbols + 48;
        int sectionText = text + names.length;
        int headers = (sectionText + sections.length + 7) & ~7;
        ByteBuffer file = ByteBuffer.allocate(headers + 4 * 64).order(ByteOrder.nativeOrder());
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, (byte) (little ? 1 : 2), 1});
        file.putShort(16, (short) 3).putShort(18, (short) 62).putInt(20, 1).putLong(40, headers);
        file.putShort(52, (short) 64)
                .putShort(58, (short) 64)
                .putShort(60, (short) 4)
                .putShort(62, (short) 3);
        // STB_GLOBAL, STT_FUNC, in section 1.
        file.putInt(symbols + 24, 1).put(symbols + 28, (byte) 0x12).putShort(symbols + 30, (short) 1);
        file.putLong(symbols + 32, 1).putLong(symbols + 40, size);
        file.put(text, names).put(sectionText, sections);
        section(file, headers + 64, 1, 2, symbols, 48, 2, 24);
        section(file, headers + 128, 9, 3, text, names.length, 0, 0);
        section(file, headers + 192, 17, 3, sectionText, sections.length, 0, 0);
        return file.array();
    }

    private static void section(
            ByteBuffer file, int at, int name, int type, int offset, int size, int link, int entry) {
        file.putInt(at, name).putInt(at + 4, type).putLong(at + 24, offset).putLong(at + 32, size);
        file.putInt(at + 40, link).putInt(at + 44, 1).putLong(at + 48, 1).putLong(at + 56, entry);
    }

    /** The virtual machine lists what it compiled when it ends, which is when the map is printed. */
    @Test
    void compiledJavaIsNamedByItsPerfMap(@TempDir Path folder) throws Exception {
        Path source = folder.resolve("Busy.java");
        Files.writeString(source, """
                class Busy {
                    static double spin(long until) {
                        double sum = 0;
                        while (System.nanoTime() < until) {
                            for (int i = 0; i < 10000; i++) { sum += Math.sqrt(i + sum); }
                        }
                        return sum;
                    }
                    public static void main(String[] arguments) { System.out.println(spin(System.nanoTime() + 1_500_000_000L)); }
                }
                """);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        CommandLineRun run = run(
                "-c",
                java + " -XX:+UnlockDiagnosticVMOptions -XX:+DumpPerfMapAtExit -XX:+UseSerialGC " + source,
                "-e",
                "begin { printf(\"pid %d\\n\", cpid); } profile:hz:199 /pid == cpid/ { @[ustack(1)] = count(); }");
        Matcher pid = Pattern.compile("pid (\\d+)").matcher(run.output());
        assertThat(pid.find()).isTrue();
        Files.deleteIfExists(Path.of("/tmp/perf-" + pid.group(1) + ".map"));
        assertThat(run.output()).as(run.errors()).contains("double Busy.spin(long)+");
    }
}
