package dev.rawtap.contract;

/** Whose events programs see; decided where the event happens, before the program's own first instruction. */
public sealed interface ProcessFilter {
    /** Every process. */
    record All() implements ProcessFilter {}

    /** The threads of one process. */
    record Only(int pid) implements ProcessFilter {
        /** Rejects what no process is called. */
        public Only {
            if (pid < 1) {
                throw new IllegalArgumentException("pid " + pid);
            }
        }
    }

    /** The threads of one process and of every process that it starts from now on. */
    record Tree(int pid) implements ProcessFilter {
        /** Rejects what no process is called. */
        public Tree {
            if (pid < 1) {
                throw new IllegalArgumentException("pid " + pid);
            }
        }
    }
}
