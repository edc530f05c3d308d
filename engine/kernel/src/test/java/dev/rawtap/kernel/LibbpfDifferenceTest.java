package dev.rawtap.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.base.RawtapException;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.Program;
import dev.rawtap.kerneltest.KernelTest;
import dev.rawtap.kerneltest.Oracle;
import dev.rawtap.object.elf.ElfObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each clang object of the corpus and of the examples, loaded by us and by libbpf (as bpftool has it): the kernel holds the same
 * programs, instruction by instruction as it has translated them.
 */
@KernelTest
class LibbpfDifferenceTest {
    /** What libbpf refuses and we load, and what libbpf says. */
    private static final Map<String, String> OURS_ALONE = Map.of(
            "legacy_maps", "legacy map definitions in 'maps' section are not supported",
            "static_in_section", "program 'beside' is static and not supported",
            "typed_ring", "(typed_ring): -EINVAL",
            // Wants a bpf file system at its fixed place, also without pins.
            "pinned_map", "is not on BPF FS",
            // bpftool pins all programs or none, optional ones too.
            "kernel_symbols", "can't pin program that wasn't loaded",
            "kernel_symbols.clang21", "can't pin program that wasn't loaded");

    /** Where kernel options lie in their map is each loader's own choice. */
    private static final Set<String> OWN_PLACES = Set.of("externs", "externs.clang21");

    /** Refused by both, or without programs that are loaded unasked. */
    private static final Set<String> NOTHING = Set.of(
            "bad_deref",
            "bitcode",
            "core_missing",
            "empty",
            "event_dwarf.no_btf",
            "globals.big_endian",
            "kconfig",
            "kconfig.clang21",
            "kconfig_missing",
            "kernel_symbols_missing",
            "link_odd",
            "link_one",
            "link_one.clang21",
            "link_two",
            "link_two.clang21",
            "maps_nested",
            "no_license",
            "not_bpf",
            "refused_at_attach",
            "refused_at_load",
            "sections",
            "sections.clang21",
            "sections_odd",
            "unlinkat_printk.arm64");

    private static final Path ROOT = Path.of(System.getProperty("rawtap.root"));

    @TempDir
    Path folder;

    static Stream<Path> objects() throws IOException {
        var found = new ArrayList<Path>();
        for (String place : List.of("formats/object/src/test/resources/objects", "examples/c")) {
            try (Stream<Path> files = Files.list(ROOT.resolve(place))) {
                files.filter(file -> file.toString().endsWith(".o")).sorted().forEach(found::add);
            }
        }
        return found.stream();
    }

    @ParameterizedTest
    @MethodSource("objects")
    void theKernelHoldsTheSame(Path object) throws Exception {
        Outcome theirs = theirs(object);
        Outcome ours = ours(object);
        String name = object.getFileName().toString().replaceAll("(\\.bpf)?\\.o$", "");
        if (OURS_ALONE.containsKey(name)) {
            assertThat(theirs.programs).isEmpty();
            assertThat(theirs.said).contains(OURS_ALONE.get(name));
            assertThat(ours.programs).isNotEmpty();
        } else {
            assertThat(comparable(name, ours)).isEqualTo(comparable(name, theirs));
            assertThat(ours.programs.isEmpty()).isEqualTo(NOTHING.contains(name));
        }
    }

    private static Map<String, String> comparable(String name, Outcome outcome) {
        if (!OWN_PLACES.contains(name)) {
            return outcome.programs;
        }
        var without = new TreeMap<String, String>();
        outcome.programs.forEach(
                (program, code) -> without.put(program, code.replaceAll("(?m)^(182.*\\n0{8})[0-9a-f]{8}$", "$1")));
        return without;
    }

    /**
     * What became of an object.
     *
     * @param programs instructions by name of the program; none if the object is refused
     * @param said on the way
     */
    private record Outcome(Map<String, String> programs, String said) {}

    private Outcome ours(Path object) throws Exception {
        try (var engine = KernelEngine.open();
                var loaded = engine.load(ElfObject.read(object).spec(), LoadOptions.DEFAULT.withLedger(false))) {
            var words = new ArrayList<String>();
            for (Program program : loaded.programs()) {
                words.add("bpftool prog dump xlated id %d file '/host%s'"
                        .formatted(
                                ((KernelProgram) program).id(),
                                folder.resolve("ours." + program.spec().name())));
            }
            Oracle.run("dash", "-c", String.join(" && ", words.isEmpty() ? List.of("true") : words));
            return new Outcome(dumps("ours."), "");
        } catch (RawtapException refused) {
            return new Outcome(Map.of(), refused.getMessage());
        }
    }

    private Outcome theirs(Path object) throws Exception {
        // bpftool mounts a bpf file system there, in a mount namespace that ends with this script.
        Files.createDirectories(folder.resolve("pins"));
        String said = Oracle.complaints("dash", "-c", """
                cd '/host%s' && bpftool prog loadall '/host%s' "$PWD/pins/all" || exit
                for pin in pins/all/*; do
                    [ -e "$pin" ] && bpftool prog dump xlated pinned "$PWD/$pin" file "theirs.${pin##*/}"
                done
                """.formatted(folder, object));
        return new Outcome(dumps("theirs."), said);
    }

    private Map<String, String> dumps(String prefix) throws IOException {
        var found = new TreeMap<String, String>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> each.getFileName().toString().startsWith(prefix))
                    .toList()) {
                found.put(
                        file.getFileName().toString().substring(prefix.length()), normalized(Files.readAllBytes(file)));
            }
        }
        return found;
    }

    /** Instructions in hex, a line each; the numbers of maps by their first appearance. */
    private static String normalized(byte[] code) {
        ByteBuffer slots = ByteBuffer.wrap(code).order(ByteOrder.nativeOrder());
        Map<Integer, Integer> maps = new HashMap<>();
        for (int at = 0; at < code.length; at += 8) {
            int source = slots.get(at + 1) >> 4;
            boolean map = slots.get(at) == 0x18 && (source == 1 || source == 2);
            if (map) {
                slots.putInt(at + 4, maps.computeIfAbsent(slots.getInt(at + 4), _ -> maps.size()));
            }
        }
        var text = new StringBuilder();
        for (int at = 0; at < code.length; at += 8) {
            text.append(HexFormat.of().formatHex(code, at, at + 8)).append('\n');
        }
        return text.toString();
    }
}
