package dev.rawtap.object;

import dev.rawtap.btf.Btf;
import dev.rawtap.syscall.Architecture;
import java.util.EnumMap;
import java.util.EnumSet;
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
    private final Supplier<Optional<Btf>> readBtf;
    private final Supplier<List<Btf>> readModules;
    private @Nullable Optional<Btf> btf;
    private @Nullable List<Btf> modules;

    private Target(
            Architecture architecture,
            KernelVersion version,
            Predicate<Feature> probe,
            Supplier<Optional<Btf>> readBtf,
            Supplier<List<Btf>> readModules) {
        this.architecture = architecture;
        this.version = version;
        this.probe = probe;
        this.readBtf = readBtf;
        this.readModules = readModules;
    }

    /**
     * A kernel that is described by hand.
     *
     * @param architecture the machine
     * @param version the kernel's version, for messages
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
        this(architecture, version, Set.copyOf(features)::contains, () -> btf, () -> modules);
    }

    /**
     * A kernel that is asked. Each function is called at most once for each answer, on the thread that needs it.
     *
     * @param probe whether it has a feature
     * @param btf reads its types
     * @param modules reads the split BTF of its modules
     */
    public static Target ofRunning(
            Architecture architecture,
            KernelVersion version,
            Predicate<Feature> probe,
            Supplier<Optional<Btf>> btf,
            Supplier<List<Btf>> modules) {
        return new Target(architecture, version, probe, btf, modules);
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
