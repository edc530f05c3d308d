package dev.rawtap.btf;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the own types of a {@link Btf} by name without decoding them.
 *
 * <p>The first few look-ups walk all records and compare bytes, which needs no preparation; whoever asks more often
 * pays once for a hash table over all named types.
 */
final class NameLookup {
    private static final int WALKS = 6;
    /** Looking for all of one kind skips the other kinds before it compares names: the table pays later. */
    private static final int ALL_WALKS = 32;
    /** Records per call, for the reason that {@link TypeIndex} gives. */
    private static final int CHUNK = 16;

    private final Btf btf;
    private int walks;
    private int allWalks;
    private volatile @Nullable Table table;

    /**
     * Chains of rows with the same hash: first row of each bucket, next row of each row, both plus 1 so that 0 ends a
     * chain. Chains, not probing, because a broken file may repeat one name in every record.
     */
    private record Table(int[] heads, int[] next) {}

    NameLookup(Btf btf) {
        this.btf = btf;
    }

    /** The lowest own id of that kind and name, or 0. */
    int find(BtfKind kind, String name) {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        Table known = table;
        if (known == null && walks++ < WALKS) {
            return walk(btf.firstId(), kind, wanted);
        }
        return next(known == null ? table() : known, firstRow(wanted), kind, wanted);
    }

    /** All own ids of that kind and name, ascending. */
    int[] findAll(BtfKind kind, String name) {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        Table known = table;
        if (known == null && allWalks++ >= ALL_WALKS) {
            known = table();
        }
        var found = IntStream.builder();
        int id = known == null ? walk(btf.firstId(), kind, wanted) : next(known, firstRow(wanted), kind, wanted);
        while (id != 0) {
            found.add(id);
            id = known == null ? walk(id + 1, kind, wanted) : next(known, known.next[id - btf.firstId()], kind, wanted);
        }
        return found.build().toArray();
    }

    private Table table() {
        Table known = table;
        if (known == null) {
            known = build();
            table = known;
        }
        return known;
    }

    private int firstRow(byte[] wanted) {
        int[] heads = table().heads;
        return heads[hash(wanted, 0) & heads.length - 1];
    }

    /** The first id of that kind and name in a chain from {@code row} on, or 0. */
    private int next(Table known, int row, BtfKind kind, byte[] wanted) {
        BtfBytes bytes = btf.section();
        for (int at = row; at != 0; at = known.next[at - 1]) {
            int id = at - 1 + btf.firstId();
            if (bytes.kindNumber(btf.start(id)) == kind.number() && named(bytes, btf.start(id), wanted)) {
                return id;
            }
        }
        return 0;
    }

    private int walk(int first, BtfKind kind, byte[] wanted) {
        for (int from = first; from < btf.count(); from += CHUNK) {
            int id = walkSome(from, Math.min(from + CHUNK, btf.count()), kind.number(), wanted);
            if (id > 0) {
                return id;
            }
        }
        return 0;
    }

    private int walkSome(int from, int to, int kind, byte[] wanted) {
        BtfBytes bytes = btf.section();
        for (int id = from; id < to; id++) {
            int at = btf.start(id);
            if (bytes.kindNumber(at) == kind && named(bytes, at, wanted)) {
                return id;
            }
        }
        return 0;
    }

    /** Whether the record at {@code at} has that name. A name out of the table is nobody's. */
    private boolean named(BtfBytes bytes, int at, byte[] wanted) {
        int start = nameStart(bytes, at);
        if (start < 0 || start + wanted.length >= bytes.stringsStart + bytes.stringsLength) {
            return start < 0 && wanted.length > 0 && namedInBase(bytes, at, wanted);
        }
        byte[] data = bytes.data;
        for (int i = 0; i < wanted.length; i++) {
            if (data[start + i] != wanted[i]) {
                return false;
            }
        }
        return data[start + wanted.length] == 0;
    }

    private boolean namedInBase(BtfBytes bytes, int at, byte[] wanted) {
        int offset = bytes.u32(at);
        return offset > 0
                && offset < btf.stringsLength()
                && btf.string(offset, at).equals(new String(wanted, StandardCharsets.UTF_8));
    }

    /** Where the name of a record starts in {@code bytes.data}; -1 if it is not in this file's own table. */
    private int nameStart(BtfBytes bytes, int at) {
        int own = bytes.u32(at) - (btf.stringsLength() - bytes.stringsLength);
        return own < 0 || own >= bytes.stringsLength ? -1 : bytes.stringsStart + own;
    }

    private Table build() {
        BtfBytes bytes = btf.section();
        int rows = btf.count() - btf.firstId();
        int[] heads = new int[Integer.highestOneBit(Math.max(8, rows)) * 2];
        int[] next = new int[rows];
        // Backwards, so that the lowest id comes first in its chain.
        for (int row = rows - 1; row >= 0; row--) {
            int at = btf.start(row + btf.firstId());
            int offset = bytes.u32(at);
            if (offset == 0 || offset < 0 || offset >= btf.stringsLength()) {
                continue;
            }
            int start = nameStart(bytes, at);
            int hash = start >= 0
                    ? hash(bytes.data, start)
                    : hash(btf.string(offset, at).getBytes(StandardCharsets.UTF_8), 0);
            int bucket = hash & heads.length - 1;
            next[row] = heads[bucket];
            heads[bucket] = row + 1;
        }
        return new Table(heads, next);
    }

    /** FNV-1a over the bytes up to a NUL or the end. */
    private static int hash(byte[] data, int from) {
        int hash = 0x811c9dc5;
        for (int i = from; i < data.length && data[i] != 0; i++) {
            hash = (hash ^ data[i]) * 0x01000193;
        }
        return hash ^ hash >>> 15;
    }
}
