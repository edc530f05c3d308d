package dev.rawtap.btf.tracepoint;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.BtfType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The raw tracepoints of a kernel, from its BTF.
 *
 * <p>The kernel keeps a typedef {@code btf_trace_NAME} of a pointer to the probe's signature for each of them
 * (include/trace/bpf_probe.h, 6.18). Compilers drop the parameter names of a pointed-to signature; the functions that
 * the same macros make, {@code __probestub_NAME} (6.5 and later), {@code __traceiter_NAME} (5.10 and later) and
 * {@code __bpf_trace_NAME}, have them. A function without the typedef is a tracepoint that nothing can attach to, such
 * as {@code sched_set_state_tp}.
 *
 * <p>Immutable; safe for all threads. Finding one decodes only that one.
 */
public final class RawTracepoints {
    private static final String TYPEDEF_PREFIX = "btf_trace_";
    private static final List<String> FUNCTION_PREFIXES = List.of("__probestub_", "__traceiter_", "__bpf_trace_");
    private static final String NULLABLE_SUFFIX = "__nullable";

    private final Btf vmlinux;
    private final List<Btf> modules;

    private RawTracepoints(Btf vmlinux, Collection<Btf> modules) {
        this.vmlinux = vmlinux;
        this.modules = List.copyOf(modules);
    }

    /** Those of a kernel and its loaded modules; {@link Btf#name()} of a module is its name. */
    public static RawTracepoints of(Btf vmlinux, Collection<Btf> modules) {
        return new RawTracepoints(vmlinux, modules);
    }

    /** The tracepoint of that name: the kernel's own, else the first module's. */
    public Optional<RawTracepoint> find(String name) {
        var own = find(vmlinux, Optional.empty(), name);
        if (own.isPresent()) {
            return own;
        }
        for (Btf module : modules) {
            var found = find(module, Optional.of(module.name()), name);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** The names of all, sorted. */
    public List<String> names() {
        var names = new TreeSet<String>();
        collectNames(vmlinux, names);
        modules.forEach(module -> collectNames(module, names));
        return List.copyOf(names);
    }

    /** All, sorted by name. */
    public List<RawTracepoint> all() {
        var all = new TreeMap<String, RawTracepoint>();
        for (String name : names()) {
            find(name).ifPresent(tracepoint -> all.put(name, tracepoint));
        }
        return List.copyOf(all.values());
    }

    private static void collectNames(Btf btf, Collection<String> names) {
        btf.ownIds(BtfKind.TYPEDEF).forEach(id -> {
            String name = btf.nameOf(id);
            if (name.startsWith(TYPEDEF_PREFIX) && prototype(btf, id).isPresent()) {
                names.add(name.substring(TYPEDEF_PREFIX.length()));
            }
        });
    }

    private static Optional<RawTracepoint> find(Btf btf, Optional<String> module, String name) {
        OptionalInt typedef = btf.find(BtfKind.TYPEDEF, TYPEDEF_PREFIX + name);
        // A module's lookup goes on in its base, which has been asked before.
        if (typedef.isEmpty() || typedef.getAsInt() < btf.firstId()) {
            return Optional.empty();
        }
        return prototype(btf, typedef.getAsInt()).map(prototype -> {
            List<String> names =
                    parameterNames(btf, name, prototype.parameters().size());
            var parameters = new ArrayList<RawTracepoint.Parameter>();
            for (int i = 1; i < prototype.parameters().size(); i++) {
                int type = prototype.parameters().get(i).type();
                parameters.add(parameter(btf, names.get(i), i - 1, type));
            }
            return new RawTracepoint(name, module, btf, parameters);
        });
    }

    private static RawTracepoint.Parameter parameter(Btf btf, String name, int index, int type) {
        boolean pointer = btf.type(btf.strip(type)) instanceof BtfType.Pointer;
        Nullability nullability = !pointer
                ? Nullability.NEVER_NULL
                : name.endsWith(NULLABLE_SUFFIX) ? Nullability.MAY_BE_NULL : Nullability.UNKNOWN;
        return new RawTracepoint.Parameter(name.isEmpty() ? "arg" + index : name, type, nullability);
    }

    /** The signature behind a typedef, whose first parameter is the kernel's own. */
    private static Optional<BtfType.FunctionPrototype> prototype(Btf btf, int typedef) {
        return btf.type(typedef) instanceof BtfType.Typedef named
                        && btf.type(named.target()) instanceof BtfType.Pointer pointer
                        && btf.type(pointer.target()) instanceof BtfType.FunctionPrototype prototype
                        && !prototype.parameters().isEmpty()
                ? Optional.of(prototype)
                : Optional.empty();
    }

    /** Names of all {@code count} parameters from the first function that has them; empty ones if none has. */
    private static List<String> parameterNames(Btf btf, String tracepoint, int count) {
        for (String prefix : FUNCTION_PREFIXES) {
            OptionalInt function = btf.find(BtfKind.FUNCTION, prefix + tracepoint);
            if (function.isPresent()
                    && btf.type(function.getAsInt()) instanceof BtfType.Function named
                    && btf.type(named.prototype()) instanceof BtfType.FunctionPrototype prototype
                    && prototype.parameters().size() == count
                    && prototype.parameters().stream().noneMatch(p -> p.name().isEmpty())) {
                return prototype.parameters().stream()
                        .map(BtfType.Parameter::name)
                        .toList();
            }
        }
        return Collections.nCopies(count, "");
    }
}
