package dev.rawtap.btf.value;

import dev.rawtap.base.MalformedException;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfType;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Compiles types to plans; each type once. */
final class PlanCompiler {
    /** More values than this in one record are taken for a broken file. */
    private static final long MAX_SCALARS = 1 << 20;

    private static final int MAX_DEPTH = 64;

    private final Btf btf;
    private final boolean bigEndian;
    private final Map<Integer, Plan> known = new HashMap<>();

    PlanCompiler(Btf btf) {
        this.btf = btf;
        this.bigEndian = btf.order() == ByteOrder.BIG_ENDIAN;
    }

    /**
     * The plan of a type.
     *
     * @param last whether it ends the record, so that an array of length 0 holds the rest
     */
    Plan compile(int id, boolean last, int depth) {
        int type = btf.strip(id);
        if (depth > MAX_DEPTH) {
            throw problem(type, "nested deeper than " + MAX_DEPTH);
        }
        Plan before = known.get(type);
        if (before != null && !last) {
            return before;
        }
        Plan plan = switch (btf.type(type)) {
            case BtfType.Int integer -> integer(integer);
            case BtfType.Enumeration enumeration -> enumeration(enumeration, 0, 0);
            case BtfType.Pointer ignored -> scalar(Btf.POINTER_SIZE, Plan.Form.POINTER, false);
            case BtfType.Float number -> real(number);
            case BtfType.Array array -> array(array, last, depth);
            case BtfType.Composite composite -> composite(composite, last, depth);
            case BtfType.DataSection section -> section(section, depth);
            case BtfType.Variable variable -> compile(variable.type(), last, depth + 1);
            case BtfType.Modifier modifier -> compile(modifier.target(), last, depth + 1);
            case BtfType.Void ignored -> throw problem(type, "void has no value");
            case BtfType.Forward forward -> throw problem(type, forward.name() + " is declared, not defined");
            case BtfType.Function ignored -> throw problem(type, "a function has no value");
            case BtfType.FunctionPrototype ignored -> throw problem(type, "a function has no value");
            case BtfType.DeclarationTag ignored -> throw problem(type, "a tag has no value");
        };
        if (plan.scalars() > MAX_SCALARS) {
            throw problem(type, "more than %d values".formatted(MAX_SCALARS));
        }
        if (!last) {
            known.put(type, plan);
        }
        return plan;
    }

    private MalformedException problem(int id, String problem) {
        return new MalformedException(btf.name(), 0, "type %d cannot be shown: %s".formatted(id, problem));
    }

    private Plan.Scalar scalar(int size, Plan.Form form, boolean signed) {
        return new Plan.Scalar(size, 0, 0, form, signed, bigEndian, Plan.EnumeratorNames.NONE);
    }

    private Plan integer(BtfType.Int integer) {
        return switch (integer.size()) {
            case 1, 2, 4, 8 -> scalar(integer.size(), form(integer), integer.signed());
            case 16 -> new Plan.Wide(bigEndian);
            default -> raw(integer.size());
        };
    }

    private static Plan.Form form(BtfType.Int integer) {
        return switch (integer.encoding()) {
            case SIGNED -> Plan.Form.SIGNED;
            case UNSIGNED, CHAR -> Plan.Form.UNSIGNED;
            case BOOL -> Plan.Form.BOOLEAN;
        };
    }

    /** A number that Java has no type for, as its bytes. */
    private Plan raw(int size) {
        return new Plan.Elements(scalar(1, Plan.Form.UNSIGNED, false), 1, size);
    }

    private Plan real(BtfType.Float number) {
        return number.size() == 4 || number.size() == 8
                ? new Plan.Real(number.size() == 8, bigEndian)
                : raw(number.size());
    }

    private Plan enumeration(BtfType.Enumeration enumeration, int firstBit, int bits) {
        var sorted = new TreeMap<Long, String>();
        enumeration.values().forEach(value -> sorted.putIfAbsent(value.value(), plain(value.name())));
        var names = new Plan.EnumeratorNames(
                sorted.keySet().stream().mapToLong(Long::longValue).toArray(),
                sorted.values().toArray(String[]::new));
        return new Plan.Scalar(
                enumeration.size(), firstBit, bits, Plan.Form.ENUMERATOR, enumeration.signed(), bigEndian, names);
    }

