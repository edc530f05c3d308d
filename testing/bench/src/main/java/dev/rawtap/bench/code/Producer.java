package dev.rawtap.bench.code;

import dev.rawtap.kernel.KernelObjects.ProgramEntry;
import java.util.List;

/** Who makes the code of a reference program. */
interface Producer {
    /** For the table. */
    String name();

    /** Loads and attaches the program; it runs until the result is closed. */
    Attached attach(Reference reference);

    /** Programs that run. */
    interface Attached extends AutoCloseable {
        /** Their size. */
        CodeSize size();

        /** The kernel's description of each, as it is now. */
        List<ProgramEntry> programs();

        @Override
        void close();
    }
}
