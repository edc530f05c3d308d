package dev.rawtap.script.analysis;

import dev.rawtap.btf.Btf;
import dev.rawtap.script.syntax.Definition;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the tops of a script and its imports define.
 *
 * @param btf types of C: the kernel's, continued by what the script defines; absent where neither is
 * @param constants numbers and texts by the names of {@code #define} and of enumerators of the script
 * @param macros by name, in order; several of one name differ in their parameters
 * @param functions by name
 */
record Definitions(
        Optional<Btf> btf,
        Constants constants,
        Map<String, List<Definition.Macro>> macros,
        Map<String, FunctionState> functions) {}
