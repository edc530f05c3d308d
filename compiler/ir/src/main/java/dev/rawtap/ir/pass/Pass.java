package dev.rawtap.ir.pass;

import dev.rawtap.ir.Function;

/** One rewrite of a function. */
public interface Pass {
    /** Name for {@code -d ir} and for failures: a verb and its object, such as {@code fold-constants}. */
    String name();

    /** The function after the rewrite; the same object when there was nothing to do. */
    Function run(Function function);
}
