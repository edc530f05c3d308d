package dev.rawtap.ir.pass;

import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Slot;
import dev.rawtap.ir.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What slots hold where values were stored into all of their bytes, such as keys of maps. */
final class SlotContents {
    /**
     * Bytes that one step wrote.
     *
     * @param value what was stored, or null for zeros
     */
    record Piece(int offset, int bytes, @Nullable Value value) {
        /** Adds what is left of these bytes when others are written: of a number nothing, of zeros those around. */
        private void without(Piece other, List<Piece> left) {
            int end = offset + bytes;
            int otherEnd = other.offset + other.bytes;
            if (otherEnd <= offset || end <= other.offset) {
                left.add(this);
            } else if (value == null) {
                if (offset < other.offset) {
                    left.add(new Piece(offset, other.offset - offset, null));
                }
                if (otherEnd < end) {
                    left.add(new Piece(otherEnd, end - otherEnd, null));
                }
            }
        }
    }

    /** Larger slots are not followed: each store walks over all pieces. */
    private static final int MOST_BYTES = 4096;

    private record Content(List<Piece> pieces, int version) {}

    private final Definitions definitions;
    private final MemoryVersions versions;
    private final Map<Slot, Content> contents = new HashMap<>();
    private final Map<List<Piece>, Slot> holders = new HashMap<>();

    SlotContents(Definitions definitions, MemoryVersions versions) {
        this.definitions = definitions;
        this.versions = versions;
    }

    /**
     * The pieces of a slot where a step writes one, before its version changes; else null.
     */
    @Nullable
    Slot written(Operation operation) {
        return switch (operation) {
            case Operation.Store store -> slot(store.base());
            case Operation.Fill fill -> slot(fill.base());
            case Operation.Constant _,
                    Operation.Binary _,
                    Operation.Compare _,
                    Operation.Select _,
                    Operation.Extend _,
                    Operation.ByteSwap _,
                    Operation.Load _,
                    Operation.Atomic _,
                    Operation.Read _,
                    Operation.StoreBytes _,
                    Operation.Copy _,
                    Operation.SlotAddress _,
                    Operation.MapReference _,
                    Operation.MapValueAddress _,
                    Operation.FunctionAddress _,
                    Operation.CallHelper _,
                    Operation.CallFunction _,
                    Operation.CallKernelFunction _ -> null;
        };
    }

    /** The slot that an address is the beginning of, or null. */
    @Nullable
    Slot slot(Value address) {
        return definitions.of(address) instanceof Operation.SlotAddress(var slot, int offset)
                        && offset == 0
                        && slot.bytes() <= MOST_BYTES
                ? slot
                : null;
    }

    /** What is known of a slot now: pieces that do not overlap, in order. */
    List<Piece> pieces(Slot slot) {
        Content content = contents.get(slot);
        return content != null && content.version == version(slot) ? content.pieces : List.of();
    }

    /** Notes a step's piece, after the slot's version changed; {@code before} is what was known until then. */
    void write(Slot slot, List<Piece> before, Operation operation) {
        Piece piece = operation instanceof Operation.Store store
                ? new Piece(store.offset(), store.size().bytes(), store.value())
                : operation instanceof Operation.Fill fill ? new Piece(fill.offset(), fill.bytes(), null) : null;
        if (piece == null) {
            return;
        }
        var pieces = new ArrayList<Piece>();
        before.forEach(other -> other.without(piece, pieces));
        pieces.add(piece);
        pieces.sort(Comparator.comparingInt(Piece::offset));
        contents.put(slot, new Content(List.copyOf(pieces), version(slot)));
    }

    /** All bytes of a slot, or null when some are not known. */
    @Nullable
    List<Piece> whole(Slot slot) {
        List<Piece> pieces = pieces(slot);
        int end = 0;
        for (Piece piece : pieces) {
            if (piece.offset != end) {
                return null;
            }
            end += piece.bytes;
        }
        return end == slot.bytes() ? pieces : null;
    }

    /** The slot that was found first to hold the same and still does; the slot itself where there is none. */
    Slot same(Slot slot, List<Piece> whole) {
        Slot holder = holders.get(whole);
        if (holder != null && whole.equals(whole(holder)) && holder.alignment() >= slot.alignment()) {
            return holder;
        }
        holders.put(whole, slot);
        return slot;
    }

    private int version(Slot slot) {
        return versions.of(new MemoryEffects.Area.OfSlot(slot));
    }
}
