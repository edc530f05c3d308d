package dev.rawtap.syscall;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Named values of an argument: flags that are joined by {@code |}, or one name out of several.
 *
 * @param name such as {@code open_flags}
 * @param style how values are combined, and how what has no name is printed
 * @param constants in the order of printing: fields and combinations of several bits before single bits
 */
public record ConstantSet(String name, Style style, List<Constant> constants) {
    /** How the values of a set combine. */
    public enum Style {
        /** Bits and fields, the rest in hex. */
        FLAGS,
        /** Bits and fields, the rest in octal: modes. */
        OCTAL,
        /** One name, else the number in decimal. */
        ENUMERATION
    }

    /**
     * One name.
     *
     * @param name as C code writes it
     * @param value its value
     * @param mask the bits that are compared: all of them in an enumeration, {@code value} itself for a flag, more for a
     *     field of several bits (O_RDONLY is 0 under the mask 3)
     */
    public record Constant(String name, long value, long mask) {
        /** Rejects a value that its mask can never match. */
        public Constant {
            if (name.isEmpty() || (value & mask) != value || mask == 0) {
                throw new IllegalArgumentException("constant '" + name + "' " + value + " under mask " + mask);
            }
        }
    }

    /** Copies the constants. */
    public ConstantSet {
        constants = List.copyOf(constants);
    }

    /** The set with this name on an architecture; sets differ where the kernel's headers do (O_DIRECTORY on arm64). */
    public static Optional<ConstantSet> find(Architecture architecture, String name) {
        return Constants.of(architecture).set(name);
    }

    /** The value of one constant, whichever set it is in: {@code O_CREAT}. */
    public static OptionalLong constant(Architecture architecture, String name) {
        return Constants.of(architecture).value(name);
    }

    /** All sets of an architecture, by name in the order of the table. */
    public static List<String> names(Architecture architecture) {
        return Constants.of(architecture).names();
    }

    /** A value in names: {@code O_WRONLY|O_CREAT|O_CLOEXEC}; bits without a name at the end; {@code 0} for none. */
    public String text(long value) {
        return switch (style) {
            case ENUMERATION -> enumeration(value);
            case FLAGS -> flags(value, "0x", 16);
            case OCTAL -> flags(value, "0", 8);
        };
    }

    private String enumeration(long value) {
        for (Constant constant : constants) {
            if (constant.value == value) {
                return constant.name;
            }
        }
        return Long.toString(value);
    }

    private String flags(long value, String prefix, int radix) {
        StringBuilder text = new StringBuilder();
        long rest = value;
        long named = 0;
        for (Constant constant : constants) {
            if ((constant.mask & named) == 0 && (rest & constant.mask) == constant.value) {
                text.append(text.isEmpty() ? "" : "|").append(constant.name);
                rest &= ~constant.mask;
                named |= constant.mask;
            }
        }
        if (rest != 0) {
            text.append(text.isEmpty() ? "" : "|").append(prefix).append(Long.toUnsignedString(rest, radix));
        }
        return text.isEmpty() ? "0" : text.toString();
    }

    /** The value of a name, a C number, or several joined by {@code |}; empty if a part is neither. */
    public OptionalLong value(String text) {
        long value = 0;
        for (String part : TableText.split(text, '|')) {
            OptionalLong next = single(part.strip());
            if (next.isEmpty()) {
                return next;
            }
            value |= next.getAsLong();
        }
        return OptionalLong.of(value);
    }

    private OptionalLong single(String text) {
        for (Constant constant : constants) {
            if (constant.name.equals(text)) {
                return OptionalLong.of(constant.value);
            }
        }
        try {
            return OptionalLong.of(Long.decode(text));
        } catch (NumberFormatException notNumber) {
            return OptionalLong.empty();
        }
    }

    static ConstantSet parse(List<String> fields) {
        Style style = switch (fields.get(2)) {
            case "flags" -> Style.FLAGS;
            case "octal" -> Style.OCTAL;
            case "enumeration" -> Style.ENUMERATION;
            default -> throw new IllegalStateException("style '" + fields.get(2) + "'");
        };
        List<Constant> constants = new ArrayList<>();
        for (String field : fields.subList(3, fields.size())) {
            int equals = field.indexOf('=');
            int and = field.indexOf('&', equals);
            long value = Long.parseLong(field, equals + 1, and < 0 ? field.length() : and, 16);
            long mask = and >= 0
                    ? Long.parseLong(field, and + 1, field.length(), 16)
                    : style == Style.ENUMERATION ? -1 : value;
            constants.add(new Constant(field.substring(0, equals), value, mask));
        }
        return new ConstantSet(fields.getFirst(), style, constants);
    }
}
