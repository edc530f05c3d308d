package dev.rawtap.script.syntax;

import java.util.HashSet;
import java.util.Set;

/**
 * What is missing of a script because it could not be read. Nobody shall be told that something is not defined that may
 * have been defined there.
 *
 * @param names in what was passed over; those of variables and maps with their first char
 * @param targets whether variables and maps were assigned of which not even the names are known
 * @param definitions whether there were definitions of which not even the names are known
 */
public record Damage(Set<String> names, boolean targets, boolean definitions) {
    /** Copies the names. */
    public Damage {
        names = Set.copyOf(names);
    }

    /** Whether a name may be defined in what is missing. */
    public boolean hides(String name) {
        boolean target = name.startsWith("$") || name.startsWith("@");
        return names.contains(name) || (target ? targets : definitions);
    }

    /** What is missing here or there. */
    public Damage and(Damage other) {
        var all = new HashSet<>(names);
        all.addAll(other.names);
        return new Damage(all, targets || other.targets, definitions || other.definitions);
    }
}
