package dev.rawtap.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What {@code rawtap run} was asked to do.
 *
 * @param files the object, or those to link
 * @param command what to run meanwhile, empty for nothing
 * @param json whether results are lines of JSON
 * @param outputFile where results go instead of standard output
 * @param pid the one process whose events count
 * @param commandOnly whether only events of the command and what it starts count
 * @param events buffer name to the type of its records: a struct's name or C text
 * @param values global variable to the value that it is set to before loading
 * @param time how long to trace
 * @param ledger whether losses are counted in the programs
 * @param verbose whether the object's notes and verifier logs are shown
 * @param quiet whether nothing but results and failures is shown
 */
record RunRequest(
        List<String> files,
        List<String> command,
        boolean json,
        Optional<Path> outputFile,
        OptionalInt pid,
        boolean commandOnly,
        Map<String, String> events,
        Map<String, String> values,
        Optional<Duration> time,
        boolean ledger,
        boolean verbose,
        boolean quiet) {}
