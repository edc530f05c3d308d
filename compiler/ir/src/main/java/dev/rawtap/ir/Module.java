package dev.rawtap.ir;

import java.util.List;

/**
 * What is compiled together: functions that call each other. Maps are named by operations and described where the object is made.
 *
 * @param functions programs first, then what they call; names are unique
 */
public record Module(List<Function> functions) {
    /** Copies the functions. */
    public Module {
        functions = List.copyOf(functions);
    }

    /** The function with this name. */
    public Function function(String name) {
        return functions.stream()
                .filter(function -> function.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no function '%s'".formatted(name)));
    }
}
