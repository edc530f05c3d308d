package dev.rawtap.script.analysis;

import dev.rawtap.base.Span;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.ScriptMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of a map. */
final class MapState {
    private final String name;
    private final Slot key = new Slot();
    private final Slot value = new Slot();
    private @Nullable Boolean keyed;
    private ScriptMap.@Nullable Declared declared;
    private int declaredEntries;
    private @Nullable Span declaredAt;
    private @Nullable Span firstUse;

    private boolean written;

    MapState(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    Slot key() {
        return key;
    }

    Slot value() {
        return value;
    }

    /** Whether it has keys; null while nobody used it. */
    @Nullable
    Boolean keyed() {
        return keyed;
    }

    /** Notes how it is used; whether that agrees with what was before. */
    boolean useAs(boolean withKey) {
        if (keyed == null) {
            keyed = withKey;
        }
        return keyed == withKey;
    }

    /** Whether something is stored somewhere. */
    boolean written() {
        return written;
    }

    void write() {
        written = true;
    }

    /** Notes its declaration. */
    void declare(ScriptMap.Declared kind, int entries, Span at) {
        declared = kind;
        declaredAt = at;
        declaredEntries = entries;
    }

    /** Notes where it is used. */
    void useAt(Span at) {
        if (firstUse == null) {
            firstUse = at;
        }
    }

    /** Where it is used first. */
    Optional<Span> firstUse() {
        return Optional.ofNullable(firstUse);
    }

    /** Where it is declared, if it is. */
    Optional<Span> declaredAt() {
        return Optional.ofNullable(declaredAt);
    }

    /** What a declaration asks for, if there is one. */
    ScriptMap.@Nullable Declared declared() {
        return declared;
    }

    /** What holds its values' aggregation, if it is one. */
    Optional<ScriptType.Aggregation> aggregation() {
        return value.type() instanceof ScriptType.Aggregation aggregation ? Optional.of(aggregation) : Optional.empty();
    }

    /** The map as it is known now. */
    ScriptMap map(int entriesOtherwise) {
        boolean scalar = !Boolean.TRUE.equals(keyed);
        int entries = scalar ? 1 : declared == null ? entriesOtherwise : declaredEntries;
        return new ScriptMap(
                name,
                scalar ? Optional.empty() : Optional.of(key.type()),
                value.type(),
                Optional.ofNullable(declared),
                entries);
    }
}
