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

    /** What is special about a function. */
    enum Trait {
        /** It may stand without parentheses. */
        NAME,
        /** It needs {@code --unsafe}. */
        UNSAFE,
        /** It only gives a value: not to use that is worth a warning. */
        PURE
    }

    /**
     * A function.
     *
     * @param name its name
     * @param signature how it is called, for people
     * @param least arguments at least
     * @param most arguments at most
     */
    record Function(String name, String signature, int least, int most, List<Trait> traits, Rule rule) {
        /** Whether it may stand without parentheses. */
        boolean isName() {
            return traits.contains(Trait.NAME);
        }
    }

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

    /** A name that stands without parentheses or with them. */
    static Function name(String name, String signature, int most, Rule rule) {
        return new Function(name, signature, 0, most, List.of(Trait.NAME, Trait.PURE), rule);
    }

    /** A function that only gives a value. */
    static Function pure(String name, String signature, int least, int most, Rule rule) {
        return new Function(name, signature, least, most, List.of(Trait.PURE), rule);
    }

    /** A function that does something. */
    static Function effect(String name, String signature, int least, int most, Rule rule) {
        return new Function(name, signature, least, most, List.of(), rule);
    }

    /** A function that does something to the system. */
    static Function unsafe(String name, String signature, int least, int most, Rule rule) {
        return new Function(name, signature, least, most, List.of(Trait.UNSAFE), rule);
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
