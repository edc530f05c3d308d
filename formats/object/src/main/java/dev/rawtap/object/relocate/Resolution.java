package dev.rawtap.object.relocate;

import dev.rawtap.btf.CoreRelocation;
import dev.rawtap.object.SourceLine;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What became of one relocation.
 *
 * @param program the program's name
 * @param instruction index in the program's code after relocation
 * @param kind what was asked
 * @param what about what, such as {@code task_struct.comm[3]} or {@code pid_type.PIDTYPE_TGID}
 * @param local the answer of the object's own types, if they have one
 * @param target the number that the instruction holds now; absent if it was poisoned
 * @param problem why it was poisoned, empty if it was not
 * @param source the source line
 */
public record Resolution(
        String program,
        int instruction,
        CoreRelocation.Kind kind,
        String what,
        OptionalLong local,
        OptionalLong target,
        String problem,
        Optional<SourceLine> source) {

    /** Whether the instruction was replaced by one that the verifier refuses if it can be reached. */
    public boolean failed() {
        return target.isEmpty();
    }

    /** One line: what was asked, what came out or why nothing did, and where. */
    public String explain() {
        String where = source.map(line -> " (%s:%d: %s)".formatted(line.file(), line.line(), line.text()))
                .orElse("");
        return "program '%s', %s%s".formatted(program, summary(), where);
    }

    /** What was asked, and what came out or why nothing did. */
    public String summary() {
        String result = failed() ? problem : "is " + target.getAsLong();
        return "%s of %s: %s".formatted(question(), what, result);
    }

    private String question() {
        return switch (kind) {
            case FIELD_BYTE_OFFSET -> "offset";
            case FIELD_BYTE_SIZE, TYPE_SIZE -> "size";
            case FIELD_EXISTS, TYPE_EXISTS, ENUM_VALUE_EXISTS -> "existence";
            case FIELD_SIGNED -> "signedness";
            case FIELD_LEFT_SHIFT, FIELD_RIGHT_SHIFT -> "bit field shift";
            case TYPE_ID_LOCAL -> "local type id";
            case TYPE_ID_TARGET -> "type id";
            case ENUM_VALUE -> "value";
            case TYPE_MATCHES -> "shape";
        };
    }
}
