package dev.rawtap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.contract.BpfMap;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.kerneltest.Oracle;
import dev.rawtap.object.elf.ElfObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands tell, beside what bpftool tells of the same objects; C headers, as clang takes them. */
@KernelTest
class LoadedOracleKernelTest {
    private static String ours(KernelEngine engine, String... arguments) {
        CommandLineRun run = CommandLineRun.of(engine, arguments);
        assertThat(run.errors()).isEmpty();
        return run.output();
    }

    /** All values of a member, in order, as they are written; of an array its text. */
    private static List<String> members(String name, String json) {
        var values = new ArrayList<String>();
        var matcher = Pattern.compile("\"" + name + "\":(\"[^\"]*\"|\\[[^]]*]|[^,}]+)")
                .matcher(json);
        while (matcher.find()) {
            values.add(matcher.group(1));
        }
        return values;
    }

    @ParameterizedTest
    @ValueSource(strings = {"unlinkat", "unlinkat_printk", "task_rename", "rename_btf", "writable"})
    void agreesWithBpftoolAboutPrograms(String example) throws Exception {
        try (var engine = KernelEngine.open();
                var loaded = engine.load(
                        ElfObject.read(Path.of(CommandLineRun.example(example))).spec(), LoadOptions.DEFAULT)) {
            var program = loaded.program(loaded.spec().programs().getFirst().name());
            String id = Integer.toString(program.id());
            String theirs = Oracle.run("bpftool", "-j", "prog", "show", "id", id);
            String mine = ours(KernelEngine.open(), "prog", "show", "--json", id);
            assertThat(members("id", mine).getFirst())
                    .isEqualTo(members("id", theirs).getFirst());
            assertThat(members("type", mine).getFirst())
                    .isEqualTo(members("type", theirs).getFirst());
            assertThat(members("tag", mine)).isEqualTo(members("tag", theirs));
            assertThat(members("maps", mine)).isEqualTo(members("map_ids", theirs));
            assertThat(members("btf", mine)).isEqualTo(members("btf_id", theirs));
            assertThat(members("translated_bytes", mine)).isEqualTo(members("bytes_xlated", theirs));
            assertThat(members("machine_bytes", mine)).isEqualTo(members("bytes_jited", theirs));
            assertThat(members("memory", mine)).isEqualTo(members("bytes_memlock", theirs));
            agreesAboutInstructions(id);
        }
    }

    /** Bpftool names the same instructions by their numbers, and calls by the same symbols. */
    private static void agreesAboutInstructions(String id) throws Exception {
        String theirs = Oracle.run("bpftool", "prog", "dump", "xlated", "id", id);
        String mine = ours(KernelEngine.open(), "prog", "dump", id);
        assertThat(slots(mine)).isEqualTo(slots(theirs)).isNotEmpty();
        assertThat(calls(mine)).isEqualTo(calls(theirs));
    }

    private static List<String> slots(String listing) {
        return Pattern.compile("(?m)^ *([0-9]+): ")
                .matcher(listing)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static List<String> calls(String listing) {
        return Pattern.compile("call (\\w+)")
                .matcher(listing)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    @Test
    void agreesWithBpftoolAboutMapsAndTheirContents() throws Exception {
        try (var engine = KernelEngine.open();
                var loaded = engine.load(
                        ElfObject.read(Path.of(CommandLineRun.example("unlinkat")))
                                .spec(),
                        LoadOptions.DEFAULT)) {
            BpfMap calls = loaded.map("calls");
            for (int key = 1; key <= 20; key++) {
                var value = bytes(calls.valueBytes());
                for (int cpu = 0; cpu < calls.valueBytes() / Long.BYTES; cpu++) {
                    value.putLong(cpu * Long.BYTES, 100L * key + cpu);
                }
                calls.update(bytes(4).putInt(0, key).array(), value.array(), BpfMap.UpdateMode.ANY);
            }
            String id = Integer.toString(loaded.map("calls").id());
            String theirs = Oracle.run("bpftool", "-j", "map", "show", "id", id);
            String mine = ours(KernelEngine.open(), "map", "show", "--json", id);
            for (var pair : List.of(
                    List.of("id", "id"),
                    List.of("type", "type"),
                    List.of("name", "name"),
                    List.of("key_size", "bytes_key"),
                    List.of("value_size", "bytes_value"),
                    List.of("max_entries", "max_entries"),
                    List.of("flags", "flags"),
                    List.of("memory", "bytes_memlock"))) {
                assertThat(members(pair.getFirst(), mine))
                        .as(pair.getFirst())
                        .isEqualTo(members(pair.getLast(), theirs));
            }
            // Theirs has the bytes first, and then the values by type, for each CPU.
            String dump = Oracle.run("bpftool", "-j", "map", "dump", "id", id);
            var contents = new ArrayList<String>();
            Pattern.compile("\"formatted\":\\{\"key\":([0-9]+),\"values\":\\[(.*?)]")
                    .matcher(dump)
                    .results()
                    .forEach(match -> contents.add(match.group(1) + "=" + members("value", match.group(2))));
            var own = new ArrayList<String>();
            Pattern.compile("\"key\":([0-9]+),\"value\":[0-9]+,\"cpus\":\\[([^]]*)]")
                    .matcher(ours(KernelEngine.open(), "map", "dump", "--json", id))
                    .results()
                    .forEach(match -> own.add(
                            match.group(1) + "=" + List.of(match.group(2).split(","))));
            assertThat(own).hasSize(20).containsExactlyInAnyOrderElementsOf(contents);
        }
    }

    private static ByteBuffer bytes(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
    }

    @Test
    void agreesWithBpftoolAboutLinks() throws Exception {
        try (var engine = KernelEngine.open();
                var loaded = engine.load(
                        ElfObject.read(Path.of(CommandLineRun.file("examples/c/task_rename.bpf.o")))
                                .spec(),
                        LoadOptions.DEFAULT);
                var links = loaded.attach()) {
            assertThat(links.links()).hasSize(1);
            String theirs = Oracle.run("bpftool", "-j", "link", "show");
            String mine = ours(KernelEngine.open(), "link", "list", "--json");
            var program = loaded.program(loaded.spec().programs().getFirst().name());
            assertThat(mine).contains("\"target\":\"task_rename\",\"cookie\":\"0\",\"program\":" + program.id() + ",");
            assertThat(theirs).contains("\"prog_id\":" + program.id() + ",\"tp_name\":\"task_rename\"");
        }
    }

    @Test
    void headersCompile(@TempDir Path folder) throws Exception {
        try (var engine = KernelEngine.open();
                var loaded = engine.load(
                        ElfObject.read(Path.of(CommandLineRun.example("unlinkat")))
                                .spec(),
                        LoadOptions.DEFAULT)) {
            String btf = Integer.toString(loaded.program("unlinkat").describe().btf());
            compiles(folder, ours(KernelEngine.open(), "btf", "dump", "--c", btf));
            compiles(folder, ours(KernelEngine.open(), "btf", "dump", "--c", "--name", "bpf_raw_tracepoint_args", btf));
        }
        compiles(folder, ours(KernelEngine.open(), "btf", "dump", "--c", "--name", "struct sock", "vmlinux"));
        compiles(folder, ours(KernelEngine.open(), "btf", "dump", "--c", "vmlinux"));
    }

    private static void compiles(Path folder, String header) throws Exception {
        Path file = Files.writeString(folder.resolve("header.c"), header);
        assertThat(Oracle.complaints(
                        "clang-21", "-target", "bpf", "-w", "-fsyntax-only", "/host" + file.toAbsolutePath()))
                .isEqualTo("exit 0");
    }
}
