package dev.rawtap.kernel;

import dev.rawtap.base.UnsupportedException;
import dev.rawtap.contract.Host;
import dev.rawtap.contract.LoadOptions;
import dev.rawtap.contract.ProgramRejectedException;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.ProgramSpec;
import dev.rawtap.object.external.Externals;
import dev.rawtap.object.relocate.Relocated;
import dev.rawtap.object.relocate.Relocator;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One load of one object: relocated for this kernel, its external symbols found, added to, then its types, maps and programs made in this order. What
 * fails in the middle leaves nothing behind.
 */
final class ObjectLoading {
    /** Of the programs that we add, whatever the object's own is: they walk {@code task_struct}. */
    private static final String OWN_LICENSE = "GPL";

    private final Bpf bpf;
    private final RunningKernel running;
    private final Host host;
    private final LoadOptions options;
    private final Optional<Path> pins;

    ObjectLoading(Bpf bpf, RunningKernel running, Host host, LoadOptions options, Optional<Path> pins) {
        this.bpf = bpf;
        this.running = running;
        this.host = host;
        this.options = options;
        this.pins = pins;
    }

    /** Loads {@code object}; the caller owns the result. */
    KernelLoaded load(ObjectSpec object) {
        requireHostOrder(object);
        List<CodeInsertion> insertions = CodeInsertions.of(options, running.target());
        Relocated relocated = relocated(object);
        var facts = new RunningFacts(running.machine(), host, options.kernelOptions());
        Externals externals = Externals.find(relocated.spec(), running.target(), facts);
        ObjectSpec complete = externals.spec();
        for (CodeInsertion insertion : insertions) {
            complete = insertion.insert(complete);
        }
        var owned = new Owned();
        try {
            Map<String, KernelMap> maps = new LinkedHashMap<>();
            List<KernelProgram> programs;
            try (ObjectTypes types = ObjectTypes.load(bpf, complete);
                    var modules = new ModuleTypes(running)) {
                create(complete.maps(), types, maps, owned);
                programs = load(complete, relocated, types, new References(maps, externals, modules), externals, owned);
            }
            new HeldValues(maps).putPrograms(complete.maps(), programs);
            insertions.forEach(insertion -> insertion.loaded(maps::get));
            attachInserted(object, programs);
            return new KernelLoaded(bpf, object, programs, maps, insertions, owned);
        } catch (RuntimeException | Error failed) {
            owned.close();
            throw failed;
        }
    }

    /** Programs of our own serve the object's from before the first of them is attached, in whatever way that happens. */
    private static void attachInserted(ObjectSpec object, List<KernelProgram> programs) {
        Set<String> own = object.programs().stream().map(ProgramSpec::name).collect(Collectors.toSet());
        programs.stream().filter(program -> !own.contains(program.name())).forEach(KernelProgram::attach);
    }

    private static void requireHostOrder(ObjectSpec object) {
        if (object.order() != ByteOrder.nativeOrder()) {
            throw new UnsupportedException(
                    "%s is for %s machines, this one is %s"
                            .formatted(object.name(), object.order(), ByteOrder.nativeOrder()),
                    "compile it with -target bpf" + (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? "el" : "eb"));
        }
    }

    /** Only programs that are loaded are relocated: one that is optional may need what this kernel lacks. */
    private Relocated relocated(ObjectSpec object) {
        List<ProgramSpec> wanted =
                object.programs().stream().filter(ProgramSpec::autoload).toList();
        return Relocator.relocate(object.withPrograms(wanted), running.target());
    }

    private void create(List<MapSpec> specs, ObjectTypes types, Map<String, KernelMap> maps, Owned owned) {
        var creation = new MapCreation(bpf, host.possibleCpus(), pins);
        for (MapSpec spec : specs) {
            KernelMap map = creation.create(spec, types);
            owned.add(map, map::close);
            maps.put(spec.name(), map);
        }
        creation.created().forEach(new HeldValues(maps)::putMaps);
    }

    /** A program is known by what was given, not by what was inserted into it. */
    private List<KernelProgram> load(
            ObjectSpec object,
            Relocated relocated,
            ObjectTypes types,
            References references,
            Externals externals,
            Owned owned) {
        Map<String, ProgramSpec> given =
                relocated.spec().programs().stream().collect(Collectors.toMap(ProgramSpec::name, spec -> spec));
        var programs = new ArrayList<KernelProgram>();
        for (ProgramSpec spec : object.programs()) {
            String license = given.containsKey(spec.name()) ? object.license() : OWN_LICENSE;
            var loading = new ProgramLoading(bpf, running, types, license, options.verifierLog());
            References.Filled filled = references.fill(spec);
            ProgramLoading.Accepted accepted;
            try {
                accepted = loading.load(filled.program(), filled.types());
            } catch (ProgramRejectedException refused) {
                ProgramRejectedException typed = MissingTypes.explain(
                        refused, spec, relocated, running.target().architecture());
                throw MissingFunctions.explain(typed, filled.program(), references, externals);
            }
            ProgramSpec known = given.getOrDefault(spec.name(), spec);
            var program = new KernelProgram(bpf, running, known, accepted.descriptor(), accepted.log());
            programs.add(owned.add(program, program::close));
        }
        return programs;
    }
}
