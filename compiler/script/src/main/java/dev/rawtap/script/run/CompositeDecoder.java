package dev.rawtap.script.run;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfType;
import dev.rawtap.script.output.ScriptValue;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Makes values of structs and unions of C by their BTF; members of anonymous ones appear as the outer one's own. */
record CompositeDecoder(Btf btf) {
    ScriptValue decode(int type, MemorySegment bytes, long offset) {
        int id = btf.strip(type);
        return switch (btf.type(id)) {
            case BtfType.Int number -> integer(number, bytes, offset);
            case BtfType.Pointer _ -> new ScriptValue.Pointer(ValueDecoder.integer(64, false, bytes, offset));
            case BtfType.Enumeration enumeration -> enumerator(enumeration, bytes, offset);
            case BtfType.Array array -> array(array, bytes, offset);
            case BtfType.Composite composite -> {
                var fields = new ArrayList<ScriptValue.Field>();
                members(composite, bytes, offset, fields);
                yield new ScriptValue.Structure(fields);
            }
            default -> ScriptValue.Nothing.NOTHING;
        };
    }

    private void members(
            BtfType.Composite composite, MemorySegment bytes, long offset, List<ScriptValue.Field> fields) {
        for (BtfType.Member member : composite.members()) {
            long place = offset + member.bitOffset() / 8;
            int id = btf.strip(member.type());
            if (member.name().isEmpty() && btf.type(id) instanceof BtfType.Composite anonymous) {
                members(anonymous, bytes, place, fields);
            } else if (member.bitSize() > 0) {
                fields.add(new ScriptValue.Field(member.name(), bits(member, id, bytes, offset)));
            } else {
                fields.add(new ScriptValue.Field(member.name(), decode(id, bytes, place)));
            }
        }
    }

    private ScriptValue bits(BtfType.Member member, int id, MemorySegment bytes, long offset) {
        long value = 0;
        for (int i = 0; i < member.bitSize(); i++) {
            int bit = member.bitOffset() + i;
            long one = bytes.get(ValueLayout.JAVA_BYTE, offset + bit / 8) >> (bit % 8) & 1;
            value |= one << i;
        }
        boolean signed = btf.type(id) instanceof BtfType.Int number && isSigned(number);
        int unused = 64 - member.bitSize();
        return signed ? new ScriptValue.Signed(value << unused >> unused) : new ScriptValue.Unsigned(value);
    }

    private static boolean isSigned(BtfType.Int number) {
        return number.encoding() == BtfType.IntEncoding.SIGNED;
    }

    private static ScriptValue integer(BtfType.Int number, MemorySegment bytes, long offset) {
        if (number.size() > 8) {
            byte[] raw = new byte[number.size()];
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, offset, raw, 0, raw.length);
            return new ScriptValue.Bytes(raw);
        }
        long value = ValueDecoder.integer(number.size() * 8, isSigned(number), bytes, offset);
        if (number.name().equals("_Bool") || number.name().equals("bool")) {
            return new ScriptValue.Bool(value != 0);
        }
        return isSigned(number) ? new ScriptValue.Signed(value) : new ScriptValue.Unsigned(value);
    }

    private static ScriptValue enumerator(BtfType.Enumeration enumeration, MemorySegment bytes, long offset) {
        long value = ValueDecoder.integer(enumeration.size() * 8, enumeration.signed(), bytes, offset);
        for (BtfType.Enumerator one : enumeration.values()) {
            if (one.value() == value) {
                return new ScriptValue.Enumerator(one.name(), value);
            }
        }
        return new ScriptValue.Signed(value);
    }

    private ScriptValue array(BtfType.Array array, MemorySegment bytes, long offset) {
        int element = btf.strip(array.element());
        if (btf.type(element) instanceof BtfType.Int number
                && number.size() == 1
                && number.name().contains("char")) {
            byte[] text = new byte[array.length()];
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, offset, text, 0, text.length);
            return ScriptValue.Text.untilNul(text);
        }
        var elements = new ArrayList<ScriptValue>();
        long size = btf.sizeOf(element);
        for (int i = 0; i < array.length(); i++) {
            elements.add(decode(element, bytes, offset + i * size));
        }
        return new ScriptValue.Array(elements);
    }
}