    private Plan array(BtfType.Array array, boolean last, int depth) {
        boolean open = last && array.length() == 0;
        if (btf.type(btf.strip(array.element())) instanceof BtfType.Int integer && integer.isCharacter()) {
            return new Plan.Text(open ? -1 : array.length());
        }
        Plan element = compile(array.element(), false, depth + 1);
        long stride = btf.sizeOf(array.element());
        return new Plan.Elements(element, stride, open && stride > 0 ? -1 : array.length());
    }

    private Plan composite(BtfType.Composite composite, boolean last, int depth) {
        var group = new GroupBuilder();
        for (int i = 0; i < composite.members().size(); i++) {
            var member = composite.members().get(i);
            boolean ends = last
                    && (composite instanceof BtfType.Union
                            || i == composite.members().size() - 1);
            member(composite, member, ends, depth, group);
        }
        return group.build();
    }

    private void member(
            BtfType.Composite composite, BtfType.Member member, boolean last, int depth, GroupBuilder group) {
        int type = btf.strip(member.type());
        int bits = member.bitSize();
        int place = member.bitOffset();
        if (bits == 0 && btf.type(type) instanceof BtfType.Int old && old.bits() != old.size() * 8) {
            bits = old.bits();
            place += old.bitOffset();
        }
        requireInside(place, bits != 0 ? bits : btf.sizeOf(type) * 8, composite.size(), member.name());
        if (bits != 0) {
            if (!member.name().isEmpty()) {
                group.add(member.name(), place / 8, bitField(type, place % 8, bits));
            }
            return;
        }
        Plan plan = compile(type, last, depth + 1);
        if (member.name().isEmpty() && plan instanceof Plan.Group inner) {
            for (int i = 0; i < inner.members().length; i++) {
                group.add(inner.names()[i], place / 8 + inner.offsets()[i], inner.members()[i]);
            }
            if (group.scalars > MAX_SCALARS) {
                throw problem(type, "more than %d values".formatted(MAX_SCALARS));
            }
        } else if (!member.name().isEmpty()) {
            group.add(member.name(), place / 8, plan);
        }
    }

    /** Loads are not checked again, so that a member outside of its structure must be found here. */
    private void requireInside(long bitOffset, long bits, int size, String name) {
        if (bitOffset + bits > size * 8L) {
            throw new MalformedException(
                    btf.name(),
                    0,
                    "member '%s' at bit %d+%d outside of %d bytes".formatted(name, bitOffset, bits, size));
        }
    }

    private Plan bitField(int type, int firstBit, int bits) {
        if (bits > 64) {
            throw problem(type, "bit field of %d bits".formatted(bits));
        }
        return switch (btf.type(type)) {
            case BtfType.Enumeration enumeration -> enumeration(enumeration, firstBit, bits);
            case BtfType.Int integer ->
                new Plan.Scalar(
                        8, firstBit, bits, form(integer), integer.signed(), bigEndian, Plan.EnumeratorNames.NONE);
            case BtfType ignored -> throw problem(type, "bit field that is no number");
        };
    }

    private Plan section(BtfType.DataSection section, int depth) {
        var group = new GroupBuilder();
        for (var place : section.variables()) {
            if (btf.type(place.type()) instanceof BtfType.Variable variable) {
                requireInside(place.offset() * 8L, btf.sizeOf(place.type()) * 8, section.size(), variable.name());
                group.add(variable.name(), place.offset(), compile(variable.type(), false, depth + 1));
            }
        }
        return group.build();
    }

    /** A name that can stand in text and JSON as it is; only a broken file has others. */
    private static String plain(String name) {
        return name.chars().allMatch(c -> c > ' ' && c != '"' && c != '\\' && c != 0x7f)
                ? name
                : name.replaceAll("[\\x00-\\x20\"\\\\\\x7f]", "?");
    }

    private static final class GroupBuilder {
        private final List<String> names = new ArrayList<>();
        private final List<Long> offsets = new ArrayList<>();
        private final List<Plan> members = new ArrayList<>();
        private long scalars;

        void add(String name, long offset, Plan plan) {
            names.add(plain(name));
            offsets.add(offset);
            members.add(plan);
            scalars += plan.scalars();
        }

        Plan build() {
            return new Plan.Group(
                    names.toArray(String[]::new),
                    offsets.stream().mapToLong(Long::longValue).toArray(),
                    members.toArray(Plan[]::new),
                    Math.max(1, scalars));
        }
    }
}
