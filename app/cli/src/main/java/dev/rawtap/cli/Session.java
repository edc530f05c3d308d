package dev.rawtap.cli;

import dev.rawtap.contract.Engine;
import java.util.function.Supplier;

/**
 * What a command has to do with: where it prints, which engine runs programs, and whether the user has had enough.
 *
 * @param output results
 * @param errors one line at a time, without the leading {@code rawtap: }
 * @param engine opens the engine; called at most once by a command, which closes it
 * @param interruption Ctrl-C and other requests to stop
 */
record Session(Output output, Errors errors, Supplier<Engine> engine, Interruption interruption) {}
