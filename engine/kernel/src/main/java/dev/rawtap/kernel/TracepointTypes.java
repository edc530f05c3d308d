package dev.rawtap.kernel;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.NearestNames;
import dev.rawtap.base.UnsupportedException;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.tracepoint.RawTracepoint;
import dev.rawtap.btf.tracepoint.RawTracepoints;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.Target;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The raw tracepoints of the running kernel and its loaded modules, as BTF has them. */
final class TracepointTypes {
    private static final String PREFIX = "btf_trace_";
    private static final int SUGGESTIONS = 3;

    private final Target target;
    private final boolean own;

    /** @param own whether the target's types are those that the kernel itself has, by whose numbers it loads programs */
    TracepointTypes(Target target, boolean own) {
        this.target = target;
        this.own = own;
    }

    /** The tracepoint that a tp_btf program names; an unknown one gives the nearest names. */
    AttachTarget require(AttachPoint.BtfTracepoint point, String program) {
        String name = point.name()
                .orElseThrow(() -> new InvalidInputException(
                        "tp_btf program '" + program + "' names no tracepoint",
                        "write its section as tp_btf/NAME, or give it one before the load (ProgramSpec.withAttach):"
                                + " the kernel wants it there"));
        if (!own || target.btf().isEmpty()) {
            throw new UnsupportedException(
                    "tp_btf program '%s' needs the kernel's own types, and %s"
                            .formatted(program, own ? "/sys/kernel/btf/vmlinux is absent" : "others were given"),
                    "write it as raw_tp/" + name + ", or run a kernel with CONFIG_DEBUG_INFO_BTF");
        }
        Optional<AttachTarget> found =
                point.module().isPresent() ? inModule(point.module().get(), name) : find(name);
        return found.orElseThrow(
                () -> new InvalidInputException("no raw tracepoint '" + name + "'" + in(point), nearest(name)));
    }

    private static String in(AttachPoint.BtfTracepoint point) {
        return point.module().map(module -> " in module '" + module + "'").orElse("");
    }

    /** The tracepoint of this name, in the kernel or else in a module. */
    Optional<AttachTarget> find(String name) {
        if (!own) {
            return Optional.empty();
        }
        return target.btf()
                .flatMap(btf -> in(btf, name, Optional.empty()))
                .or(() -> target.modules().stream()
                        .flatMap(module -> in(module, name, Optional.of(module.name())).stream())
                        .findFirst());
    }

    private Optional<AttachTarget> inModule(String module, String name) {
        Btf types = target.modules().stream()
                .filter(candidate -> candidate.name().equals(module))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException(
                        "module '" + module + "' is not loaded, or has no types", "load it by: modprobe " + module));
        return in(types, name, Optional.of(module));
    }

    private static Optional<AttachTarget> in(Btf btf, String name, Optional<String> module) {
        OptionalInt id = btf.find(BtfKind.TYPEDEF, PREFIX + name);
        boolean own = id.isPresent() && (module.isEmpty() || id.getAsInt() >= btf.firstId());
        return own ? Optional.of(new AttachTarget(name, id.getAsInt(), module)) : Optional.empty();
    }

    /** Its arguments; empty if the kernel's types do not know it. */
    Optional<RawTracepoint> describe(String name) {
        return catalog().flatMap(catalog -> catalog.find(name));
    }

    private Optional<RawTracepoints> catalog() {
        return target.btf().map(btf -> RawTracepoints.of(btf, target.modules()));
    }

    /** A hint that names the tracepoints nearest to a name that does not exist. */
    String nearest(String name) {
        String bare = bare(name);
        for (String every : List.of("sys_enter", "sys_exit")) {
            if (bare.startsWith(every + "_")) {
                return "one raw tracepoint serves all system calls: attach to '%s' and compare the number of '%s'"
                        .formatted(every, bare.substring(every.length() + 1));
            }
        }
        List<String> near =
                NearestNames.of(bare, catalog().map(RawTracepoints::names).orElse(List.of()), SUGGESTIONS);
        String names =
                near.isEmpty() ? "list them by: rawtap list 'rawtracepoint:*'" : "nearest: " + String.join(", ", near);
        return names
                + (bare.equals(name)
                        ? "; one of a module exists only while that is loaded"
                        : "; a raw tracepoint's name has no category");
    }

    /** The name without {@code category:} or {@code category/}. */
    private static String bare(String name) {
        return name.substring(Math.max(name.lastIndexOf(':'), name.lastIndexOf('/')) + 1);
    }
}
