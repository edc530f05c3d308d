package dev.rawtap.script.analysis;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfBuilder;
import dev.rawtap.btf.BtfKind;
import dev.rawtap.btf.BtfType;
import dev.rawtap.script.type.ScriptType;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** The text of a tracepoint's {@code format} file as a structure (kernel/trace/trace_events.c, 6.18). */
final class TracepointFormat {
    private static final java.util.regex.Pattern FIELD = java.util.regex.Pattern.compile(
            "\\s*field:(.*?);\\s*offset:(\\d+);\\s*size:(\\d+);(?:\\s*signed:(\\d);)?\\s*");
    private static final java.util.regex.Pattern DECLARATION =
            java.util.regex.Pattern.compile("(.*?)(\\w+)(?:\\[(\\d*)])?");

    private final BtfBuilder builder;
    private final Optional<Btf> known;
    private final List<BtfType.Member> members = new ArrayList<>();
    private int size;

    private TracepointFormat(Optional<Btf> known) {
        this.known = known;
        this.builder = known.map(BtfBuilder::split).orElseGet(() -> new BtfBuilder(ByteOrder.LITTLE_ENDIAN));
    }

    /** The record that a format describes; empty if it has no fields that can be read. */
    static Optional<ScriptType.Composite> record(String name, String format, Optional<Btf> known) {
        var reader = new TracepointFormat(known);
        format.lines().forEach(reader::line);
        if (reader.members.isEmpty()) {
            return Optional.empty();
        }
        int id = reader.builder.add(new BtfType.Struct("trace_event_raw_" + name, reader.size, reader.members));
        return Optional.of(new ScriptType.Composite(reader.builder.build(name), id, ScriptType.Space.KERNEL));
    }

    private void line(String line) {
        Matcher field = FIELD.matcher(line);
        if (!field.matches()) {
            return;
        }
        int offset = Integer.parseInt(field.group(2));
        int bytes = Integer.parseInt(field.group(3));
        boolean signed = "1".equals(field.group(4));
        boolean located = field.group(1).startsWith("__data_loc");
        Matcher declaration = DECLARATION.matcher(
                field.group(1).replaceFirst("__data_loc\\s+", "").strip());
        if (!declaration.matches()) {
            return;
        }
        String name = declaration.group(2);
        int type =
                located ? integer(4, false) : type(declaration.group(1).strip(), declaration.group(3), bytes, signed);
        members.add(new BtfType.Member(located ? "__data_loc_" + name : name, type, 8 * offset, 0));
        size = Math.max(size, offset + bytes);
    }

    private int type(String text, @Nullable String length, int bytes, boolean signed) {
        if (length != null) {
            int count = length.isEmpty() ? 0 : Integer.parseInt(length);
            int element =
                    text.equals("char") ? character() : integer(count == 0 ? 1 : Math.max(1, bytes / count), signed);
            return builder.intern(new BtfType.Array(element, integer(4, false), count));
        }
        if (text.endsWith("*")) {
            return builder.intern(new BtfType.Pointer(
                    pointed(text.substring(0, text.length() - 1).strip())));
        }
        return integer(bytes, signed);
    }

    private int pointed(String text) {
        String name = text.replace("const", "").strip();
        if (name.equals("char")) {
            return character();
        }
        if (known.isPresent() && name.startsWith("struct ")) {
            OptionalInt found = known.get()
                    .find(BtfKind.STRUCT, name.substring("struct ".length()).strip());
            return found.orElse(0);
        }
        return 0;
    }

    private int character() {
        return builder.intern(new BtfType.Int("char", 1, BtfType.IntEncoding.SIGNED));
    }

    private int integer(int bytes, boolean signed) {
        int fits = bytes <= 1 ? 1 : bytes <= 2 ? 2 : bytes <= 4 ? 4 : 8;
        return builder.intern(new BtfType.Int(
                (signed ? "s" : "u") + 8 * fits,
                fits,
                signed ? BtfType.IntEncoding.SIGNED : BtfType.IntEncoding.UNSIGNED));
    }
}
