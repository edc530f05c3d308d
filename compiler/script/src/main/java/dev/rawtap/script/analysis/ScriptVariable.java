package dev.rawtap.script.analysis;

import dev.rawtap.base.Span;
import dev.rawtap.script.typed.Local;

/** A variable: one for each place that declares it, in each probe and each expansion of a macro. */
final class ScriptVariable {
    /** How a variable came to be. */
    enum Origin {
        /** {@code let}. */
        DECLARATION,
        /** A first assignment. */
        ASSIGNMENT,
        /** A loop. */
        LOOP,
        /** A function's parameter. */
        PARAMETER
    }

    private final int number;
    private final String name;
    private final Span at;
    private final Origin origin;
    private final Slot slot = new Slot();
    private boolean assigned;

    ScriptVariable(int number, String name, Span at, Origin origin) {
        this.number = number;
        this.name = name;
        this.at = at;
        this.origin = origin;
    }

    String name() {
        return name;
    }

    Span at() {
        return at;
    }

    Origin origin() {
        return origin;
    }

    Slot slot() {
        return slot;
    }

    /** Whether something was assigned to it so far in this round. */
    boolean assigned() {
        return assigned;
    }

    void assign() {
        assigned = true;
    }

    /** Forgets what is of one round. */
    void beginRound() {
        assigned = origin == Origin.PARAMETER;
    }

    /** The variable as it is known now. */
    Local local() {
        return new Local(number, name, slot.type());
    }
}
