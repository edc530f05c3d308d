package dev.rawtap.btf;

import dev.rawtap.base.MalformedException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The types of one BTF section, decoded one by one when asked for.
 *
 * <p>Ids run from 0 ({@code void}) to {@link #count()} - 1. BTF of a kernel module is split: it continues the ids and
 * strings of its {@link #base()}, which is asked for lower ids.
 *
 * <p>Reading looks at the header and at the length of each type. Everything else is checked when it is decoded, or all
 * at once by {@link #validate()}; what is wrong is a {@link MalformedException} with the offset. Immutable; safe for
 * all threads. The bytes given to {@link #read} are not copied if they are on the heap, and must not change.
 */
public final class Btf {
    /** Size of a pointer in BPF programs and the kernels that run them, in bytes. */
    public static final int POINTER_SIZE = 8;

    private static final BtfType VOID = new BtfType.Void();

    private final BtfBytes bytes;
    private final @Nullable Btf base;
    private final int firstId;
    private final int stringsBefore;
    /** Where the record of type {@code firstId + i} starts, from the start of the types section. */
    private final int[] starts;
    /** Types decoded so far. Records are immutable, so that a race only decodes one twice. */
    private final @Nullable BtfType[] decoded;

    private final NameLookup names;

    private Btf(BtfBytes bytes, @Nullable Btf base, int[] starts) {
        this.bytes = bytes;
        this.base = base;
        this.firstId = base == null ? 1 : base.count();
        this.stringsBefore = base == null ? 0 : base.stringsLength();
        this.starts = starts;
        this.decoded = new BtfType[starts.length];
        this.names = new NameLookup(this);
    }

    /**
     * Reads a {@code .BTF} section or {@code /sys/kernel/btf/vmlinux}.
     *
     * @param name the file's name for errors
     * @throws MalformedException if the header or the chain of records is broken
     */
    public static Btf read(String name, MemorySegment bytes) {
        var section = new BtfBytes(name, bytes);
        return new Btf(section, null, TypeIndex.build(section));
    }

    /**
     * Reads the same bytes as before with what {@link #index()} gave then, which saves a pass over all types. An index
     * of another file is left aside; the caller keys it by boot or build id, for types that only moved are not noticed.
     */
    public static Btf read(String name, MemorySegment bytes, byte[] index) {
        var section = new BtfBytes(name, bytes);
        int[] starts = TypeIndex.fromBytes(section, index);
        return new Btf(section, null, starts == null ? TypeIndex.build(section) : starts);
    }

    /** Reads BTF that continues {@code base}: {@code /sys/kernel/btf/MODULE}. */
    public static Btf readSplit(String name, MemorySegment bytes, Btf base) {
        var section = new BtfBytes(name, bytes);
        if (section.bigEndian != base.bytes.bigEndian) {
            throw new MalformedException(name, 0, "byte order differs from that of " + base.name());
        }
        return new Btf(section, base, TypeIndex.build(section));
    }

    /** The file's name. */
    public String name() {
        return bytes.file;
    }

    /** The byte order of the file, and of the values that its types describe. */
    public ByteOrder order() {
        return bytes.order();
    }

    /** What this continues. */
    public Optional<Btf> base() {
        return Optional.ofNullable(base);
    }

    /** Number of type ids, those of the base and id 0 included. */
    public int count() {
        return firstId + starts.length;
    }

    /** The first id that is not of the base. */
    public int firstId() {
        return firstId;
    }

    /** What a caller may store for {@link #read(String, MemorySegment, byte[])}: 4 bytes per type. */
    public byte[] index() {
        return TypeIndex.toBytes(bytes, starts);
    }

    /** The file as it was read, its header included. */
    public byte[] bytes() {
        int end = Math.max(bytes.typesEnd, bytes.stringsStart + bytes.stringsLength);
        return Arrays.copyOfRange(bytes.data, bytes.origin, end);
    }

    /**
     * The type of an id.
     *
     * @throws MalformedException if no such id exists, or its record is broken
     */
    public BtfType type(int id) {
        if (id < firstId) {
            return base != null ? base.type(id) : id == 0 ? VOID : missing(id);
        }
        int row = id - firstId;
        if (row >= starts.length) {
            return missing(id);
        }
        BtfType known = decoded[row];
        if (known == null) {
            known = new TypeDecoder(this, bytes, start(id)).decode();
            decoded[row] = known;
        }
        return known;
    }

    private BtfType missing(int id) {
        throw new MalformedException(name(), 0, "type id %d, last is %d".formatted(id, count() - 1));
    }

    /** The kind of an id, without decoding it. */
    public BtfKind kind(int id) {
        if (id < firstId) {
            return base != null ? base.kind(id) : type(id).kind();
        }
        if (id >= count()) {
            missing(id);
        }
        return BtfKind.of(bytes.kindNumber(start(id)));
    }

    /** The name of an id, without decoding it; empty for an anonymous type, or one of a kind that has no names. */
    public String nameOf(int id) {
        if (id < firstId) {
            return base != null ? base.nameOf(id) : "";
        }
        if (id >= count()) {
            missing(id);
        }
        int at = start(id);
        return string(bytes.u32(at), at);
    }

    /** The first type of that kind and name, own ones before the base's. */
    public OptionalInt find(BtfKind kind, String name) {
        int own = names.find(kind, name);
        return own > 0 ? OptionalInt.of(own) : base == null ? OptionalInt.empty() : base.find(kind, name);
    }

    /** All ids of that kind and name that are not of the base, ascending. */
    public IntStream ownIds(BtfKind kind, String name) {
        return Arrays.stream(names.findAll(kind, name));
    }

    /** All ids of that kind, ascending, those of the base included. */
    public IntStream ids(BtfKind kind) {
        IntStream own = ownIds(kind);
        return base == null ? own : IntStream.concat(base.ids(kind), own);
    }

    /** All ids of that kind that are not of the base, ascending. */
    public IntStream ownIds(BtfKind kind) {
        return IntStream.range(firstId, count()).filter(id -> bytes.kindNumber(start(id)) == kind.number());
    }

    /**
     * The type below typedefs, {@code const}, {@code volatile}, {@code restrict} and tags.
     *
     * @throws MalformedException if they go round in a circle
     */
    public int strip(int id) {
        return Layout.strip(this, id);
    }

    /**
     * Bytes of a value of that type; 0 for {@code void}, functions and flexible arrays.
     *
     * @throws MalformedException if it contains itself
     */
    public long sizeOf(int id) {
        return Layout.sizeOf(this, id);
    }

    /** Natural alignment in bytes: the greatest of the parts, as a compiler for 64 bits sets it; 1 for {@code void}. */
    public int alignOf(int id) {
        return Layout.alignOf(this, id);
    }

    /**
     * A member by name, also of anonymous structures and unions inside.
     *
     * @param composite a structure or union, or a typedef or modifier of one
     * @return empty if there is none, or {@code composite} is neither
     */
    public Optional<Field> field(int composite, String name) {
        return Layout.field(this, composite, name);
    }

    /**
     * Decodes everything and checks what lazy reading does not: each reference is of a kind that can stand there, no
     * type contains itself, members lie inside.
     *
     * @throws MalformedException at the first that does not hold
     */
    public void validate() {
        Validator.validate(this);
    }

    /** An error about the type {@code id}, to be thrown by the caller. */
    MalformedException malformed(int id, String problem) {
        if (id < firstId) {
            return base != null ? base.malformed(id, problem) : new MalformedException(name(), 0, problem);
        }
        return bytes.malformed(start(id), "type %d: %s".formatted(id, problem));
    }

    /** Length of the string table, the base's included. */
    int stringsLength() {
        return stringsBefore + bytes.stringsLength;
    }

    /** The string at {@code offset} of the string table, the base's included: what line_info of a loaded program names. */
    public String string(int offset) {
        return string(offset, 0);
    }

    /** The string at {@code offset}, which stands at {@code where} in the file. */
    String string(int offset, int where) {
        if (offset >= 0 && offset < stringsBefore && base != null) {
            return base.string(offset, where);
        }
        int own = offset - stringsBefore;
        if (offset < 0 || own >= bytes.stringsLength) {
            if (offset == 0) {
                return "";
            }
            throw bytes.malformed(
                    where, "string offset %d past table of %d bytes".formatted(offset & 0xffffffffL, stringsLength()));
        }
        return bytes.string(own);
    }

    BtfBytes section() {
        return bytes;
    }

    /** Where the record of an own id starts in {@code section().data}. */
    int start(int id) {
        return bytes.typesStart + starts[id - firstId];
    }
}
