package dev.rawtap.codegen;

import dev.rawtap.base.Span;
import dev.rawtap.isa.Instruction;
import dev.rawtap.object.Reference.Symbol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A function's instructions, with what they refer to by name. */
final class Code {
    final List<Item> items = new ArrayList<>();

    /** Index of the first item of each block. */
    final Map<Integer, Integer> starts = new HashMap<>();

    /** Where control or an address goes. */
    sealed interface Destination {
        /** The first instruction of a block. */
        record OfBlock(int block) implements Destination {}

        /** The item after so many more. */
        record Skip(int items) implements Destination {}

        /** Another function. */
        record OfFunction(String name) implements Destination {}
    }

    /** One instruction. */
    record Item(
            Instruction instruction,
            @Nullable Destination destination,
            @Nullable Symbol symbol,
            @Nullable Span source) {}
}
