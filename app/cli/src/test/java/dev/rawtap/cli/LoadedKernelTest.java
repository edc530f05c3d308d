package dev.rawtap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.base.Errno;
import dev.rawtap.contract.BpfMap;
import dev.rawtap.contract.ChildCommand;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.ProcessFilter;
import dev.rawtap.contract.TestInput;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kernel.KernelLoaded;
import dev.rawtap.kernel.KernelProgram;
import dev.rawtap.kernel.RunStatistics;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.linux.BpfCommand;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.linux.Kernel;
import dev.rawtap.linux.LinuxHost;
import dev.rawtap.linux.LinuxKernel;
import dev.rawtap.object.elf.ElfObject;
import dev.rawtap.syscall.Architecture;
import dev.rawtap.syscall.SyscallTable;
import dev.rawtap.testkit.FaultyKernel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands about what is loaded, on programs that this test has loaded. */
@KernelTest
class LoadedKernelTest {
    private static final int UNLINKAT =
            SyscallTable.of(Architecture.host()).get("unlinkat").number();
    private static final String SELF = "java(" + ProcessHandle.current().pid() + ")";

    private KernelEngine engine;
    private KernelLoaded loaded;
    private KernelProgram program;
    private String id;

    @BeforeEach
    void load() {
        engine = KernelEngine.open();
        loaded = load("unlinkat", LoadOptions.DEFAULT);
        program = loaded.program("unlinkat");
        id = Integer.toString(program.id());
    }

    private KernelLoaded load(String example, LoadOptions options) {
        return engine.load(
                ElfObject.read(Path.of(CommandLineRun.example(example))).spec(), options);
    }

    @AfterEach
    void unload() {
        engine.close();
    }

    /** Through a door that knows what stays open. */
    private static String output(String... arguments) {
        CommandLineRun run = run(arguments);
        assertThat(run.errors()).isEmpty();
        assertThat(run.status()).isZero();
        return run.output();
    }

    private static CommandLineRun run(String... arguments) {
        var kernel = new FaultyKernel(new LinuxKernel());
        CommandLineRun run = CommandLineRun.of(KernelEngine.open(kernel, new LinuxHost(kernel)), arguments);
        assertThat(kernel.open()).as("left open by %s", List.of(arguments)).isEmpty();
        return run;
    }

    private String map(String name) {
        return Integer.toString(loaded.map(name).id());
    }

    @Test
    void listsAProgramWithItsHolderAndTracepoint() {
        try (var _ = program.attach()) {
            String tag = program.describe().tag();
            assertThat(output("prog", "list"))
                    .startsWith("ID ")
                    .containsPattern(
                            "(?m)^%s +raw_tracepoint +unlinkat +%s +sys_enter +.*\\Q%s\\E".formatted(id, tag, SELF));
        }
    }

    @Test
    void showsAllOfAProgram() {
        try (var link = program.attach(program.spec().attach(), 77)) {
            String text = output("prog", "show", id);
            assertThat(text)
                    .startsWith("program " + id + " unlinkat\n  type ")
                    .containsPattern("held by +\\Q" + SELF + "\\E")
                    .containsPattern("attached +link " + link.id() + ", raw_tracepoint to sys_enter, cookie 77\n")
                    .containsPattern("map +" + map("calls") + " percpu_hash calls\n")
                    .containsPattern("code +%d instructions, %d bytes of machine code"
                            .formatted(
                                    program.describe().translatedBytes() / 8,
                                    program.describe().machineBytes()))
                    .containsPattern("runs +none counted");
            assertThat(output("prog", "show", "--json", "unlinkat"))
                    .contains("{\"id\":" + id + ",\"type\":\"raw_tracepoint\",\"name\":\"unlinkat\",\"tag\":\""
                            + program.describe().tag())
                    .contains("\"holders\":[{\"pid\":" + ProcessHandle.current().pid() + ",\"comm\":\"java\"}]")
                    .contains("\"links\":[{\"id\":" + link.id()
                            + ",\"type\":\"raw_tracepoint\",\"target\":\"sys_enter\",\"cookie\":\"77\"}]");
            assertThat(output("link", "show", Integer.toString(link.id())))
                    .containsPattern("target +sys_enter\n +cookie +77\n +program +" + id + " unlinkat\n")
                    .contains(SELF);
            assertThat(output("link", "list"))
                    .containsPattern("(?m)^%d +raw_tracepoint +sys_enter +77 +%s unlinkat".formatted(link.id(), id));
        }
    }

