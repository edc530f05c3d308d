package dev.rawtap.script.analysis;

import dev.rawtap.script.syntax.Definition;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.Local;
import dev.rawtap.script.typed.TypedFunction;
import java.util.ArrayList;
import java.util.List;

/** What is known of a function of the script. */
final class FunctionState {
    private final Definition.Subprogram definition;
    private final Expansion root;
    private final Slot result = new Slot();
    private final List<ScriptVariable> parameters = new ArrayList<>();

    FunctionState(Definition.Subprogram definition) {
        this.definition = definition;
        this.root = Expansion.root();
    }

    Definition.Subprogram definition() {
        return definition;
    }

    Expansion root() {
        return root;
    }

    Slot result() {
        return result;
    }

    List<ScriptVariable> parameters() {
        return parameters;
    }

    /** What callers know of it now. */
    TypedFunction.Signature signature() {
        List<Local> locals = parameters.stream().map(ScriptVariable::local).toList();
        ScriptType type = result.isOpen() ? ScriptType.NOTHING : result.type();
        return new TypedFunction.Signature(definition.name(), locals, type);
    }
}
