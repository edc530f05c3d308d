package dev.rawtap.cli.loaded;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.NearestNames;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.BtfType;
import dev.rawtap.btf.c.CNames;
import dev.rawtap.btf.c.CPrinter;
import dev.rawtap.cli.text.Columns;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import tools.jackson.core.JsonGenerator;

/**
 * The types of a BTF, or those of one name.
 *
 * @param btf where they are
 * @param ids which
 * @param one whether they were asked for by name
 */
public record TypeList(Btf btf, List<Integer> ids, boolean one) {
    private static final int NEAREST = 3;

    /** All types of its own: without those of the base. */
    public static TypeList all(Btf btf) {
        return new TypeList(
                btf, IntStream.range(btf.firstId(), btf.count()).boxed().toList(), false);
    }

    /**
     * Those of a name, which may begin with {@code struct}, {@code union} or {@code enum}.
     *
     * @throws InvalidInputException if there is none, with the names that are nearest
     */
    public static TypeList named(Btf btf, String text) {
        int space = text.indexOf(' ');
        String keyword = space < 0 ? "" : text.substring(0, space);
        String name = text.substring(space + 1).strip();
        List<Integer> ids = IntStream.range(1, btf.count())
                .filter(id -> btf.nameOf(id).equals(name) && isA(keyword, btf.kind(id)))
                .boxed()
                .toList();
        if (ids.isEmpty()) {
            List<String> nearest = NearestNames.of(name, names(btf), NEAREST);
            throw new InvalidInputException(
                    "%s has no type '%s'".formatted(btf.name(), text),
                    nearest.isEmpty() ? null : "nearest: " + String.join(", ", nearest));
        }
        return new TypeList(btf, ids, true);
    }

    private static boolean isA(String keyword, BtfKind kind) {
        return keyword.isEmpty() || word(kind).equals(keyword) || (keyword.equals("enum") && kind == BtfKind.ENUM64);
    }

    private static List<String> names(Btf btf) {
        return IntStream.range(1, btf.count())
                .mapToObj(btf::nameOf)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    }

    private static String word(BtfKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** As C: definitions with all that they need, or everything as a header. */
    public String c() {
        if (!one) {
            return CPrinter.header(btf);
        }
        var text = new StringBuilder();
        for (int id : ids) {
            text.append(CPrinter.type(btf, id));
        }
        return text.toString();
    }

    /** One line for each: id, kind, bytes, declaration; for what was asked for by name its definition. */
    public String text() {
        var text = new StringBuilder();
        if (one) {
            for (int id : ids) {
                text.append("/* ").append(id).append(" */ ").append(CPrinter.definition(btf, id));
            }
            return text.toString();
        }
        var table = new Columns(0).row("ID", "KIND", "BYTES", "TYPE");
        for (int id : ids) {
            table.row(Integer.toString(id), word(btf.kind(id)), bytes(id), declaration(id));
        }
        table.appendTo(text);
        return text.toString();
    }

    private String bytes(int id) {
        return btf.type(id) instanceof BtfType.Sized sized ? Integer.toString(sized.size()) : "";
    }

    private String declaration(int id) {
        return switch (btf.type(id)) {
            case BtfType.Function(String name, int prototype, var _) -> CNames.declare(btf, prototype, name);
            case BtfType.Variable(String name, int type, var _) -> CNames.declare(btf, type, name);
            case BtfType.Typedef(String name, int target) -> CNames.declare(btf, target, name);
            case BtfType.DataSection section -> section.name();
            case BtfType.DeclarationTag tag -> "%s of %d".formatted(tag.value(), tag.target());
            case BtfType _ -> CNames.declare(btf, id, "");
        };
    }

    /** One JSON object a line. */
    public void write(JsonGenerator json) {
        for (int id : ids) {
            json.writeStartObject();
            json.writeNumberProperty("id", id);
            json.writeStringProperty("kind", word(btf.kind(id)));
            json.writeStringProperty("name", btf.nameOf(id));
            if (btf.type(id) instanceof BtfType.Sized sized) {
                json.writeNumberProperty("bytes", sized.size());
            }
            json.writeStringProperty("type", declaration(id));
            writeParts(btf.type(id), json);
            json.writeEndObject();
        }
    }

    private void writeParts(BtfType type, JsonGenerator json) {
        if (type instanceof BtfType.Composite composite) {
            json.writeArrayPropertyStart("members");
            for (BtfType.Member member : composite.members()) {
                json.writeStartObject();
                json.writeStringProperty("name", member.name());
                json.writeStringProperty("type", CNames.declare(btf, member.type(), ""));
                json.writeNumberProperty("bit_offset", member.bitOffset());
                if (member.bitSize() > 0) {
                    json.writeNumberProperty("bits", member.bitSize());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        } else if (type instanceof BtfType.Enumeration enumeration) {
            json.writeArrayPropertyStart("values");
            for (BtfType.Enumerator value : enumeration.values()) {
                json.writeStartObject();
                json.writeStringProperty("name", value.name());
                json.writeNumberProperty("value", value.value());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }
}
