package dev.rawtap.object;

import dev.rawtap.btf.Btf;
import dev.rawtap.syscall.Architecture;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a program is made for: an architecture, a kernel's features and its types. The running kernel's comes from an
 * engine; any other can be built by hand. An input of compilers and of relocation.
 *
 * @param architecture the machine
 * @param version the kernel's version, for messages
 * @param features what it has
 * @param btf its types, absent on a kernel without BTF
 * @param modules the split BTF of its modules, by module name order
 */
public record Target(
        Architecture architecture,
        KernelVersion version,
        Set<Feature> features,
        Optional<Btf> btf,
        List<Btf> modules) {
    /** Copies the collections. */
    public Target {
        features = Set.copyOf(features);
        modules = List.copyOf(modules);
    }

    /** Whether it has {@code feature}. */
    public boolean has(Feature feature) {
        return features.contains(feature);
    }
}
