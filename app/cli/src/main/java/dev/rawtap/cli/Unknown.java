package dev.rawtap.cli;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.cli.catalog.ProbeCatalog;
import dev.rawtap.cli.catalog.ProbePattern;
import java.util.List;

/** Names that nothing has. */
final class Unknown {
    private Unknown() {}

    /** For a pattern that matches nothing, with the nearest names. */
    static InvalidInputException probe(ProbePattern pattern, ProbeCatalog catalog) {
        List<String> near = catalog.nearest(pattern);
        return new InvalidInputException(
                "nothing to trace matches '" + pattern.text() + "'",
                near.isEmpty()
                        ? "search by a part of the name: rawtap list '*"
                                + pattern.name().replace("*", "") + "*'"
                        : "nearest: " + String.join(", ", near));
    }
}
