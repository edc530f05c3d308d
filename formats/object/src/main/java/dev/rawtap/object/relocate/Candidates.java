package dev.rawtap.object.relocate;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.object.FlavoredName;
import dev.rawtap.object.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The target's types that a local root type may mean: same kind, same name without flavour; of the kernel itself, or of
 * its modules if the kernel has none. A relocation that only some of them can satisfy rules out the others for the
 * relocations after it, because a program means one type by one name.
 */
final class Candidates {
    /** One of them. */
    record Candidate(Btf btf, int id) {}

    private final Btf local;
    private final Btf kernel;
    private final Target target;
    private final Map<Integer, List<Candidate>> byRoot = new HashMap<>();

    Candidates(Btf local, Btf kernel, Target target) {
        this.local = local;
        this.kernel = kernel;
        this.target = target;
    }

    List<Candidate> of(int root) {
        return byRoot.computeIfAbsent(root, this::find);
    }

    void keep(int root, List<Candidate> remaining) {
        byRoot.put(root, List.copyOf(remaining));
    }

    private List<Candidate> find(int root) {
        String name = FlavoredName.essential(local.nameOf(root));
        if (name.isEmpty()) {
            return List.of();
        }
        List<Candidate> found = find(kernel, root, name);
        if (found.isEmpty()) {
            for (Btf module : target.modules()) {
                found.addAll(find(module, root, name));
            }
        }
        return List.copyOf(found);
    }

    private List<Candidate> find(Btf btf, int root, String name) {
        var found = new ArrayList<Candidate>();
        for (BtfKind kind : BtfKind.values()) {
            if (TypeAgreement.sameKind(local.kind(root), kind)) {
                btf.ownIds(kind, name).forEach(id -> found.add(new Candidate(btf, id)));
            }
        }
        return found;
    }
}
