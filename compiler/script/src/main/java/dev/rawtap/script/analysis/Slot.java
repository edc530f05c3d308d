package dev.rawtap.script.analysis;

import dev.rawtap.script.type.ScriptType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of the type of a variable, a map's key, a map's value or a function's result. It only ever widens. */
final class Slot {
    private @Nullable Join join;
    private @Nullable Join written;
    private boolean changed;

    /** What a value may not become. */
    enum Outcome {
        /** It fits. */
        FITS,
        /** It does not. */
        CLASHES
    }

    /** The type so far. */
    Optional<ScriptType> known() {
        return Optional.ofNullable(join).map(Join::type);
    }

    /** All that is known of the values so far. */
    Optional<Join> join() {
        return Optional.ofNullable(join);
    }

    /** The type so far, or the unknown one. */
    ScriptType type() {
        return join == null ? Unknown.TYPE : join.type();
    }

    /** Whether nothing was seen yet. */
    boolean isOpen() {
        return join == null;
    }

    /** Whether its type was written in the script. */
    boolean isFixed() {
        return written != null;
    }

    /** Sets the type that is written in the script. */
    void fix(ScriptType type) {
        Join declared = Join.of(type);
        if (!declared.equals(written)) {
            written = declared;
            join = declared;
            changed = true;
        }
    }

    /** Takes in what a value is. */
    Outcome widen(Join value) {
        ScriptType type = value.type();
        if (Unknown.is(type)) {
            return Outcome.FITS;
        }
        Join before = join;
        Optional<Join> merged = before == null ? Optional.of(value) : Join.merge(before, value);
        if (merged.isEmpty()) {
            return Outcome.CLASHES;
        }
        if (written != null && !(type instanceof ScriptType.Resolved)) {
            // Numbers are cut to the declared type; who stores them tells. Only the format of a time is not in its
            // declaration.
            return before instanceof Join.Ints || (before != null && Join.fits(value, before.type()))
                    ? Outcome.FITS
                    : Outcome.CLASHES;
        }
        if (!merged.get().equals(before)) {
            changed = true;
        }
        join = merged.get();
        return Outcome.FITS;
    }

    /** Whether something was learnt since the last time this was asked. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }
}
