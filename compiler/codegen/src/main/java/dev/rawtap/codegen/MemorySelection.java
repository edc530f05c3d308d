package dev.rawtap.codegen;

import dev.rawtap.base.UnsupportedException;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.Size;
import dev.rawtap.object.Feature;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Loads and stores: addresses folded into them, blocks of bytes in the widest pieces that their alignment allows. */
final class MemorySelection {
    private static final int LARGEST = 8;

    /** Two zeros of 8 bytes in the instruction are as long as a register and two stores of it. */
    private static final int ZEROS_IN_REGISTER = 3;

    private final Selection selection;

    MemorySelection(Selection selection) {
        this.selection = selection;
    }

    void load(Value result, Operation.Load load) {
        int bits = 8 * load.size().bytes();
        boolean signed = load.signed() && bits < 64 && selection.demanded.of(result) >>> bits != 0;
        Place place = place(load.base(), load.offset());
        if (!signed || selection.hasVersion4()) {
            selection.emit(new MachineInstruction.Load(load.size(), signed, result.number(), place));
        } else {
            int loaded = selection.machine.newRegister();
            selection.emit(new MachineInstruction.Load(load.size(), false, loaded, place));
            new ArithmeticSelection(selection).signExtend(result.number(), bits, loaded);
        }
    }

    void store(Operation.Store store) {
        Place place = place(store.base(), store.offset());
        Source value = selection.source(store.value());
        if (value instanceof Source.Constant(long number)) {
            number(store.size(), place, number);
        } else {
            selection.emit(
                    new MachineInstruction.Store(store.size(), place, new Source.Virtual(selection.register(value))));
        }
    }

    void atomic(@Nullable Value result, Operation.Atomic atomic) {
        boolean used = result != null && selection.isNeeded(result);
        boolean fetch = used || atomic.operation().alwaysFetches();
        if (fetch && !selection.target.has(Feature.ATOMIC_FETCH)) {
            throw new UnsupportedException(
                    "atomic %s that gives the old value".formatted(atomic.operation()),
                    "%s has none (Linux 5.12 has)".formatted(selection.target));
        }
        int old = used && result != null
                ? result.number()
                : fetch ? selection.machine.newRegister() : MachineInstruction.NONE;
        selection.emit(new MachineInstruction.Atomic(
                atomic.operation(),
                atomic.size(),
                place(atomic.base(), atomic.offset()),
                old,
                selection.register(atomic.value())));
    }

    void fill(Operation.Fill fill) {
        Place place = place(fill.base(), fill.offset());
        bytes(place, alignment(fill.base(), fill.offset()), new byte[fill.bytes()]);
    }

    void storeBytes(Operation.StoreBytes store) {
        bytes(place(store.base(), store.offset()), alignment(store.base(), store.offset()), store.bytes());
    }

    void copy(Operation.Copy copy) {
        int alignment =
                Math.min(alignment(copy.target(), copy.targetOffset()), alignment(copy.source(), copy.sourceOffset()));
        Place to = place(copy.target(), copy.targetOffset());
        Place from = place(copy.source(), copy.sourceOffset());
        for (Piece piece : pieces(copy.bytes(), alignment)) {
            int register = selection.machine.newRegister();
            selection.emit(new MachineInstruction.Load(piece.size, false, register, from.plus(piece.offset)));
            selection.emit(
                    new MachineInstruction.Store(piece.size, to.plus(piece.offset), new Source.Virtual(register)));
        }
    }

    /** A part of a block of bytes. */
    private record Piece(int offset, Size size) {}

    private static List<Piece> pieces(int bytes, int alignment) {
        var pieces = new ArrayList<Piece>();
        int size = LARGEST;
        for (int at = 0; at < bytes; at += size) {
            size = LARGEST;
            while (size > alignment || at + size > bytes) {
                size /= 2;
            }
            pieces.add(new Piece(at, Size.ofBytes(size)));
        }
        return pieces;
    }