    @Test
    void namesThatTheKernelCutAreWhole() {
        try (var long1 = load("rename_tracepoint", LoadOptions.DEFAULT)) {
            String whole = long1.spec().programs().getFirst().name();
            assertThat(whole).hasSizeGreaterThan(15);
            int number = long1.program(whole).id();
            assertThat(output("prog", "list")).containsPattern("(?m)^" + number + " +tracepoint +" + whole + " ");
            assertThat(output("prog", "show", whole)).startsWith("program " + number + " " + whole + "\n");
            assertThat(output("prog", "show", whole.substring(0, 15)))
                    .startsWith("program " + number + " " + whole + "\n");
        }
    }

    @Test
    void showsWhereATypedProgramGoes() {
        try (var typed = load("rename_btf", LoadOptions.DEFAULT)) {
            String name = typed.spec().programs().getFirst().name();
            assertThat(output("prog", "show", name)).containsPattern("type +tracing\n +for +task_rename\n");
        }
    }

    @Test
    void countsOnlyRunsThatWereMade() {
        try (RunStatistics _ = engine.keepStatistics()) {
            for (int i = 0; i < 5; i++) {
                program.testRun(TestInput.ofArguments(0, 1));
            }
        }
        assertThat(output("prog", "show", id)).containsPattern("runs +5, [0-9]+ ns each\n");
        assertThat(output("prog", "show", "--json", id)).contains("\"runs\":5,");
    }

    @Test
    void dumpsTranslatedInstructionsWithNamesAndSource() {
        String text = output("prog", "dump", "--source", id);
        assertThat(text)
                .startsWith("unlinkat:\n")
                .contains("; if (ctx->args[1] != syscall_number)  (unlinkat.bpf.c:47)")
                .contains(
                        "call bpf_ringbuf_reserve\n",
                        "call bpf_get_current_pid_tgid\n",
                        "; map events",
                        "; .rodata + 0");
        assertThat(output("prog", "dump", "--xlated", id)).doesNotContain("unlinkat.bpf.c");
        assertThat(output("prog", "dump", "--json", id))
                .startsWith("{\"id\":" + id + ",\"instructions\":[{\"slot\":0,\"text\":\"")
                .contains("\"refers_to\":\"map events\"", "\"function\":\"unlinkat\"", "\"line\":47,");
    }

    @Test
    void dumpsMachineCode() {
        assertThat(output("prog", "dump", "--jited", "hex", id)).matches("(?s)( +[0-9a-f]+:( [0-9a-f]{2}){1,16}\n)+");
        assertThat(output("prog", "dump", "--jited", "hex", "--json", id))
                .matches("\\{\"id\":%s,\"machine\":\"[0-9a-f]{%d}\"}\n"
                        .formatted(id, 2 * program.describe().machineBytes()));
    }

    @Test
    void runsALoadedProgramOnceAndOften() {
        assertThat(output("prog", "run", id, "--args", "0,0x107")).isEqualTo("return value 0\n");
        assertThat(output("prog", "run", id, "--cpu", "0", "--repeat", "20"))
                .matches("return value 0\n20 runs, [0-9]+ ns each\n");
        assertThat(output("prog", "run", id, "--json")).isEqualTo("{\"return_value\":0,\"runs\":1}\n");
        assertThat(run("prog", "run", id, "--cpu", "4000").errors()).contains("CPU 4000 is not online");
    }

    @Test
    void runsAProgramOfAFile() {
        String file = CommandLineRun.example("unlinkat");
        assertThat(output("prog", "run", file)).isEqualTo("return value 0\n");
        assertThat(output("prog", "run", file, "unlinkat", "--repeat", "3", "--json"))
                .matches("\\{\"return_value\":0,\"runs\":3,\"ns_per_run\":[0-9]+}\n");
        String sections = CommandLineRun.file("formats/object/src/test/resources/objects/sections.o");
        assertThat(output("prog", "run", sections, "raw_tp_optional"))
                .as("loaded because it is asked for")
                .isEqualTo("return value 21\n");
        assertThat(run("prog", "run", file, "unlinkit").errors())
                .contains("has no program 'unlinkit'\n  hint: nearest: unlinkat");
        assertThat(run("prog", "run", CommandLineRun.file("examples/c/rename_btf.bpf.o"))
                        .errors())
                .contains("cannot be test-run");
    }

