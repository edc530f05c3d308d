package dev.rawtap.contract;

import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.ProgramSpec;

/** A loaded program. Thread-safe; lives as long as its {@link Loaded} object. */
public interface Program {
    /** What was loaded, as it was given. */
    ProgramSpec spec();

    /** Its name. */
    default String name() {
        return spec().name();
    }

    /** Attaches it where its section says. */
    default Link attach() {
        return attach(spec().attach(), 0);
    }

    /**
     * Attaches it.
     *
     * @param point where; of the kind that the program was loaded as, its name given
     * @param cookie a number that the program can ask for, 0 for none
     */
    Link attach(AttachPoint point, long cookie);

    /**
     * Runs an iterator over all objects of its kind that there are now, and gives what it wrote, mostly text.
     *
     * @throws dev.rawtap.base.InvalidInputException if it is no iterator
     */
    byte[] iterate();

    /** Runs it once with a context of the caller's. */
    TestResult testRun(TestInput input);

    /** How often it ran and how long, as far as the engine keeps count. */
    ProgramStatistics statistics();

    /** The verifier's log, empty unless {@link LoadOptions#verifierLog()} asked for it. */
    String verifierLog();
}
