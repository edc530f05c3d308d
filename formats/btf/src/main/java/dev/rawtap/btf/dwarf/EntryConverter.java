package dev.rawtap.btf.dwarf;

import dev.rawtap.base.ByteCursor;
import dev.rawtap.base.MalformedException;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfBuilder;
import dev.rawtap.btf.BtfType;
import dev.rawtap.btf.BtfType.IntEncoding;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns entries into types: first each gets its id, then references have somewhere to go. */
final class EntryConverter {
    private final DwarfSections sections;
    private final ByteCursor info;
    private final List<Entry> entries;
    private final BtfBuilder builder;
    /** Type ids by offset of the entry. */
    private final Map<Long, Integer> ids = new HashMap<>();
    /** What is to be converted, in order of id. */
    private final Map<Integer, Entry> pending = new HashMap<>();

    EntryConverter(DwarfSections sections, ByteCursor info, List<Entry> entries) {
        this.sections = sections;
        this.info = info;
        this.entries = entries;
        this.builder = new BtfBuilder(sections.order());
    }

    Btf convert() {
        var definitions = new HashMap<String, Integer>();
        for (Entry entry : entries) {
            if (isType(entry.tag) && !entry.has(Dwarf.AT_DECLARATION)) {
                reserve(entry, definitions);
            }
        }
        for (Entry entry : entries) {
            if (isType(entry.tag) && entry.has(Dwarf.AT_DECLARATION)) {
                declare(entry, definitions);
            }
        }
        int last = builder.nextId();
        for (int id = 1; id < last; id++) {
            Entry entry = pending.get(id);
            if (entry != null) {
                builder.set(id, type(entry));
            }
        }
        return builder.build(sections.file() + " DWARF");
    }

    private static boolean isType(int tag) {
        return switch (tag) {
            case Dwarf.TAG_ARRAY_TYPE,
                    Dwarf.TAG_ENUMERATION_TYPE,
                    Dwarf.TAG_POINTER_TYPE,
                    Dwarf.TAG_STRUCTURE_TYPE,
                    Dwarf.TAG_SUBROUTINE_TYPE,
                    Dwarf.TAG_TYPEDEF,
                    Dwarf.TAG_UNION_TYPE,
                    Dwarf.TAG_BASE_TYPE,
                    Dwarf.TAG_CONST_TYPE,
                    Dwarf.TAG_VOLATILE_TYPE,
                    Dwarf.TAG_RESTRICT_TYPE,
                    Dwarf.TAG_UNSPECIFIED_TYPE,
                    Dwarf.TAG_ATOMIC_TYPE -> true;
            default -> false;
        };
    }

    private static boolean isComposite(Entry entry) {
        return entry.tag == Dwarf.TAG_STRUCTURE_TYPE || entry.tag == Dwarf.TAG_UNION_TYPE;
    }

    private void reserve(Entry entry, Map<String, Integer> definitions) {
        if (entry.tag == Dwarf.TAG_UNSPECIFIED_TYPE) {
            ids.put(entry.offset, 0);
            return;
        }
        if (isComposite(entry) && !entry.name().isEmpty()) {
            Integer same = definitions.get(fingerprint(entry));
            if (same != null) {
                ids.put(entry.offset, same);
                return;
            }
        }
        int id = builder.reserve();
        ids.put(entry.offset, id);
        pending.put(id, entry);
        if (isComposite(entry) && !entry.name().isEmpty()) {
            definitions.put(fingerprint(entry), id);
            definitions.putIfAbsent(tagOf(entry), id);
        }
    }

    private void declare(Entry entry, Map<String, Integer> definitions) {
        Integer definition = definitions.get(tagOf(entry));
        if (definition == null) {
            boolean union = entry.tag == Dwarf.TAG_UNION_TYPE;
            definition = builder.intern(new BtfType.Forward(entry.name(), union));
        }
        ids.put(entry.offset, definition);
    }

