package dev.rawtap.script.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The variables of a block; those of the blocks around it are seen from it. */
final class Scope {
    private final @Nullable Scope outer;
    private final Map<String, ScriptVariable> variables = new HashMap<>();

    Scope(@Nullable Scope outer) {
        this.outer = outer;
    }

    @Nullable
    ScriptVariable find(String name) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            ScriptVariable found = scope.variables.get(name);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    void add(ScriptVariable variable) {
        variables.put(variable.name(), variable);
    }

    /** Names that can be seen. */
    List<String> names() {
        var names = new ArrayList<String>();
        for (Scope scope = this; scope != null; scope = scope.outer) {
            names.addAll(scope.variables.keySet());
        }
        return names;
    }
}
