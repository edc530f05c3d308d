package dev.rawtap.script.analysis;

import dev.rawtap.script.typed.TypedExpression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The functions of the language, as a table. */
final class Functions {
    /** What a call comes to. */
    interface Rule {
        /** Of the unknown type if something is wrong, which was told. */
        TypedExpression apply(CallSite call);
    }

    /**
     * A function.
     *
     * @param name its name
     * @param signature how it is called, for people
     * @param least arguments at least
     * @param most arguments at most
     * @param unsafe whether it needs {@code --unsafe}
     * @param rule what a call comes to
     */
    record Function(String name, String signature, int least, int most, boolean unsafe, Rule rule) {}

    private static final Map<String, Function> ALL = all();

    private Functions() {}

    /** The function of a name. */
    static Optional<Function> find(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    /** Their names. */
    static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /** A name that stands without parentheses, or with up to some arguments. */
    static Function name(String name, String signature, int most, Rule rule) {
        return new Function(name, signature, 0, most, false, rule);
    }

    /** A function. */
    static Function function(String name, String signature, int least, int most, Rule rule) {
        return new Function(name, signature, least, most, false, rule);
    }

    /** A function that does something to the system. */
    static Function unsafe(String name, String signature, int least, int most, Rule rule) {
        return new Function(name, signature, least, most, true, rule);
    }

    private static Map<String, Function> all() {
        var list = new ArrayList<Function>();
        list.addAll(TaskFunctions.all());
        list.addAll(TimeFunctions.all());
        list.addAll(TextFunctions.all());
        list.addAll(FormatFunctions.all());
        list.addAll(OutputFunctions.all());
        list.addAll(MapFunctions.all());
        list.addAll(StackFunctions.all());
        list.addAll(MetaFunctions.all());
        list.addAll(EffectFunctions.all());
        var byName = new HashMap<String, Function>();
        list.forEach(function -> byName.put(function.name(), function));
        return Map.copyOf(byName);
    }
}
