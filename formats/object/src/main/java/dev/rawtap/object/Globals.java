package dev.rawtap.object;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.NearestNames;
import dev.rawtap.btf.BtfType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Reads and sets the global variables of an object by name, before it is loaded.
 *
 * <pre>{@code
 * ObjectSpec filtered = Globals.set(spec, "only_pid", 4711);
 * }</pre>
 *
 * <p>A number must fit the variable's type; without types it must fit its bytes, signed or unsigned. A 64-bit unsigned
 * variable takes any {@code long} as its bits. Failures are {@link InvalidInputException}s that name the variable.
 */
public final class Globals {
    private Globals() {}

    /** The variable of this name; an unknown name gives the nearest ones. */
    public static GlobalVariable find(ObjectSpec object, String name) {
        List<GlobalVariable> found = object.globals().stream()
                .filter(variable -> variable.name().equals(name))
                .toList();
        if (found.size() > 1) {
            throw new InvalidInputException(
                    "%s has %d global variables '%s'".formatted(object.name(), found.size(), name),
                    "they are static: give each a name of its own");
        }
        if (found.isEmpty()) {
            List<String> names = object.globals().stream()
                    .filter(variable -> !variable.isGenerated())
                    .map(GlobalVariable::name)
                    .toList();
            List<String> near = NearestNames.of(name, names, 3);
            throw new InvalidInputException(
                    "%s has no global variable '%s'".formatted(object.name(), name),
                    names.isEmpty()
                            ? "it has none"
                            : (near.isEmpty() ? "it has: " : "nearest: ")
                                    + String.join(
                                            ", ", near.isEmpty() ? names.subList(0, Math.min(8, names.size())) : near));
        }
        return found.getFirst();
    }

    /** The variable's first bytes, in the object's byte order. */
    public static byte[] bytes(ObjectSpec object, String name) {
        GlobalVariable variable = find(object, name);
        byte[] section = contents(object, variable).bytes();
        return Arrays.copyOfRange(section, variable.offset(), variable.offset() + variable.size());
    }

    /** The variable's first value: an integer, enumerator or boolean. */
    public static long number(ObjectSpec object, String name) {
        return decode(object, find(object, name), bytes(object, name));
    }

    /** The object with another number in an integer, enumeration or boolean. */
    public static ObjectSpec set(ObjectSpec object, String name, long value) {
        GlobalVariable variable = find(object, name);
        return with(object, variable, encode(object, variable, value));
    }

    /** The object with a text in an array of characters, which must leave room for a NUL; the rest is zero. */
    public static ObjectSpec set(ObjectSpec object, String name, String text) {
        GlobalVariable variable = find(object, name);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (!holdsText(object, variable)) {
            throw new InvalidInputException(
                    "global variable '%s' is no array of characters".formatted(name), "set a number or bytes");
        }
        if (bytes.length >= variable.size()) {
            throw new InvalidInputException(
                    "text of %d bytes for global variable '%s', which has room for %d"
                            .formatted(bytes.length, name, variable.size() - 1),
                    null);
        }
        return with(object, variable, Arrays.copyOf(bytes, variable.size()));
    }

    /** The object with other bytes in a variable: as many as it has, in the object's byte order. */
    public static ObjectSpec set(ObjectSpec object, String name, byte[] bytes) {
        GlobalVariable variable = find(object, name);
        if (bytes.length != variable.size()) {
            throw new InvalidInputException(
                    "%d bytes for global variable '%s', which has %d".formatted(bytes.length, name, variable.size()),
                    null);
        }
        return with(object, variable, bytes);
    }

    /** A number as the bytes of a variable; also what sets it after the load. */
    public static byte[] encode(ObjectSpec object, GlobalVariable variable, long value) {
        Range type = numberType(object, variable);
        if (value < type.least || (type.greatest >= 0 && value > type.greatest)) {
            throw new InvalidInputException(
                    "%d does not fit global variable '%s'".formatted(value, variable.name()),
                    "it takes %d to %s".formatted(type.least, type.greatest < 0 ? "2^64 - 1" : type.greatest));
        }
        var bytes = ByteBuffer.allocate(variable.size()).order(object.order());
        switch (variable.size()) {
            case 1 -> bytes.put((byte) value);
            case 2 -> bytes.putShort((short) value);
            case 4 -> bytes.putInt((int) value);
            default -> bytes.putLong(value);
        }
        return bytes.array();
    }