    private static String tagOf(Entry entry) {
        return entry.tag + " " + entry.name();
    }

    /** The same for definitions of one structure in several units: tag, size, members' names and places. */
    private static String fingerprint(Entry entry) {
        var print = new StringBuilder(tagOf(entry)).append(' ').append(entry.number(Dwarf.AT_BYTE_SIZE));
        for (Entry child : entry.children) {
            print.append(' ').append(child.name()).append(child.number(Dwarf.AT_DATA_MEMBER_LOCATION));
        }
        return print.toString();
    }

    private BtfType type(Entry entry) {
        return switch (entry.tag) {
            case Dwarf.TAG_BASE_TYPE -> base(entry);
            case Dwarf.TAG_POINTER_TYPE -> new BtfType.Pointer(target(entry));
            case Dwarf.TAG_TYPEDEF -> new BtfType.Typedef(entry.name(), target(entry));
            case Dwarf.TAG_CONST_TYPE -> new BtfType.Const(target(entry));
            // BTF has no atomic; what matters here is that its layout is that of its target.
            case Dwarf.TAG_VOLATILE_TYPE, Dwarf.TAG_ATOMIC_TYPE -> new BtfType.Volatile(target(entry));
            case Dwarf.TAG_RESTRICT_TYPE -> new BtfType.Restrict(target(entry));
            case Dwarf.TAG_STRUCTURE_TYPE -> new BtfType.Struct(entry.name(), size(entry), members(entry));
            case Dwarf.TAG_UNION_TYPE -> new BtfType.Union(entry.name(), size(entry), members(entry));
            case Dwarf.TAG_ENUMERATION_TYPE -> enumeration(entry);
            case Dwarf.TAG_ARRAY_TYPE -> array(entry);
            case Dwarf.TAG_SUBROUTINE_TYPE -> prototype(entry);
            default -> throw problem(entry, "tag 0x%x is no type".formatted(entry.tag));
        };
    }

    private MalformedException problem(Entry entry, String problem) {
        return info.malformed(entry.offset, problem);
    }

    /** The type that an entry refers to; none is {@code void}. */
    private int target(Entry entry) {
        var reference = entry.number(Dwarf.AT_TYPE);
        if (reference.isEmpty()) {
            return 0;
        }
        Integer id = ids.get(reference.getAsLong());
        if (id == null) {
            throw problem(entry, "type at 0x%x is not there".formatted(reference.getAsLong()));
        }
        return id;
    }

    private int size(Entry entry) {
        return natural(entry, Dwarf.AT_BYTE_SIZE);
    }

    private int natural(Entry entry, int attribute) {
        long value = entry.number(attribute).orElse(0);
        if (value < 0 || value > Integer.MAX_VALUE / 8) {
            throw problem(entry, "attribute 0x%x is %d".formatted(attribute, value));
        }
        return (int) value;
    }

    private BtfType base(Entry entry) {
        int size = size(entry);
        int encoding = natural(entry, Dwarf.AT_ENCODING);
        if (encoding == Dwarf.ENCODING_FLOAT) {
            return new BtfType.Float(entry.name(), size);
        }
        if (size < 1 || size > 16) {
            // Complex numbers and wide _BitInt: bytes that BTF has no number for.
            return new BtfType.Struct(entry.name(), size, List.of());
        }
        return new BtfType.Int(
                entry.name(),
                size,
                switch (encoding) {
                    case Dwarf.ENCODING_BOOLEAN -> IntEncoding.BOOL;
                    case Dwarf.ENCODING_SIGNED, Dwarf.ENCODING_SIGNED_CHAR -> IntEncoding.SIGNED;
                    default -> IntEncoding.UNSIGNED;
                });
    }

    private List<BtfType.Member> members(Entry entry) {
        var members = new ArrayList<BtfType.Member>();
        for (Entry child : entry.children) {
            if (child.tag == Dwarf.TAG_MEMBER) {
                members.add(member(child));
            }
        }
        return members;
    }

