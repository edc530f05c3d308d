package dev.rawtap.testkit.conformance;

import java.util.List;

/** A form of output that a case is run in. */
public enum Format {
    /** What people read. */
    TEXT,
    /** {@code -f json}. */
    JSON;

    /** The words of the command line that choose it. */
    public List<String> words() {
        return this == JSON ? List.of("-f", "json") : List.of();
    }
}
