package dev.rawtap.contract;

import dev.rawtap.object.SourceLine;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Why a verifier refuses a program, in words.
 *
 * @param code stable name of the rule, such as {@code scalar-dereference}; docs/errors.md lists every code
 * @param message the verifier's own line
 * @param instruction slot that it stopped at
 * @param source the source line of that instruction
 * @param because why this is refused
 * @param fix what to write instead
 */
public record Finding(
        String code,
        String message,
        OptionalInt instruction,
        Optional<SourceLine> source,
        String because,
        String fix) {}
