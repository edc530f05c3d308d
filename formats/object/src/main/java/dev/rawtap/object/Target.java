package dev.rawtap.object;

import dev.rawtap.btf.Btf;
import dev.rawtap.isa.Helper;
import dev.rawtap.isa.Helpers;
import dev.rawtap.syscall.Architecture;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a program is made for: an architecture, a kernel's features and its types. The running kernel's comes from an
 * engine; any other can be built by hand. An input of compilers and of relocation.
 *
 * <p>A target of a running kernel answers lazily, because a probe is a system call and reading types takes
 * milliseconds: each feature is probed, and types are read, when first asked for, and never again. Thread-safe.
 */
public final class Target {
    private final Architecture architecture;
    private final KernelVersion version;
    private final Predicate<Feature> probe;
    private final Map<Feature, Boolean> known = new EnumMap<>(Feature.class);
    private final Predicate<Helper> probeHelper;
    private final Map<Integer, Boolean> knownHelpers = new HashMap<>();
    private final Supplier<Optional<Btf>> readBtf;
    private final Supplier<List<Btf>> readModules;
    private @Nullable Optional<Btf> btf;
    private @Nullable List<Btf> modules;

    private Target(
            Architecture architecture,
            KernelVersion version,
            Predicate<Feature> probe,
            Predicate<Helper> probeHelper,
            Supplier<Optional<Btf>> readBtf,
            Supplier<List<Btf>> readModules) {
        this.architecture = architecture;
        this.version = version;
        this.probe = probe;
        this.probeHelper = probeHelper;
        this.readBtf = readBtf;
        this.readModules = readModules;
    }

    /**
     * A kernel that is described by hand. It has the helpers of its version.
     *
     * @param architecture the machine
     * @param version the kernel's version, for messages and helpers
     * @param features what it has
     * @param btf its types, absent on a kernel without BTF
     * @param modules the split BTF of its modules, by module name order
     */
    public Target(
            Architecture architecture,
            KernelVersion version,
            Set<Feature> features,
            Optional<Btf> btf,
            List<Btf> modules) {
        this(
                architecture,
                version,
                Set.copyOf(features)::contains,
                helper -> helper.availableIn(version.major(), version.minor()),
                () -> btf,
                () -> modules);
    }

    /**
     * A kernel that is asked. Each function is called at most once for each answer, on the thread that needs it.
     *
     * @param probe whether it has a feature
     * @param probeHelper whether its tracing programs may call a helper
     * @param btf reads its types
     * @param modules reads the split BTF of its modules
     */
    public static Target ofRunning(
            Architecture architecture,
            KernelVersion version,
            Predicate<Feature> probe,
            Predicate<Helper> probeHelper,
            Supplier<Optional<Btf>> btf,
            Supplier<List<Btf>> modules) {
        return new Target(architecture, version, probe, probeHelper, btf, modules);
    }

    /** The machine. */
    public Architecture architecture() {
        return architecture;
    }

    /** The kernel's version, for messages. */
    public KernelVersion version() {
        return version;
    }

    /** Whether it has {@code feature}. */
    public synchronized boolean has(Feature feature) {
        return known.computeIfAbsent(feature, probe::test);
    }

    /**
     * Whether a tracing program of any kind may call {@code helper}; some helpers are for some kinds only, such as {@code
     * seq_printf} for iterators.
     */
    public synchronized boolean has(Helper helper) {
        return knownHelpers.computeIfAbsent(helper.id(), _ -> probeHelper.test(helper));
    }

    /**
     * The same by name.
     *
     * @param helper with or without {@code bpf_}
     * @throws dev.rawtap.base.InvalidInputException if no kernel has such a helper
     */
    public boolean hasHelper(String helper) {
        return has(Helpers.named(helper));
    }

    /** All features that it has. */
    public Set<Feature> features() {
        Set<Feature> all = EnumSet.noneOf(Feature.class);
        for (Feature feature : Feature.values()) {
            if (has(feature)) {
                all.add(feature);
            }
        }
        return Set.copyOf(all);
    }

    /** Its types, absent on a kernel without BTF. */
    public synchronized Optional<Btf> btf() {
        Optional<Btf> read = btf;
        if (read == null) {
            read = readBtf.get();
            btf = read;
        }
        return read;
    }

    /** The split BTF of its modules, by module name order. */
    public synchronized List<Btf> modules() {
        List<Btf> read = modules;
        if (read == null) {
            read = List.copyOf(readModules.get());
            modules = read;
        }
        return read;
    }

    @Override
    public String toString() {
        return "Linux " + version + " on " + architecture;
    }
}