    /** The number in the bytes of a variable, sign-extended if its type is signed. */
    public static long decode(ObjectSpec object, GlobalVariable variable, byte[] value) {
        Range type = numberType(object, variable);
        var bytes = ByteBuffer.wrap(value).order(object.order());
        long signed = switch (variable.size()) {
            case 1 -> bytes.get();
            case 2 -> bytes.getShort();
            case 4 -> bytes.getInt();
            default -> bytes.getLong();
        };
        return type.signed || variable.size() == 8 ? signed : signed & ((1L << (variable.size() * 8)) - 1);
    }

    /** What a number may be; a negative {@code greatest} stands for all 64 bits. */
    private record Range(boolean signed, long least, long greatest) {
        static Range of(int size, boolean signed) {
            long half = size == 8 ? Long.MAX_VALUE : (1L << (size * 8 - 1)) - 1;
            return signed
                    ? new Range(true, -half - 1, half)
                    : new Range(false, size == 8 ? Long.MIN_VALUE : 0, size == 8 ? -1 : half * 2 + 1);
        }
    }

    private static Range numberType(ObjectSpec object, GlobalVariable variable) {
        int size = variable.size();
        if (size != 1 && size != 2 && size != 4 && size != 8) {
            throw notNumber(variable, "has %d bytes".formatted(size));
        }
        if (variable.type() == 0 || object.btf().isEmpty()) {
            Range unsigned = Range.of(size, false);
            return new Range(false, Range.of(size, true).least, unsigned.greatest);
        }
        var btf = object.btf().get();
        return switch (btf.type(btf.strip(variable.type()))) {
            case BtfType.Int integer ->
                integer.encoding() == BtfType.IntEncoding.BOOL
                        ? new Range(false, 0, 1)
                        : Range.of(size, integer.signed());
            case BtfType.Enumeration enumeration -> Range.of(size, enumeration.signed());
            case BtfType other -> throw notNumber(variable, "is a " + other.kind());
        };
    }

    private static InvalidInputException notNumber(GlobalVariable variable, String why) {
        return new InvalidInputException(
                "global variable '%s' is no number: it %s".formatted(variable.name(), why), "set its bytes");
    }

    private static boolean holdsText(ObjectSpec object, GlobalVariable variable) {
        if (variable.type() == 0 || object.btf().isEmpty()) {
            return true;
        }
        var btf = object.btf().get();
        return btf.type(btf.strip(variable.type())) instanceof BtfType.Array array
                && btf.type(btf.strip(array.element())) instanceof BtfType.Int integer
                && integer.size() == 1;
    }

    private static MapSpec.Contents contents(ObjectSpec object, GlobalVariable variable) {
        return object.maps().stream()
                .filter(map -> map.name().equals(variable.map()))
                .flatMap(map -> map.contents().stream())
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("global variable '%s' is in map '%s', which has no contents"
                                .formatted(variable.name(), variable.map())));
    }

    private static ObjectSpec with(ObjectSpec object, GlobalVariable variable, byte[] value) {
        if (variable.map().equals(ExternalSymbol.OPTIONS)) {
            throw new InvalidInputException(
                    "'%s' is an option of the kernel, no global variable".formatted(variable.name()),
                    "give its value when the object is loaded: LoadOptions.withKernelOptions");
        }
        MapSpec.Contents before = contents(object, variable);
        byte[] section = before.bytes();
        System.arraycopy(value, 0, section, variable.offset(), value.length);
        var after = new MapSpec.Contents(section, before.constant());
        return object.withMaps(object.maps().stream()
                .map(map -> map.name().equals(variable.map()) ? map.withContents(after) : map)
                .toList());
    }
}
