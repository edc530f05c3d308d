package dev.rawtap.object.relocate;

import dev.rawtap.object.ObjectSpec;
import java.util.List;
import java.util.Optional;

/**
 * An object fitted to a target.
 *
 * @param spec the object, without relocations to apply
 * @param resolutions what became of each relocation, in the order of programs and instructions
 */
public record Relocated(ObjectSpec spec, List<Resolution> resolutions) {
    /** Copies the list. */
    public Relocated {
        resolutions = List.copyOf(resolutions);
    }

    /** The relocations that could not be applied. A program that cannot reach them loads all the same. */
    public List<Resolution> failures() {
        return resolutions.stream().filter(Resolution::failed).toList();
    }

    /** The failure at an instruction of a program, for explaining a refusal there. */
    public Optional<Resolution> failureAt(String program, int instruction) {
        return resolutions.stream()
                .filter(resolution -> resolution.failed()
                        && resolution.program().equals(program)
                        && resolution.instruction() == instruction)
                .findFirst();
    }
}
