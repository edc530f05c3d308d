package dev.rawtap.kernel;

import dev.rawtap.base.Errno;
import dev.rawtap.base.MalformedException;
import dev.rawtap.base.UnsupportedException;
import dev.rawtap.btf.Btf;
import dev.rawtap.linux.FileDescriptor;
import dev.rawtap.linux.KernelBtf;
import dev.rawtap.linux.Machine;
import dev.rawtap.linux.SystemFiles;
import dev.rawtap.object.Feature;
import dev.rawtap.object.KernelVersion;
import dev.rawtap.object.Target;
import dev.rawtap.syscall.Architecture;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What is known of the kernel that this process runs on: version, features, types. All of it is asked for lazily. */
final class RunningKernel {
    private static final KernelVersion OLDEST = new KernelVersion(5, 8);

    private final Bpf bpf;
    private final Machine machine = new Machine(SystemFiles.HOST);
    private final KernelBtf files;
    private final Target target;
    private final TracepointTypes tracepoints;
    private final IteratorTypes iterators;

    /** {@link UnsupportedException} if it is older than 5.8. */
    RunningKernel(Bpf bpf) {
        this(bpf, SystemFiles.HOST);
    }

    /** With the types that are below another root. */
    RunningKernel(Bpf bpf, SystemFiles root) {
        this(bpf, root, Optional.empty());
    }

    /** With types that the kernel itself does not have: its numbers of types are others, so that no program can be loaded for one. */
    static RunningKernel withTypes(Bpf bpf, Supplier<Optional<Btf>> types) {
        return new RunningKernel(bpf, SystemFiles.HOST, Optional.of(types));
    }

    private RunningKernel(Bpf bpf, SystemFiles root, Optional<Supplier<Optional<Btf>>> given) {
        this.bpf = bpf;
        this.files = new KernelBtf(bpf.kernel(), root);
        KernelVersion version = machine.kernelVersion();
        if (version.compareTo(OLDEST) < 0) {
            throw new UnsupportedException(
                    "Linux %s not supported (requires >= %s)".formatted(version, OLDEST),
                    "ring buffers and links came with 5.8");
        }
        var probes = new FeatureProbes(bpf, this::anyTracepoint, this::anyIterator);
        Supplier<List<Btf>> modules = given.isPresent() ? List::of : this::moduleTypes;
        this.target = Target.ofRunning(
                Architecture.host(), version, probes::has, probes::hasHelper, given.orElse(this::kernelTypes), modules);
        this.tracepoints = new TracepointTypes(target, given.isEmpty());
        this.iterators = new IteratorTypes(target, given.isEmpty());
    }

    Machine machine() {
        return machine;
    }

    Target target() {
        return target;
    }

    TracepointTypes tracepoints() {
        return tracepoints;
    }

    IteratorTypes iterators() {
        return iterators;
    }

    /** CPUs that run now, ascending. */
    List<Integer> onlineCpus() {
        return machine.onlineCpus();
    }

    /** Refuses what this kernel does not have. */
    void require(Feature feature) {
        if (!target.has(feature) && target.version().compareTo(feature.since()) >= 0) {
            throw new UnsupportedException(
                    "%s not available, though Linux has them since %s (host is %s)"
                            .formatted(feature.text(), feature.since(), target.version()),
                    "the kernel refused the program or map that this is probed with: rawtap doctor says what is allowed");
        }
        if (!target.has(feature)) {
            throw new UnsupportedException(
                    "%s not supported (requires >= %s, host is %s)"
                            .formatted(feature.text(), feature.since(), target.version()),
                    null);
        }
    }

    /** A tracepoint that every kernel has, to load programs for. */
    private Optional<AttachTarget> anyTracepoint() {
        return tracepoints.find("sys_enter");
    }

    /** An iterator that every kernel with iterators has. */
    private Optional<AttachTarget> anyIterator() {
        return iterators.find("task");
    }

    private Optional<Btf> kernelTypes() {
        try (var arena = Arena.ofConfined()) {
            return Optional.of(Btf.read("vmlinux", files.vmlinux(arena)));
        } catch (UnsupportedException none) {
            return Optional.empty();
        }
    }

    /** A module whose BTF is broken or gone again is left out: it must not keep objects from loading that do not need it. */
    private List<Btf> moduleTypes() {
        Optional<Btf> kernel = target.btf();
        var modules = new ArrayList<Btf>();
        if (kernel.isEmpty()) {
            return modules;
        }
        for (String name : files.modules()) {
            try (var arena = Arena.ofConfined()) {
                modules.add(Btf.readSplit(name, files.module(name, arena), kernel.get()));
            } catch (MalformedException | UnsupportedException unusable) {
                // Left out: an object that needs its types says so by name.
            }
        }
        return modules;
    }

    /** The BTF of a module in the kernel, which a load for one of its tracepoints refers to. The caller owns it. */
    FileDescriptor openModuleTypes(String module) {
        var objects = new KernelObjects(bpf);
        for (int id : objects.ids(KernelObjects.Kind.BTF)) {
            Optional<FileDescriptor> found =
                    objects.openBtf(id, btf -> btf.kernel() && btf.name().equals(module));
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw Bpf.failure(-Errno.ENOENT.number(), "open the types of module '" + module + "'");
    }
}
