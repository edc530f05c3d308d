package dev.rawtap.cli.inspect;

import dev.rawtap.btf.CoreRelocation;
import dev.rawtap.object.relocate.Resolution;
import java.util.OptionalLong;

/** A CO-RE relocation in words. */
final class RelocationText {
    private RelocationText() {}

    /** What is asked: {@code task_struct.tgid byte offset}. */
    static String question(Resolution resolution) {
        return resolution.what() + " " + kind(resolution.kind());
    }

    /** What the object's types say and what the target's do: {@code 4 -> 2468}, {@code 4 -> not there: ...}. */
    static String answer(Resolution resolution) {
        String local = text(resolution.local());
        return resolution.failed() ? local + " -> " + resolution.problem() : local + " -> " + text(resolution.target());
    }

    private static String text(OptionalLong value) {
        return value.isPresent() ? Long.toString(value.getAsLong()) : "?";
    }

    static String kind(CoreRelocation.Kind kind) {
        return switch (kind) {
            case FIELD_BYTE_OFFSET -> "byte offset";
            case FIELD_BYTE_SIZE -> "byte size";
            case FIELD_EXISTS -> "exists";
            case FIELD_SIGNED -> "is signed";
            case FIELD_LEFT_SHIFT -> "left shift";
            case FIELD_RIGHT_SHIFT -> "right shift";
            case TYPE_ID_LOCAL -> "type id in the object";
            case TYPE_ID_TARGET -> "type id";
            case TYPE_EXISTS -> "exists";
            case TYPE_SIZE -> "size";
            case ENUM_VALUE_EXISTS -> "exists";
            case ENUM_VALUE -> "value";
            case TYPE_MATCHES -> "matches";
        };
    }
}
