package dev.rawtap.script.analysis;

import dev.rawtap.base.Span;
import dev.rawtap.script.program.ScriptConfig;
import dev.rawtap.script.syntax.Damage;
import dev.rawtap.script.typed.ScriptMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What is known of a script, from round to round. */
final class Knowledge {
    private final AnalysisOptions options;
    private final Settings settings;
    private final ScriptConfig config;
    private final Definitions definitions;
    private final TypeNames types;
    private final Optional<Damage> damage;

    private final Map<String, MapState> maps = new LinkedHashMap<>();
    private final List<ScriptVariable> variables = new ArrayList<>();
    private final Map<String, NamedOption> namedOptions = new LinkedHashMap<>();
    private final Map<String, Set<String>> calls = new HashMap<>();

    Knowledge(AnalysisOptions options, Settings settings, Definitions definitions, Optional<Damage> damage) {
        this.options = options;
        this.settings = settings;
        this.config = settings.config();
        this.definitions = definitions;
        this.damage = damage;
        this.types = new TypeNames(definitions.btf(), config.maxStrlen());
    }

    AnalysisOptions options() {
        return options;
    }

    Settings settings() {
        return settings;
    }

    ScriptConfig config() {
        return config;
    }

    Definitions definitions() {
        return definitions;
    }

    TypeNames types() {
        return types;
    }

    /** The map of a name, made when it was not there. */
    MapState map(String name) {
        return maps.computeIfAbsent(name, MapState::new);
    }

    List<String> mapNames() {
        return List.copyOf(maps.keySet());
    }

    Iterable<MapState> maps() {
        return maps.values();
    }

    /** Whether a name may be defined in what could not be read, which was told: then it is not missed. */
    boolean isHidden(String name) {
        return damage.isPresent() && damage.get().hides(name);
    }

    /** Whether something of the script could not be read, which was told. */
    boolean isDamaged() {
        return damage.isPresent();
    }

    /** A map as it is known now. */
    ScriptMap scriptMap(MapState state) {
        return state.map(config.maxMapKeys());
    }

    /** A fresh variable. */
    ScriptVariable newVariable(String name, Span at, ScriptVariable.Origin origin) {
        var variable = new ScriptVariable(variables.size(), name, at, origin);
        variables.add(variable);
        return variable;
    }

    /** The variable of a number. */
    ScriptVariable variable(int number) {
        return variables.get(number);
    }

    /** An option of the command line as the script first asked for it: this if it did not before. */
    NamedOption option(NamedOption asked) {
        return namedOptions.computeIfAbsent(asked.name(), _ -> asked);
    }

    /** The options of the command line that the script asks for, in the order of the text. */
    List<NamedOption> namedOptions() {
        return List.copyOf(namedOptions.values());
    }

    /** Notes that a function calls another; whether calls lead from the callee back to the caller. */
    boolean reaches(String callee, String caller) {
        calls.computeIfAbsent(caller, _ -> new TreeSet<>()).add(callee);
        var seen = new TreeSet<String>();
        var open = new ArrayDeque<String>(List.of(callee));
        while (!open.isEmpty()) {
            String next = open.pop();
            if (next.equals(caller)) {
                return true;
            }
            if (seen.add(next)) {
                open.addAll(calls.getOrDefault(next, new TreeSet<>()));
            }
        }
        return false;
    }

    /** Forgets what is of one round. */
    void beginRound() {
        variables.forEach(ScriptVariable::beginRound);
    }

    /** Whether something was learnt since this was asked last. */
    boolean takeChanged() {
        boolean changed = false;
        for (ScriptVariable variable : variables) {
            changed |= variable.slot().takeChanged();
        }
        for (MapState map : maps.values()) {
            changed |= map.key().takeChanged();
            changed |= map.value().takeChanged();
        }
        for (FunctionState function : definitions.functions().values()) {
            changed |= function.result().takeChanged();
        }
        return changed;
    }
}
