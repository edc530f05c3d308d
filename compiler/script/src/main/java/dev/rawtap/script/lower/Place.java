package dev.rawtap.script.lower;

import dev.rawtap.ir.Value;
import dev.rawtap.script.type.ScriptType;

/** Where bytes are. */
sealed interface Place {
    /** Memory that the verifier knows and that is there: stack, map value, context, event record. */
    record Known(Value pointer, int offset) implements Place {}

    /** A kernel object whose type the verifier knows; the pointer may be NULL. Loads are direct. */
    record Kernel(Value pointer, int offset) implements Place {}

    /** An address that nothing vouches for: read by a helper. */
    record Remote(ScriptType.Space space, Value address, int offset) implements Place {}

    /** A place some bytes further. */
    default Place plus(int bytes) {
        return switch (this) {
            case Known(var pointer, int offset) -> new Known(pointer, offset + bytes);
            case Kernel(var pointer, int offset) -> new Kernel(pointer, offset + bytes);
            case Remote(var space, var address, int offset) -> new Remote(space, address, offset + bytes);
        };
    }
}
