package dev.rawtap.btf;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes BTF: types are added one by one and get the next id; equal strings are stored once.
 *
 * <pre>{@code
 * var builder = new BtfBuilder(ByteOrder.LITTLE_ENDIAN);
 * int u32 = builder.intern(new BtfType.Int("unsigned int", 4, IntEncoding.UNSIGNED));
 * builder.add(new BtfType.Struct("event", 4, List.of(new BtfType.Member("pid", u32, 0, 0))));
 * Btf btf = builder.build("event");
 * }</pre>
 *
 * <p>Not thread-safe.
 */
public final class BtfBuilder {
    private final ByteOrder order;
    private final @Nullable Btf base;
    private final int firstId;
    private final int stringsBefore;
    /** By id - firstId; null where an id is reserved and not yet set. */
    private final List<@Nullable BtfType> types = new ArrayList<>();

    private final Map<BtfType, Integer> interned = new HashMap<>();
    private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
    private final Map<String, Integer> offsets = new HashMap<>();

    /** An empty one; type 0 is there. */
    public BtfBuilder(ByteOrder order) {
        this(order, null);
    }

    private BtfBuilder(ByteOrder order, @Nullable Btf base) {
        this.order = order;
        this.base = base;
        this.firstId = base == null ? 1 : base.count();
        this.stringsBefore = base == null ? 0 : base.stringsLength();
        offsets.put("", 0);
        if (base == null) {
            strings.write(0);
        }
    }

    /** An empty one whose types may refer to those of {@code base}. */
    public static BtfBuilder split(Btf base) {
        return new BtfBuilder(base.order(), base);
    }

    /** One that holds the types and strings of {@code btf}, ids unchanged; unchanged, it builds the same bytes. */
    public static BtfBuilder of(Btf btf) {
        var builder = new BtfBuilder(btf.order(), btf.base().orElse(null));
        builder.strings.reset();
        BtfBytes bytes = btf.section();
        builder.strings.write(bytes.data, bytes.stringsStart, bytes.stringsLength);
        for (int at = 0; at < bytes.stringsLength; ) {
            String string = bytes.string(at);
            builder.offsets.putIfAbsent(string, at + builder.stringsBefore);
            at += string.getBytes(StandardCharsets.UTF_8).length + 1;
        }
        for (int id = btf.firstId(); id < btf.count(); id++) {
            builder.types.add(btf.type(id));
        }
        return builder;
    }

    /** Adds a type and returns its id. */
    public int add(BtfType type) {
        types.add(type);
        return nextId() - 1;
    }

    /** Adds all types of {@code other}, which has no base; an id of its is greater by the answer here. */
    public int append(Btf other) {
        int shift = nextId() - 1;
        var renumbering = new TypeRenumbering(id -> id == 0 ? 0 : id + shift);
        for (int id = other.firstId(); id < other.count(); id++) {
            add(renumbering.renumber(other.type(id)));
        }
        return shift;
    }

    /** The id of an equal type that was interned before, else of the type added now. */
    public int intern(BtfType type) {
        return interned.computeIfAbsent(type, this::add);
    }

    /** The id that the next added type gets. */
    public int nextId() {
        return firstId + types.size();
    }

    /** An id for a type that is {@link #set} later, so that others can refer to it before. */
    public int reserve() {
        types.add(null);
        return nextId() - 1;
    }

    /** Replaces the type of an id that {@link #add} or {@link #reserve} returned. */
    public void set(int id, BtfType type) {
        types.set(id - firstId, type);
    }

    /** The type of an id that was added here or is of the base. */
    public BtfType type(int id) {
        if (id >= firstId) {
            BtfType type = types.get(id - firstId);
            if (type == null) {
                throw new IllegalStateException("type %d is reserved and not set".formatted(id));
            }
            return type;
        }
        return base == null ? new BtfType.Void() : base.type(id);
    }

    /** The offset of a string in the table, added if absent; the table is what {@code line_info} refers to. */
    public int string(String string) {
        Integer known = offsets.get(string);
        if (known != null) {
            return known;
        }
        if (string.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("string with a NUL character");
        }
        int offset = stringsBefore + strings.size();
        strings.writeBytes(string.getBytes(StandardCharsets.UTF_8));
        strings.write(0);
        offsets.put(string, offset);
        return offset;
    }

    /** The byte order written. */
    public ByteOrder order() {
        return order;
    }

    /** The section's bytes: header, types, strings. */
    public byte[] bytes() {
        var encoder = new TypeEncoder(this);
        for (int id = firstId; id < nextId(); id++) {
            encoder.encode(type(id));
        }
        byte[] body = encoder.bytes();
        return ByteBuffer.allocate(BtfBytes.HEADER_LENGTH + body.length + strings.size())
                .order(order)
                .putShort((short) BtfBytes.MAGIC)
                .put((byte) 1)
                .put((byte) 0)
                .putInt(BtfBytes.HEADER_LENGTH)
                .putInt(0)
                .putInt(body.length)
                .putInt(body.length)
                .putInt(strings.size())
                .put(body)
                .put(strings.toByteArray())
                .array();
    }

    /** The bytes, read back. */
    public Btf build(String name) {
        MemorySegment bytes = MemorySegment.ofArray(bytes());
        return base == null ? Btf.read(name, bytes) : Btf.readSplit(name, bytes, base);
    }
}
