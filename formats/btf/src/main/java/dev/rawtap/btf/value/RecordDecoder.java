package dev.rawtap.btf.value;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.NearestNames;
import dev.rawtap.btf.Btf;
import dev.rawtap.btf.c.CNames;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Makes Java records of a structure's values: each component takes the member of its name; {@code oldComm} also takes
 * {@code old_comm}.
 *
 * <pre>{@code
 * record Unlink(int pid, String comm, String filename) {}
 * var decoder = RecordDecoder.of(MethodHandles.lookup(), Unlink.class, btf, type);
 * Unlink unlink = decoder.decode(memory, offset, length);
 * }</pre>
 *
 * <p>Components are {@code byte}, {@code short}, {@code int}, {@code long} (integers, pointers, enumerations; what does
 * not fit loses its high bits), {@code boolean}, {@code String} (character arrays up to the NUL, enumerations by name)
 * and records (structures). Immutable; safe for all threads.
 */
public final class RecordDecoder<T extends Record> {
    private final Class<T> record;
    private final MethodHandle constructor;
    private final Component[] components;
    private final String type;
    private final long size;

    /** Where a component's value comes from. */
    private record Component(Plan plan, long offset, Taker taker) {}

    /** Makes the value of a component. */
    @FunctionalInterface
    private interface Taker {
        Object take(Component from, MemorySegment data, long base, long end);
    }

    private RecordDecoder(Class<T> record, MethodHandle constructor, Component[] components, String type, long size) {
        this.record = record;
        this.constructor = constructor;
        this.components = components;
        this.type = type;
        this.size = size;
    }

    /**
     * A decoder of values of the structure {@code id}.
     *
     * @param lookup of a class that may make {@code record}: {@code MethodHandles.lookup()} where it is declared
     * @throws InvalidInputException if a component has no member, or one of a type that does not go into it
     */
    public static <T extends Record> RecordDecoder<T> of(
            MethodHandles.Lookup lookup, Class<T> record, Btf btf, int id) {
        String type = CNames.declare(btf, id, "");
        if (!(new PlanCompiler(btf).compile(id, true, 0) instanceof Plan.Group group)) {
            throw new InvalidInputException(type + " is no structure", "name a struct or union");
        }
        return of(lookup, record, group, type, btf.sizeOf(id));
    }

    private static <T extends Record> RecordDecoder<T> of(
            MethodHandles.Lookup lookup, Class<T> record, Plan.Group group, String type, long size) {
        var components = Arrays.stream(record.getRecordComponents())
                .map(component -> component(lookup, component, group, type))
                .toArray(Component[]::new);
        return new RecordDecoder<>(record, constructor(lookup, record), components, type, size);
    }

    private static MethodHandle constructor(MethodHandles.Lookup lookup, Class<? extends Record> record) {
        Class<?>[] types = Arrays.stream(record.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return lookup.findConstructor(record, MethodType.methodType(void.class, types))
                    .asSpreader(Object[].class, types.length);
        } catch (ReflectiveOperationException hidden) {
            throw new InvalidInputException(
                    record.getName() + " cannot be made here: " + hidden.getMessage(),
                    "pass MethodHandles.lookup() of the class that declares it",
                    hidden);
        }
    }

    private static Component component(
            MethodHandles.Lookup lookup, RecordComponent component, Plan.Group group, String type) {
        int member = member(component.getName(), group, type);
        Plan plan = group.members()[member];
        return new Component(plan, group.offsets()[member], taker(lookup, component, plan));
    }

    private static int member(String name, Plan.Group group, String type) {
        List<String> names = Arrays.asList(group.names());
        int member = Math.max(names.indexOf(name), names.indexOf(snakeCase(name)));
        if (member < 0) {
            List<String> nearest = NearestNames.of(snakeCase(name), names, 3);
            throw new InvalidInputException(
                    "%s has no member '%s'".formatted(type, name),
                    nearest.isEmpty()
                            ? "members: " + String.join(", ", names)
                            : "nearest: " + String.join(", ", nearest));
        }
        return member;
    }

    /** {@code oldComm} is {@code old_comm}. */
    private static String snakeCase(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    private static Taker taker(MethodHandles.Lookup lookup, RecordComponent component, Plan plan) {
        Class<?> to = component.getType();
        boolean number = plan instanceof Plan.Scalar;
        boolean text = plan instanceof Plan.Text
                || (plan instanceof Plan.Scalar scalar && scalar.form() == Plan.Form.ENUMERATOR);
        if (to.isRecord() && plan instanceof Plan.Group group) {
            var nested = of(lookup, to.asSubclass(Record.class), group, component.getName(), 0);
            return (from, data, base, end) -> nested.make(data, base + from.offset, end);
        }
        if (to == String.class && text) {
            return (from, data, base, end) -> value(from, data, base, end).text;
        }
        if (to == boolean.class && number) {
            return (from, data, base, end) -> value(from, data, base, end).number != 0;
        }
        if (to == long.class && number) {
            return (from, data, base, end) -> value(from, data, base, end).number;
        }
        if (to == int.class && number) {
            return (from, data, base, end) -> (int) value(from, data, base, end).number;
        }
        if (to == short.class && number) {
            return (from, data, base, end) -> (short) value(from, data, base, end).number;
        }
        if (to == byte.class && number) {
            return (from, data, base, end) -> (byte) value(from, data, base, end).number;
        }
        throw new InvalidInputException(
                "member '%s' does not go into %s".formatted(component.getName(), to.getSimpleName()),
                text ? "take String" : number ? "take long, int, short, byte or boolean" : "take a record");
    }

    private static OneValue value(Component from, MemorySegment data, long base, long end) {
        var value = new OneValue();
        from.plan.run(data, base + from.offset, end, value);
        return value;
    }

    /**
     * The value in {@code length} bytes at {@code offset}.
     *
     * @throws InvalidInputException if there are fewer bytes than the type has
     */
    public T decode(MemorySegment data, long offset, long length) {
        if (length < size || offset < 0 || offset > data.byteSize() - length) {
            throw new InvalidInputException(
                    "record of %d bytes, %s has %d".formatted(length, type, size),
                    "name the struct that the program writes");
        }
        return make(data, offset, offset + length);
    }

    private T make(MemorySegment data, long base, long end) {
        var values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = components[i].taker.take(components[i], data, base, end);
        }
        try {
            return record.cast(constructor.invoke(values));
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable checked) {
            throw new IllegalStateException(record.getName() + " could not be made", checked);
        }
    }
}
