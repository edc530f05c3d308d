package dev.rawtap.script.lower;

import dev.rawtap.base.Span;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfType;
import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Size;
import dev.rawtap.object.KernelVersion;
import dev.rawtap.script.type.Layout;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.TypedExpression;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/** Finds where an expression's bytes are, and loads, stores and copies them. */
final class Places {
    /** The context of an iterator: its pointers have types, and are NULL at the end. */
    static final Type ITERATED = new Type.Pointer(new Type.Region.Memory(0), false);

    /** Text of at most so many bytes is read from a kernel object by loads. */
    private static final int DIRECT_TEXT = 64;

    /** Fields that the verifier takes for NULL unless compared, though no tag says so (kernel/bpf/verifier.c, 6.18). */
    private static final Map<String, Set<String>> MAY_BE_NULL = Map.of(
            "mm_struct", Set.of("exe_file"),
            "sk_buff", Set.of("sk"),
            "request_sock", Set.of("sk"),
            "socket", Set.of("sk"),
            "vm_area_struct", Set.of("vm_mm", "vm_file"));

    /** Fields with the tag {@code rcu} that the verifier knows never to be NULL (the same file, since 6.4). */
    private static final Map<String, Set<String>> NEVER_NULL = Map.of(
            "task_struct", Set.of("cpus_ptr", "cgroups", "real_parent", "group_leader"),
            "cgroup", Set.of("kn"),
            "css_set", Set.of("dfl_cgrp"));

    private static final KernelVersion KNOWS_NEVER_NULL = new KernelVersion(6, 4);

    private final FunctionWriter w;

    Places(FunctionWriter writer) {
        w = writer;
    }

    Place of(TypedExpression expression) {
        return switch (expression) {
            case TypedExpression.ReadLocal read when !Values.scalar(read.type()) -> w.memory(read.local());
            case TypedExpression.FieldOf field -> of(field.base()).plus(field.bitOffset() / 8);
            case TypedExpression.Dereference pointer ->
                behind(w.values.of(pointer.pointer()), pointer.pointer().type());
            case TypedExpression.ElementOf element -> element(element);
            case TypedExpression.PartOf part -> {
                Place base = of(part.base());
                yield base.plus(offset(part.base().type(), part.index()));
            }
            case TypedExpression.ContextPointer _ ->
                new Place.Known(w.arguments().context(), 0);
            default -> w.values.placed(expression);
        };
    }

    private static int offset(ScriptType type, int index) {
        return switch (type) {
            case ScriptType.Tuple tuple -> Layout.of(tuple.elements()).offsets().get(index);
            case ScriptType.RecordType fields ->
                Layout.of(Layout.types(fields)).offsets().get(index);
            default -> throw new IllegalStateException("%s has no parts".formatted(type));
        };
    }

    /** What a pointer points to. */
    Place behind(Value pointer, ScriptType type) {
        ScriptType.Space space =
                type instanceof ScriptType.Pointer(var target, var own) ? own : ScriptType.Space.KERNEL;
        return switch (pointer.type()) {
            case Type.Pointer(Type.Region.KernelObject _, boolean nullable) -> new Place.Kernel(pointer, 0);
            case Type.Pointer(var region, boolean nullable) when !nullable -> new Place.Known(pointer, 0);
            case Type.Pointer _, Type.Scalar _, Type.MapHandle _, Type.FunctionHandle _ ->
                new Place.Remote(space, pointer, 0);
        };
    }

    private Place element(TypedExpression.ElementOf element) {
        int size = Layout.size(element.type());
        Place base = switch (element.base().type()) {
            case ScriptType.Pointer pointer -> behind(w.values.of(element.base()), pointer);
            case ScriptType.Array _,
                    ScriptType.Text _,
                    ScriptType.Buffer _,
                    ScriptType.Tuple _,
                    ScriptType.RecordType _,
                    ScriptType.Composite _ -> of(element.base());
            default ->
                throw new IllegalStateException(
                        "%s has no elements".formatted(element.base().type()));
        };
        if (element.index() instanceof TypedExpression.Constant constant) {
            return base.plus(Math.toIntExact(constant.value() * size));
        }
        Value index = w.values.of(element.index());
        OptionalInt length = length(element);
        return at(base, length.isEmpty() ? index : inside(index, length.getAsInt(), element.at()), size);
    }

