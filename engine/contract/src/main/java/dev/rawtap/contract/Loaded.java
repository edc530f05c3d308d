package dev.rawtap.contract;

import dev.rawtap.object.ObjectSpec;
import java.util.List;

/** An object that an engine has loaded. Thread-safe; closing it detaches and releases everything. */
public interface Loaded extends AutoCloseable {
    /** What was loaded, as it was given. */
    ObjectSpec spec();

    /** The loaded programs, in the object's order. */
    List<Program> programs();

    /** The program of this name; an unknown name gives the nearest ones. */
    Program program(String name);

    /** The maps, in the object's order, global data sections included. */
    List<BpfMap> maps();

    /** The map of this name; an unknown name gives the nearest ones. */
    BpfMap map(String name);

    /** The global variable of this name; an unknown name gives the nearest ones. */
    Variable variable(String name);

    /**
     * Attaches every program where its section says, in the object's order; all or none. Programs that hang on nothing
     * (test runs, iterators, socket filters, those without a name) are left to the caller; an object that has no others is
     * refused.
     */
    Links attach();

    /** Opens a reader over some of its buffers. */
    EventReader read(List<EventSource> sources);

    /** What has been lost so far. */
    LossLedger losses();

    @Override
    void close();
}
