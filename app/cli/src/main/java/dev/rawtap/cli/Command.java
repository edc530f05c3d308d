package dev.rawtap.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** One command of the command line: its syntax, its help and what it does, together. */
interface Command {
    /** Name, options, operands and help. */
    CommandSpec spec();

    /**
     * Does it.
     *
     * @return the exit status
     * @throws dev.rawtap.base.RawtapException for what a user can read; anything else is a bug
     */
    int run(ParseResult arguments, Session session);
}