    private void bytes(Place place, int alignment, byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        List<Piece> pieces = pieces(bytes.length, alignment);
        long zeros = pieces.stream()
                .filter(piece -> piece.size == Size.DOUBLE && buffer.getLong(piece.offset) == 0)
                .count();
        Source zero = new Source.Constant(0);
        if (zeros >= ZEROS_IN_REGISTER) {
            zero = new Source.Virtual(selection.register(zero));
        }
        for (Piece piece : pieces) {
            long number = switch (piece.size) {
                case BYTE -> buffer.get(piece.offset);
                case HALF -> buffer.getShort(piece.offset);
                case WORD -> buffer.getInt(piece.offset);
                case DOUBLE -> buffer.getLong(piece.offset);
            };
            if (number == 0) {
                selection.emit(new MachineInstruction.Store(piece.size, place.plus(piece.offset), zero));
            } else {
                number(piece.size, place.plus(piece.offset), number);
            }
        }
    }

    /** A number that no immediate holds is two halves on the stack, else one register: others may look at the memory meanwhile. */
    private void number(Size size, Place place, long number) {
        long kept = size == Size.DOUBLE ? number : (int) number;
        if (kept == (int) kept) {
            selection.emit(new MachineInstruction.Store(size, place, new Source.Constant(kept)));
        } else if (place.slot() != null) {
            selection.emit(new MachineInstruction.Store(Size.WORD, place, new Source.Constant((int) kept)));
            selection.emit(
                    new MachineInstruction.Store(Size.WORD, place.plus(4), new Source.Constant((int) (kept >> 32))));
        } else {
            int register = selection.register(new Source.Constant(kept));
            selection.emit(new MachineInstruction.Store(size, place, new Source.Virtual(register)));
        }
    }

    /** The place at an offset from a pointer, constants that were added to it folded in. */
    private Place place(Value base, int offset) {
        Value inner = base;
        long sum = offset;
        while (selection.definitions.of(inner) instanceof Operation.Binary binary
                && selection.isOffset(binary)
                && isShort(sum + selection.offset(binary))) {
            sum += selection.offset(binary);
            inner = binary.left();
        }
        if (selection.folded(inner) instanceof Source.SlotPlace(var slot, int start)) {
            return Place.of(slot, start + (int) sum);
        }
        Source source = selection.source(inner);
        return switch (source) {
            case Source.MapValue(var map, int start) -> {
                boolean folded = isShort(start + sum);
                int register = selection.register(new Source.MapValue(map, folded ? 0 : start + (int) sum));
                yield Place.of(register, folded ? start + (int) sum : 0);
            }
            case Source other -> at(selection.register(other), sum);
        };
    }

    private Place at(int register, long offset) {
        if (isShort(offset)) {
            return Place.of(register, (int) offset);
        }
        int moved = selection.machine.newRegister();
        selection.emit(new MachineInstruction.Alu(
                dev.rawtap.isa.AluOperation.ADD, true, moved, register, new Source.Constant(offset)));
        return Place.of(moved, 0);
    }

    private static boolean isShort(long offset) {
        return offset >= Short.MIN_VALUE && offset + LARGEST <= Short.MAX_VALUE;
    }

    /** A power of two up to 8 that divides the address. Only the stack insists, on the machines of this project. */
    private int alignment(Value base, int offset) {
        long known = offset | LARGEST;
        Value inner = base;
        while (selection.definitions.of(inner) instanceof Operation.Binary binary) {
            known |= 1L << Math.min(63, Long.numberOfTrailingZeros(~selection.held.zeros(binary.right())));
            inner = binary.left();
        }
        if (selection.definitions.of(inner) instanceof Operation.SlotAddress(var slot, int start)) {
            known |= slot.alignment() | start;
        } else if (inner.type() instanceof Type.Pointer(var region, boolean nullable)
                && region instanceof Type.Region.Stack) {
            known |= 1;
        }
        return (int) Long.lowestOneBit(known);
    }
}
