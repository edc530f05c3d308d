package dev.rawtap.script.analysis;

import dev.rawtap.btf.Btf;
import dev.rawtap.script.syntax.Definition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the tops of a script and its imports define.
 *
 * @param btf types of C: the kernel's, continued by what the script defines; absent where neither is
 * @param constants enumerators and what headers of Linux define
 * @param defines what the names of {@code #define} stand for
 * @param functionDefines names of {@code #define} with parameters, which stand for nothing
 * @param macros by name, in order; several of one name differ in their parameters
 * @param functions by name
 */
record Definitions(
        Optional<Btf> btf,
        Constants constants,
        Map<String, DefineReader.Constant> defines,
        Set<String> functionDefines,
        Map<String, List<Definition.Macro>> macros,
        Map<String, FunctionState> functions) {}