    /** How many elements there are, where that is known. */
    private static OptionalInt length(TypedExpression.ElementOf element) {
        return switch (element.base().type()) {
            case ScriptType.Array array -> OptionalInt.of(array.length());
            case ScriptType.Text text -> OptionalInt.of(text.capacity());
            default -> OptionalInt.empty();
        };
    }

    /** A scalar element; past the end it is 0, which is told. */
    Value loadElement(TypedExpression.ElementOf element) {
        OptionalInt length = length(element);
        if (length.isEmpty() || element.index() instanceof TypedExpression.Constant) {
            return load(of(element), element.type());
        }
        Place base = of(element.base());
        Value index = w.values.of(element.index());
        return w.choose(
                Condition.LT,
                index,
                w.b.constant(length.getAsInt()),
                () -> load(at(base, index, Layout.size(element.type())), element.type()),
                () -> {
                    w.reports.warn(Reports.OUT_OF_BOUNDS, element.at());
                    return w.b.constant(0);
                });
    }

    private Place at(Place base, Value index, int size) {
        Value distance = w.b.binary(BinaryOperator.MULTIPLY, index, size);
        return switch (base) {
            case Place.Known(var pointer, int offset) ->
                new Place.Known(w.b.binary(BinaryOperator.ADD, pointer, distance), offset);
            case Place.Kernel(var pointer, int offset) ->
                new Place.Remote(ScriptType.Space.KERNEL, sum(pointer, distance), offset);
            case Place.Remote(var space, var address, int offset) ->
                new Place.Remote(space, sum(address, distance), offset);
        };
    }

    /** An index that the verifier sees to be inside: 0 for one past the end, which is told. */
    private Value inside(Value index, int length, Span at) {
        return w.choose(Condition.LT, index, w.b.constant(length), () -> index, () -> {
            w.reports.warn(Reports.OUT_OF_BOUNDS, at);
            return w.b.constant(0);
        });
    }

    private Value sum(Value address, Value distance) {
        return w.b.define(Type.SCALAR, new Operation.Binary(BinaryOperator.ADD, address, distance));
    }

    /** A scalar at a place. */
    Value load(Place place, ScriptType type) {
        if (type instanceof ScriptType.Pointer(ScriptType.Composite composite, var space)
                && place instanceof Place.Kernel(var pointer, int offset)
                && space == ScriptType.Space.KERNEL
                && isVmlinux(composite)) {
            return loadTyped(pointer, offset, composite, false);
        }
        return loadBytes(place, Size.ofBytes(Layout.size(type)), Values.signed(type));
    }

    private Value loadTyped(Value pointer, int offset, ScriptType.Composite composite, boolean nullable) {
        Type type = new Type.Pointer(new Type.Region.KernelObject(composite.id()), nullable);
        if (!mayBeNull(pointer)) {
            return w.b.loadPointer(type, pointer, offset);
        }
        // The pointer may be NULL on the way around, so that what comes out may be, too.
        Type result = new Type.Pointer(new Type.Region.KernelObject(composite.id()), true);
        var chosen = w.b.variable(result);
        guarded(
                pointer,
                () -> w.b.set(chosen, w.b.loadPointer(type, pointer, offset)),
                () -> w.b.set(chosen, w.b.define(result, new Operation.Constant(0))));
        return w.b.get(chosen);
    }

    /** Whether the verifier may hold a pointer for NULL. */
    static boolean mayBeNull(Value pointer) {
        return pointer.type() instanceof Type.Pointer(var region, boolean nullable) && nullable;
    }

    private void guarded(Value pointer, Runnable there, Runnable absent) {
        var none = w.b.block("null");
        var some = w.b.block("there");
        var end = w.b.block("end");
        w.b.branch(Condition.EQ, pointer, w.b.constant(0), none, some);
        w.b.enter(none);
        absent.run();
        w.b.jump(end);
        w.b.enter(some);
        there.run();
        w.b.jump(end);
        w.b.enter(end);
    }

