package dev.rawtap.kernel;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.NearestNames;
import dev.rawtap.base.UnsupportedException;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.Feature;
import dev.rawtap.object.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What iterator programs of the running kernel can go through, as BTF has it. */
final class IteratorTypes {
    private static final String FUNCTION = "bpf_iter_";

    /** Of the context; kernel functions that start loops are also called {@code bpf_iter_}. */
    private static final String CONTEXT = "bpf_iter__";

    private static final int SUGGESTIONS = 3;

    private final Target target;
    private final boolean own;

    /** @param own whether the target's types are those that the kernel itself has, by whose numbers it loads programs */
    IteratorTypes(Target target, boolean own) {
        this.target = target;
        this.own = own;
    }

    /** The kernel's function that an iterator program stands in for; an unknown target gives the nearest ones. */
    AttachTarget require(AttachPoint.Iterator point, String program) {
        Btf btf = target.btf()
                .filter(_ -> own)
                .orElseThrow(() -> new UnsupportedException(
                        "iterator '%s' needs the kernel's own types, and %s"
                                .formatted(program, own ? "/sys/kernel/btf/vmlinux is absent" : "others were given"),
                        "run a kernel with CONFIG_DEBUG_INFO_BTF"));
        return find(point.target()).orElseThrow(() -> {
            List<String> targets = targets(btf);
            List<String> near = NearestNames.of(point.target(), targets, SUGGESTIONS);
            return new InvalidInputException(
                    "iterator '%s' goes through '%s', which Linux %s does not offer"
                            .formatted(program, point.target(), target.version()),
                    targets.isEmpty()
                            ? Feature.ITERATOR.text() + " came with " + Feature.ITERATOR.since()
                            : "nearest: " + String.join(", ", near.isEmpty() ? targets : near));
        });
    }

    /** The kernel's function for this target. */
    Optional<AttachTarget> find(String name) {
        if (!own || target.btf().isEmpty()) {
            return Optional.empty();
        }
        Btf btf = target.btf().get();
        OptionalInt function = btf.find(BtfKind.FUNCTION, FUNCTION + name);
        return function.isEmpty() || btf.find(BtfKind.STRUCT, CONTEXT + name).isEmpty()
                ? Optional.empty()
                : Optional.of(new AttachTarget(name, function.getAsInt(), Optional.empty()));
    }

    private static List<String> targets(Btf btf) {
        var targets = new ArrayList<String>();
        btf.ids(BtfKind.STRUCT).forEach(id -> {
            String name = btf.nameOf(id);
            if (name.startsWith(CONTEXT)) {
                targets.add(name.substring(CONTEXT.length()));
            }
        });
        return targets;
    }
}
