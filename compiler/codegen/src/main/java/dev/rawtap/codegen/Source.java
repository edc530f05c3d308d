package dev.rawtap.codegen;

import dev.rawtap.ir.Slot;

/** Where the value of an operand comes from: a virtual register, or something that can be made again at any place. */
sealed interface Source {
    /** What a virtual register holds. */
    record Virtual(int register) implements Source {}

    /** A number. */
    record Constant(long value) implements Source {
        /** Whether the immediate of an instruction holds it. */
        boolean fits() {
            return value == (int) value;
        }
    }

    /** An address in a slot of the stack. */
    record SlotPlace(Slot slot, int offset) implements Source {}

    /** A map, as helpers take it. */
    record MapItself(String map) implements Source {}

    /** An address in the only value of an array map. */
    record MapValue(String map, int offset) implements Source {}

    /** A function of the module. */
    record FunctionItself(String function) implements Source {}
}
