package dev.rawtap.contract;

import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.Target;

/** A place where programs run. Thread-safe. */
public interface Engine extends AutoCloseable {
    /** Its name for messages: {@code kernel}, {@code memory}. */
    String name();

    /** What programs must be made for to run here. */
    Target target();

    /** The machine around it. */
    Host host();

    /**
     * Loads every autoload program of an object, and its maps.
     *
     * @throws ProgramRejectedException if the verifier refuses a program; nothing stays loaded
     * @throws dev.rawtap.base.RawtapException if anything else fails; nothing stays loaded
     */
    Loaded load(ObjectSpec object, LoadOptions options);

    /** Closes everything that it loaded and that is still open. */
    @Override
    void close();
}