    @Test
    void countsRunsWhileTheyAreMade() throws InterruptedException {
        String text = meanwhile(
                () -> program.testRun(TestInput.ofArguments(0, 1)), "prog", "stats", "-n", "2", "-i", "300ms", id);
        assertThat(text.lines().toList()).hasSize(3);
        assertThat(text)
                .startsWith("TIME         ID NAME ")
                .containsPattern("(?m)^[0-9:]{8} +%s unlinkat +[1-9][0-9]* +[0-9]+ +0 +[0-9.]+$".formatted(id));
        assertThat(meanwhile(
                        () -> program.testRun(TestInput.ofArguments(0, 1)),
                        "prog",
                        "stats",
                        "-n",
                        "1",
                        "-i",
                        "300ms",
                        "--json"))
                .containsPattern("\"id\":%s,\"name\":\"unlinkat\",\"runs\":[1-9]".formatted(id));
    }

    /** Does something all the time while a command runs. */
    private static String meanwhile(Runnable action, String... arguments) throws InterruptedException {
        var end = new CountDownLatch(1);
        Thread busy = Thread.ofPlatform().start(() -> {
            try {
                do {
                    action.run();
                } while (!end.await(1, TimeUnit.MILLISECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            return output(arguments);
        } finally {
            end.countDown();
            busy.join();
        }
    }

    /** One file is removed by one process, so that its number is counted once. */
    @Test
    void dumpsWhatAProgramCounted(@TempDir Path folder) throws Exception {
        Path victim = Files.createFile(folder.resolve("victim"));
        try (ChildCommand child = engine.host().start(List.of("rm", victim.toString()));
                var own = load("unlinkat", LoadOptions.DEFAULT.withProcesses(new ProcessFilter.Only(child.pid())));
                var _ = own.attach()) {
            child.release();
            while (child.await(Duration.ofMillis(100)).isEmpty()) {
                Thread.onSpinWait();
            }
            String calls = Integer.toString(own.map("calls").id());
            assertThat(output("map", "dump", calls))
                    .matches("calls\\[%d] = 1  \\(cpu0: .*\\)\n".formatted(child.pid()));
            assertThat(output("map", "dump", "--json", calls))
                    .startsWith("{\"type\":\"map\",\"map\":\"calls\",\"data\":[{\"key\":%d,\"value\":1,\"cpus\":["
                            .formatted(child.pid()));
        }
    }

    @Test
    void showsMapsWithTypesAndHolders() {
        assertThat(output("map", "list"))
                .containsPattern("(?m)^%s +percpu_hash +calls +4 +8 +1024 +.*\\Q%s\\E".formatted(map("calls"), SELF));
        assertThat(output("map", "show", map("calls")))
                .startsWith("map " + map("calls") + " calls\n")
                .containsPattern("key +__u32, 4 bytes\n +value +__u64, 8 bytes\n +entries +1024\n")
                .containsPattern("frozen +no\n")
                .containsPattern("program +" + id + " unlinkat\n");
        assertThat(output("map", "show", "--json", map(".rodata")))
                .contains("\"frozen\":true", "\"flag_names\":[\"rdonly_prog\"");
        assertThat(output("map", "dump", map(".rodata"))).contains("syscall_number=" + UNLINKAT);
        assertThat(run("map", "dump", map("events")).errors())
                .isEqualTo("rawtap: map 'events' (RINGBUF) has no entries to go through\n"
                        + "  hint: its records go to its reader\n");
    }

    @Test
    void watchesCountersGrow() throws InterruptedException {
        BpfMap calls = loaded.map("calls");
        byte[] key = bytes(Integer.BYTES).putInt(0, 5).array();
        var value = bytes(calls.valueBytes());
        String text = meanwhile(
                () -> {
                    value.putLong(0, value.getLong(0) + 3);
                    calls.update(key, value.array(), BpfMap.UpdateMode.ANY);
                },
                "map",
                "watch",
                "-n",
                "1",
                "-i",
                "300ms",
                map("calls"));
        assertThat(text).matches("[0-9:]{8} calls\\[5] = [0-9]+  \\+[0-9.]+/s\n");
        assertThat(run("map", "watch", map(".rodata")).errors()).contains("are no numbers but");
    }

    private static ByteBuffer bytes(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
    }

    @Test
    void dumpsTypesOfAProgram() {
        String btf = Integer.toString(program.describe().btf());
        assertThat(output("btf", "list")).containsPattern("(?m)^%s +[0-9]+ +%s".formatted(btf, id));
        assertThat(output("btf", "show", btf)).containsPattern("programs +" + id + "\n");
        assertThat(output("btf", "dump", "--name", "bpf_raw_tracepoint_args", btf))
                .contains("struct bpf_raw_tracepoint_args {\n");
        assertThat(output("btf", "dump", "vmlinux", "--name", "struct task_struct"))
                .contains("struct task_struct {\n");
        assertThat(output("btf", "diff", "vmlinux", "/sys/kernel/btf/vmlinux"))
                .startsWith("0 added, 0 removed, 0 changed");
    }

    @ParameterizedTest
    @CsvSource({"prog, PROG_GET_FD_BY_ID", "map, MAP_GET_FD_BY_ID", "link, LINK_GET_FD_BY_ID", "btf, BTF_GET_FD_BY_ID"})
    void whatGoesAwayWhileItIsListedIsLeftOut(String group, BpfCommand open) {
        var kernel = new FaultyKernel(new LinuxKernel()).failing(open, Errno.ENOENT);
        try (var _ = program.attach()) {
            CommandLineRun run =
                    CommandLineRun.of(KernelEngine.open(kernel, new LinuxHost(kernel)), group, "list", "--json");
            assertThat(run.errors()).isEmpty();
            assertThat(run.output()).isEmpty();
            assertThat(run.status()).isZero();
        }
    }

    /** Each system call of each command fails once. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "prog show PROGRAM",
                "prog dump --source PROGRAM",
                "prog run PROGRAM --repeat 2",
                "prog stats -n 1 -i 1ms PROGRAM",
                "map show MAP",
                "map dump MAP",
                "map watch -n 1 -i 1ms MAP",
                "btf dump BTF"
            })
    void whateverFailsNothingStaysOpen(String words) {
        String[] arguments = words.replace("PROGRAM", id)
                .replace("MAP", map("calls"))
                .replace("BTF", Integer.toString(program.describe().btf()))
                .split(" ");
        boolean failed = true;
        for (int call = 1; failed; call++) {
            var kernel = new FaultyKernel(new LinuxKernel()).failingCall(call, Errno.ENOMEM);
            CommandLineRun run = CommandLineRun.of(KernelEngine.open(kernel, new LinuxHost(kernel)), arguments);
            assertThat(kernel.open()).as("%s, call %d", words, call).isEmpty();
            assertThat(run.status()).as(run.errors()).isIn(0, 1, 77);
            failed = kernel.failed();
        }
    }

    /** On a bpf file system that is mounted nowhere and goes with its descriptor, pins and all. */
    @Test
    void pinsAreNamedByTheirPaths() {
        var kernel = new LinuxKernel();
        try (var context = FileDescriptor.of(kernel, kernel.fsopen("bpf"), "fsopen")) {
            Kernel.require(kernel.fsconfigCreate(context.number()), "fsconfig");
            try (var mount = FileDescriptor.of(kernel, kernel.fsmount(context.number()), "fsmount");
                    var link = program.attach()) {
                Path folder = Path.of("/proc/self/fd/" + mount.number());
                program.pin(folder.resolve("program"));
                link.pin(folder.resolve("link"));
                engine.openMap(loaded.map("calls").id()).ifPresent(map -> {
                    map.pin(folder.resolve("map"));
                    map.close();
                });
                assertThat(output("prog", "show", folder + "/program")).startsWith("program " + id + " unlinkat\n");
                assertThat(output("link", "show", folder + "/link")).startsWith("link " + link.id() + " sys_enter\n");
                assertThat(output("map", "dump", folder + "/map")).isEmpty();
                assertThat(run("map", "show", folder + "/program").errors()).contains("is a pinned program, not a map");
                assertThat(run("prog", "show", folder + "/absent").status()).isEqualTo(1);
            }
        }
    }

    @Test
    void unknownNamesHaveTheNearest() {
        assertThat(run("prog", "show", "unlinkut").errors())
                .startsWith("rawtap: no program 'unlinkut' is loaded\n  hint: nearest: unlinkat");
        try (var _ = load("unlinkat", LoadOptions.DEFAULT)) {
            assertThat(run("prog", "dump", "unlinkat").errors())
                    .contains("programs are called 'unlinkat'\n  hint: say which by id: ");
        }
    }
}
