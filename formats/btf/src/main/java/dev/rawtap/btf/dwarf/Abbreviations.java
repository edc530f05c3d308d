package dev.rawtap.btf.dwarf;

import dev.rawtap.base.ByteCursor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The shapes of entries that a unit uses, by code. */
final class Abbreviations {
    record Attribute(int name, int form, long implicit) {}

    record Shape(int tag, boolean children, List<Attribute> attributes) {}

    private final Map<Long, Shape> shapes = new HashMap<>();

    private Abbreviations() {}

    static Abbreviations read(ByteCursor section, long offset) {
        var abbreviations = new Abbreviations();
        if (offset >= section.size()) {
            throw section.malformed(section.size(), "abbreviations at 0x%x, past the end".formatted(offset));
        }
        var cursor = new DwarfCursor(section, offset);
        while (!cursor.atEnd()) {
            long code = cursor.uleb();
            if (code == 0) {
                break;
            }
            int tag = (int) cursor.uleb();
            boolean children = cursor.number(1) != 0;
            var attributes = new ArrayList<Attribute>();
            while (true) {
                int name = (int) cursor.uleb();
                int form = (int) cursor.uleb();
                if (name == 0 && form == 0) {
                    break;
                }
                attributes.add(new Attribute(name, form, form == Dwarf.FORM_IMPLICIT_CONST ? cursor.sleb() : 0));
            }
            abbreviations.shapes.put(code, new Shape(tag, children, attributes));
        }
        return abbreviations;
    }

    @Nullable
    Shape shape(long code) {
        return shapes.get(code);
    }
}
