package dev.rawtap.cli;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.object.Globals;
import dev.rawtap.object.ObjectSpec;

/** Values of global variables as people write them: decimal, hexadecimal, a character array's text. */
final class GlobalValues {
    private GlobalValues() {}

    /** {@code object} with the variable {@code name} set to what {@code value} says. */
    static ObjectSpec set(ObjectSpec object, String name, String value) {
        if (value.isEmpty() || !(Character.isDigit(value.charAt(0)) || value.charAt(0) == '-')) {
            return switch (value) {
                case "true" -> Globals.set(object, name, 1);
                case "false" -> Globals.set(object, name, 0);
                default -> Globals.set(object, name, value);
            };
        }
        try {
            return Globals.set(object, name, Long.decode(value));
        } catch (NumberFormatException notNumber) {
            throw new InvalidInputException(
                    "--set %s: '%s' is no number".formatted(name, value),
                    "write decimal, 0x and hexadecimal, or text",
                    notNumber);
        }
    }
}