    private BtfType.Member member(Entry member) {
        int bits = natural(member, Dwarf.AT_BIT_SIZE);
        long offset = natural(member, Dwarf.AT_DATA_MEMBER_LOCATION) * 8L;
        if (member.has(Dwarf.AT_DATA_BIT_OFFSET)) {
            offset += natural(member, Dwarf.AT_DATA_BIT_OFFSET);
        } else if (member.has(Dwarf.AT_BIT_OFFSET)) {
            // The way of before DWARF 4, which clang 14 keeps: counted from the highest bit of a storage unit, and
            // negative for a packed field that starts in one and ends behind it.
            int unit = natural(member, Dwarf.AT_BYTE_SIZE) * 8;
            long fromTop = (int) member.number(Dwarf.AT_BIT_OFFSET).orElse(0);
            offset += sections.order() == ByteOrder.BIG_ENDIAN ? fromTop : unit - fromTop - bits;
        }
        if (offset < 0 || offset > Integer.MAX_VALUE || bits > 255) {
            throw problem(member, "member at bit %d of %d bits".formatted(offset, bits));
        }
        return new BtfType.Member(member.name(), target(member), (int) offset, bits);
    }

    private BtfType enumeration(Entry entry) {
        var values = new ArrayList<BtfType.Enumerator>();
        boolean signed = false;
        boolean wide = false;
        for (Entry child : entry.children) {
            if (child.tag == Dwarf.TAG_ENUMERATOR) {
                long value = child.number(Dwarf.AT_CONST_VALUE).orElse(0);
                values.add(new BtfType.Enumerator(child.name(), value));
                signed |= value < 0;
                wide |= value != (int) value && value >>> 32 != 0;
            }
        }
        int size = entry.has(Dwarf.AT_BYTE_SIZE) ? size(entry) : 4;
        if (size < 1 || size > 8 || Integer.bitCount(size) != 1) {
            throw problem(entry, "enumeration of %d bytes".formatted(size));
        }
        return wide
                ? new BtfType.Enum64(entry.name(), size, signed, values)
                : new BtfType.Enum(entry.name(), size, signed, values);
    }

    /** The array of the first dimension; those inside are added on the way. */
    private BtfType array(Entry entry) {
        var lengths = new ArrayList<Integer>();
        for (Entry child : entry.children) {
            if (child.tag == Dwarf.TAG_SUBRANGE_TYPE) {
                lengths.add(length(child));
            }
        }
        int index = builder.intern(new BtfType.Int("unsigned int", 4, IntEncoding.UNSIGNED));
        int element = target(entry);
        for (int i = lengths.size() - 1; i > 0; i--) {
            element = builder.intern(new BtfType.Array(element, index, lengths.get(i)));
        }
        return new BtfType.Array(element, index, lengths.isEmpty() ? 0 : lengths.getFirst());
    }

    private int length(Entry subrange) {
        long length = subrange.has(Dwarf.AT_COUNT)
                ? subrange.number(Dwarf.AT_COUNT).orElse(0)
                : subrange.number(Dwarf.AT_UPPER_BOUND).orElse(-1) + 1;
        // Older compilers write an open length as an upper bound of -1 in 32 bits.
        if (length == 1L << 32) {
            return 0;
        }
        if (length < 0 || length > Integer.MAX_VALUE) {
            throw problem(subrange, "array of %d elements".formatted(length));
        }
        return (int) length;
    }

    private BtfType prototype(Entry entry) {
        var parameters = new ArrayList<BtfType.Parameter>();
        for (Entry child : entry.children) {
            if (child.tag == Dwarf.TAG_FORMAL_PARAMETER) {
                parameters.add(new BtfType.Parameter(child.name(), target(child)));
            } else if (child.tag == Dwarf.TAG_UNSPECIFIED_PARAMETERS) {
                parameters.add(new BtfType.Parameter("", 0));
            }
        }
        return new BtfType.FunctionPrototype(target(entry), parameters);
    }
}
