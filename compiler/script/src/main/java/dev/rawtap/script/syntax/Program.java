package dev.rawtap.script.syntax;

import dev.rawtap.base.SourceText;
import dev.rawtap.script.syntax.Definition.CDefinition;
import dev.rawtap.script.syntax.Definition.Config;
import dev.rawtap.script.syntax.Definition.Import;
import dev.rawtap.script.syntax.Definition.Macro;
import dev.rawtap.script.syntax.Definition.MapDeclaration;
import dev.rawtap.script.syntax.Definition.Probe;
import dev.rawtap.script.syntax.Definition.Subprogram;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A whole script.
 *
 * @param source its text
 * @param shebang the first line if it begins with {@code #!}, or null
 * @param definitions everything else, in the order of the text
 * @param damage what is missing because it could not be read
 */
public record Program(
        SourceText source, @Nullable String shebang, List<Definition> definitions, Optional<Damage> damage) {
    /** Copies the definitions. */
    public Program {
        definitions = List.copyOf(definitions);
    }

    /** Includes, constants and C types. */
    public List<CDefinition> cDefinitions() {
        return only(CDefinition.class);
    }

    /** The settings of the script, or null. */
    public @Nullable Config config() {
        return only(Config.class).stream().findFirst().orElse(null);
    }

    /** Other scripts that this one needs. */
    public List<Import> imports() {
        return only(Import.class);
    }

    /** Declared maps. */
    public List<MapDeclaration> mapDeclarations() {
        return only(MapDeclaration.class);
    }

    /** Macros. */
    public List<Macro> macros() {
        return only(Macro.class);
    }

    /** Functions. */
    public List<Subprogram> subprograms() {
        return only(Subprogram.class);
    }

    /** Probes. */
    public List<Probe> probes() {
        return only(Probe.class);
    }

    private <D extends Definition> List<D> only(Class<D> kind) {
        return definitions.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
