package dev.rawtap.cli.loaded;

import dev.rawtap.base.RawtapException;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.BtfType;
import dev.rawtap.contract.Host;
import dev.rawtap.kernel.KernelEngine;
import dev.rawtap.kernel.KernelObjects;
import dev.rawtap.kernel.KernelObjects.BtfEntry;
import dev.rawtap.kernel.KernelObjects.LinkEntry;
import dev.rawtap.kernel.KernelObjects.MapEntry;
import dev.rawtap.kernel.KernelObjects.ProgramEntry;
import dev.rawtap.kernel.ProgramCode;
import dev.rawtap.linux.Holders;
import dev.rawtap.linux.SystemFiles;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What is loaded, and what several views of it need: each is asked for once, when it is needed. Not thread-safe. */
public final class Inventory {
    /** A name of this length may have been longer: {@code BPF_OBJ_NAME_LEN} is 16, with the NUL. */
    private static final int CUT = 15;

    private static final String TRACEPOINT = "btf_trace_";

    private final KernelEngine engine;
    private final Map<Integer, Optional<Btf>> types = new HashMap<>();
    private final Map<String, Map<Integer, String>> enumerations = new HashMap<>();
    private @Nullable Holders holders;
    private @Nullable List<LinkEntry> links;
    private @Nullable List<ProgramEntry> programs;
    private @Nullable List<MapEntry> maps;

    /** Of the machine that {@code engine} runs on. */
    public Inventory(KernelEngine engine) {
        this.engine = engine;
    }

    KernelEngine engine() {
        return engine;
    }

    KernelObjects objects() {
        return engine.objects();
    }

    Host host() {
        return engine.host();
    }

    /** Who holds the object of that id, such as {@code 6445 rawtap}. */
    List<Holders.Holder> holders(Holders.Kind kind, int id) {
        Holders known = holders;
        if (known == null) {
            known = Holders.read(SystemFiles.HOST);
            holders = known;
        }
        return known.of(kind, id);
    }

    /** The links of a program. */
    List<LinkEntry> linksOf(int program) {
        List<LinkEntry> known = links;
        if (known == null) {
            known = objects().links();
            links = known;
        }
        return known.stream().filter(link -> link.program() == program).toList();
    }

    /** Ids of the programs whose types are in that BTF. */
    List<Integer> programsOfBtf(int btf) {
        return programs().stream()
                .filter(one -> one.btf() == btf)
                .map(ProgramEntry::id)
                .toList();
    }

    /** Ids of the maps whose types are in that BTF. */
    List<Integer> mapsOfBtf(int btf) {
        return maps().stream().filter(one -> one.btf() == btf).map(MapEntry::id).toList();
    }

    private List<ProgramEntry> programs() {
        List<ProgramEntry> known = programs;
        if (known == null) {
            known = objects().programs();
            programs = known;
        }
        return known;
    }

    private List<MapEntry> maps() {
        List<MapEntry> known = maps;
        if (known == null) {
            known = objects().maps();
            maps = known;
        }
        return known;
    }

    /** A program's whole name: the kernel keeps 15 characters, its BTF the rest. */
    public String name(ProgramEntry program) {
        if (program.name().length() < CUT || program.btf() == 0) {
            return program.name();
        }
        return objects()
                .code(program.id())
                .map(ProgramCode::functions)
                .filter(functions -> !functions.isEmpty())
                .map(functions -> functions.getFirst().name())
                .filter(name -> name.startsWith(program.name()))
                .orElse(program.name());
    }

    /** The types of a program or map; empty where there are none, or they are gone or broken. */
    public Optional<Btf> types(int btf) {
        return btf == 0
                ? Optional.empty()
                : types.computeIfAbsent(btf, id -> readable(() -> objects().types(id)));
    }

    private interface Reading {
        Optional<Btf> read();
    }

    private static Optional<Btf> readable(Reading reading) {
        try {
            return reading.read();
        } catch (RawtapException broken) {
            return Optional.empty();
        }
    }

    /** Where a typed program goes, as the kernel's types name it: {@code sched_switch}. */
    Optional<String> attachPoint(ProgramEntry program) {
        if (program.attachType() == 0) {
            return Optional.empty();
        }
        return attachTypes(program.attachBtf())
                .filter(btf -> program.attachType() < btf.count())
                .map(btf -> btf.nameOf(program.attachType()))
                .map(name -> name.startsWith(TRACEPOINT) ? name.substring(TRACEPOINT.length()) : name);
    }

    private Optional<Btf> attachTypes(int id) {
        Optional<Btf> kernel = engine.target().btf();
        Optional<BtfEntry> entry = id == 0 ? Optional.empty() : objects().btf(id);
        if (entry.isEmpty() || kernel.isEmpty() || !entry.get().kernel()) {
            return types(id);
        }
        return entry.get().name().equals("vmlinux")
                ? kernel
                : readable(() -> objects().moduleTypes(id, kernel.get()));
    }

    /** {@code raw_tracepoint} for 17: names of numbers are enumerations of the running kernel. */
    String programType(int number) {
        return enumerator("bpf_prog_type", "BPF_PROG_TYPE_", number);
    }

    /** The same for maps. */
    String mapType(int number) {
        return enumerator("bpf_map_type", "BPF_MAP_TYPE_", number);
    }

    /** The same for links. */
    String linkType(int number) {
        return enumerator("bpf_link_type", "BPF_LINK_TYPE_", number);
    }

    private String enumerator(String enumeration, String prefix, int number) {
        Map<Integer, String> names = enumerations.computeIfAbsent(enumeration, _ -> enumerators(enumeration, prefix));
        return names.getOrDefault(number, "type " + number);
    }

    /** Of several names of a number the one that is not out of use. */
    private Map<Integer, String> enumerators(String enumeration, String prefix) {
        var names = new HashMap<Integer, String>();
        Optional<Btf> kernel = engine.target().btf();
        OptionalInt id = kernel.isPresent() ? kernel.get().find(BtfKind.ENUM, enumeration) : OptionalInt.empty();
        if (id.isPresent() && kernel.orElseThrow().type(id.getAsInt()) instanceof BtfType.Enumeration type) {
            for (BtfType.Enumerator value : type.values()) {
                if (value.name().startsWith(prefix) && !value.name().endsWith("_DEPRECATED")) {
                    String name = value.name().substring(prefix.length()).toLowerCase(Locale.ROOT);
                    names.putIfAbsent((int) value.value(), name);
                }
            }
        }
        return names;
    }
}