    /** Bytes at a place as a number. */
    Value loadBytes(Place place, Size size, boolean signed) {
        return switch (place) {
            case Place.Known(var pointer, int offset) -> w.b.load(size, signed, pointer, offset);
            case Place.Kernel(var pointer, int offset)
            when !mayBeNull(pointer) -> w.b.load(size, signed, pointer, offset);
            case Place.Kernel(var pointer, int offset) -> {
                var chosen = w.b.variable(Type.SCALAR);
                guarded(
                        pointer,
                        () -> w.b.set(chosen, w.b.load(size, signed, pointer, offset)),
                        () -> w.b.set(chosen, w.b.constant(0)));
                yield w.b.get(chosen);
            }
            case Place.Remote(var space, var address, int offset) ->
                w.reports.all()
                        ? readReporting(space, address, offset, size, signed)
                        : w.b.define(Type.SCALAR, new Operation.Read(space(space), size, signed, address, offset));
        };
    }

    /** The same read with its result looked at; the helper leaves 0 where it fails. */
    private Value readReporting(ScriptType.Space space, Value address, int offset, Size size, boolean signed) {
        Place.Known copy = w.slot("read", size.bytes(), 8);
        copyRemote(copy, space, addressOf(address, offset), size.bytes(), false);
        return w.b.load(size, signed, copy.pointer(), copy.offset());
    }

    private static Operation.AddressSpace space(ScriptType.Space space) {
        return switch (space) {
            case USER -> Operation.AddressSpace.USER;
            case KERNEL -> Operation.AddressSpace.KERNEL;
            case EITHER -> Operation.AddressSpace.EITHER;
        };
    }

    /** A scalar field: the bits of a bit field, a pointer with its type where the verifier knows that. */
    Value loadField(TypedExpression.FieldOf field) {
        if (field.bitSize() > 0) {
            return bits(field);
        }
        Place place = of(field);
        if (field.type() instanceof ScriptType.Pointer(ScriptType.Composite composite, var space)
                && space == ScriptType.Space.KERNEL
                && isVmlinux(composite)) {
            if (place instanceof Place.Kernel(var pointer, int offset)) {
                return loadTyped(pointer, offset, composite, fieldMayBeNull(field));
            }
            if (place instanceof Place.Known(var pointer, int offset)
                    && pointer.type().equals(ITERATED)) {
                return loadTyped(pointer, offset, composite, true);
            }
        }
        return load(place, field.type());
    }

    private Value bits(TypedExpression.FieldOf field) {
        int first = field.bitOffset() % 8;
        int bytes = (first + field.bitSize() + 7) / 8;
        int width = bytes <= 1 ? 1 : Integer.highestOneBit(bytes - 1) << 1;
        Place base = of(field.base());
        // The whole unit at its natural alignment is what the verifier lets programs read of a kernel object.
        int start = field.bitOffset() / 8 / width * width;
        int shift = field.bitOffset() - start * 8;
        while (shift + field.bitSize() > width * 8) {
            width *= 2;
            start = field.bitOffset() / 8 / width * width;
            shift = field.bitOffset() - start * 8;
        }
        boolean signed = Values.signed(field.type());
        Value unit = loadBytes(base.plus(start), Size.ofBytes(width), false);
        if (signed) {
            Value left = w.b.binary(BinaryOperator.SHIFT_LEFT, unit, 64 - shift - field.bitSize());
            return w.b.binary(BinaryOperator.SIGNED_SHIFT_RIGHT, left, 64 - field.bitSize());
        }
        Value right = w.b.binary(BinaryOperator.SHIFT_RIGHT, unit, shift);
        return field.bitSize() == 64 ? right : w.b.binary(BinaryOperator.AND, right, (1L << field.bitSize()) - 1);
    }

    private boolean fieldMayBeNull(TypedExpression.FieldOf field) {
        if (!(field.base().type() instanceof ScriptType.Composite composite)) {
            return false;
        }
        Btf btf = composite.btf();
        if (MAY_BE_NULL.getOrDefault(btf.nameOf(composite.id()), Set.of()).contains(field.name())) {
            return true;
        }
        if (NEVER_NULL.getOrDefault(btf.nameOf(composite.id()), Set.of()).contains(field.name())
                && w.module.target().version().compareTo(KNOWS_NEVER_NULL) >= 0) {
            return false;
        }
        return btf.field(composite.id(), field.name())
                .map(found -> hasTag(btf, found.type()))
                .orElse(false);
    }

