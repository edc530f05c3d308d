package dev.rawtap.cli.describe;

import tools.jackson.core.JsonGenerator;

/** What there is to say about one thing. */
public sealed interface Description permits ClassicDescription, RawTracepointDescription, SyscallDescription {
    /**
     * As text.
     *
     * @param verbose with what is long: whole structs, all helpers
     */
    String text(boolean verbose);

    /** As one JSON object; everything that the long text has. */
    void writeTo(JsonGenerator json);
}
