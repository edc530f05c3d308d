package dev.rawtap.kernel;

import dev.rawtap.contract.LoadOptions;
import java.util.List;

/** What is inserted into an object at load, as its options say, in this order. */
final class CodeInsertions {
    private CodeInsertions() {}

    /** New insertions for one load. */
    static List<CodeInsertion> of(LoadOptions options) {
        return List.of();
    }
}