    /** Whether a pointer has the tag {@code rcu} or another one: then the verifier may take it for NULL. */
    private static boolean hasTag(Btf btf, int type) {
        int id = type;
        for (int depth = 0; depth < 32; depth++) {
            switch (btf.type(id)) {
                case BtfType.TypeTag _ -> {
                    return true;
                }
                case BtfType.Modifier modifier -> id = modifier.target();
                case BtfType.Pointer pointer -> id = pointer.target();
                default -> {
                    return false;
                }
            }
        }
        return false;
    }

    /** Whether a type of C is one of the running kernel's own, which the verifier knows by the same id. */
    boolean isVmlinux(ScriptType.Composite composite) {
        Optional<Btf> vmlinux = w.module.target().btf();
        if (vmlinux.isEmpty()) {
            return false;
        }
        Btf own = vmlinux.get();
        return composite.btf() == own
                || (composite.btf().base().filter(base -> base == own).isPresent()
                        && composite.id() < own.firstId() + own.count());
    }

    /** Writes a scalar. */
    void store(Place.Known place, ScriptType type, Value value) {
        w.b.store(Size.ofBytes(Math.max(1, Layout.size(type))), place.pointer(), place.offset(), value);
    }

    /** Copies bytes of a type to memory; a failed read leaves 0. */
    void copy(Place.Known target, Place source, ScriptType type, int bytes, boolean padded) {
        boolean text = type instanceof ScriptType.Text;
        switch (source) {
            case Place.Known(Value pointer, int offset) -> {
                if (text && padded && region(pointer) instanceof Type.Region.Context) {
                    readText(target, ScriptType.Space.KERNEL, addressOf(pointer, offset), w.b.constant(bytes), bytes);
                } else {
                    w.b.perform(new Operation.Copy(target.pointer(), target.offset(), pointer, offset, bytes));
                }
            }
            case Place.Kernel(var pointer, int offset) -> {
                if (text && bytes <= DIRECT_TEXT && (!padded || bytes == Calls.COMM_BYTES)) {
                    Runnable words = () -> words(target, pointer, offset, bytes);
                    if (mayBeNull(pointer)) {
                        guarded(pointer, words, () -> w.clear(target, bytes));
                    } else {
                        words.run();
                    }
                } else {
                    copyRemote(target, ScriptType.Space.KERNEL, addressOf(pointer, offset), bytes, text && padded);
                }
            }
            case Place.Remote(var space, var address, int offset) ->
                copyRemote(target, space, addressOf(address, offset), bytes, text && padded);
        }
    }

    private static Type.Region region(Value pointer) {
        return pointer.type() instanceof Type.Pointer(var region, boolean nullable)
                ? region
                : new Type.Region.Memory(0);
    }

    private Value addressOf(Value pointer, int offset) {
        return offset == 0 ? pointer : sum(pointer, w.b.constant(offset));
    }

    /** Direct loads: the verifier allows them within an array of characters. */
    private void words(Place.Known target, Value pointer, int offset, int bytes) {
        int done = 0;
        while (done < bytes) {
            int width = 8;
            while (width > bytes - done || (offset + done) % width != 0 || (target.offset() + done) % width != 0) {
                width /= 2;
            }
            Size size = Size.ofBytes(width);
            Value word = w.b.load(size, false, pointer, offset + done);
            w.b.store(size, target.pointer(), target.offset() + done, word);
            done += width;
        }
    }

    private void copyRemote(Place.Known target, ScriptType.Space space, Value address, int bytes, boolean text) {
        if (text) {
            readText(target, space, address, w.b.constant(bytes), bytes);
        } else {
            String helper = readHelper(space, false);
            w.reports.read(helper, w.call(helper, w.pointer(target), w.b.constant(bytes), address));
        }
    }

    /** Reads text up to its NUL into memory that is 0 behind it. */
    void readText(Place.Known target, ScriptType.Space space, Value address, Value size, int capacity) {
        w.clear(target, capacity);
        String helper = readHelper(space, true);
        w.reports.read(helper, w.call(helper, w.pointer(target), size, address));
    }

    static String readHelper(ScriptType.Space space, boolean text) {
        String helper = switch (space) {
            case USER -> "probe_read_user";
            case KERNEL -> "probe_read_kernel";
            case EITHER -> "probe_read";
        };
        return helper + (text ? "_str" : "");
    }

    /** Runs something with a value only where it is not NULL. */
    void whenThere(Value pointer, Runnable there) {
        Supplier<Value> zero = () -> w.b.constant(0);
        w.when(Condition.NE, pointer, zero.get(), there);
    }
}
