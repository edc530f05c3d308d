package dev.rawtap.script.analysis;

import dev.rawtap.script.analysis.Expansion.Binding;
import dev.rawtap.script.analysis.Expansion.Frame;
import dev.rawtap.script.syntax.Definition;
import dev.rawtap.script.syntax.Expression;
import dev.rawtap.script.syntax.Node;
import dev.rawtap.script.typed.TypedExpression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Macros: their bodies stand where they are called. Names in a body are its own, except its parameters, which are what the caller wrote
 * and are seen from there.
 */
final class Macros {
    /** Macros in macros; deeper than this they call themselves. */
    private static final int MAX_DEPTH = 64;

    private final Elaborator elaborator;
    private final Problems problems;

    Macros(Elaborator elaborator) {
        this.elaborator = elaborator;
        this.problems = elaborator.problems();
    }

    /** What a call of one of several macros of one name comes to. */
    TypedExpression expand(List<Definition.Macro> definitions, Expression.Call call, Node node) {
        Optional<Definition.Macro> fitting =
                definitions.stream().filter(macro -> fits(macro, call)).findFirst();
        if (fitting.isEmpty()) {
            if (elaborator.knowledge().isHidden(call.name())) {
                call.arguments().forEach(elaborator::look);
            } else {
                refuse(definitions, call);
            }
            return Unknown.at(call.span());
        }
        Frame caller = elaborator.frame();
        Definition.Macro macro = fitting.get();
        List<String> chain = chain(caller, macro);
        if (chain.size() > 1 || caller.expansion().depth() >= MAX_DEPTH) {
            problems.error(
                    "recursion",
                    call.span(),
                    "Recursive macro call detected. Call chain: " + String.join(" > ", chain),
                    "a macro cannot call itself; use a loop");
            return Unknown.at(call.span());
        }
        Map<String, Binding> bindings = new HashMap<>();
        for (int i = 0; i < call.arguments().size(); i++) {
            String name = Names.nameOf(macro.parameters().get(i));
            if (name != null) {
                bindings.put(name, new Binding(call.arguments().get(i), caller));
            }
        }
        var inside = new Frame(caller.expansion().at(node, macro), new Scope(null), bindings, caller);
        return elaborator.inFrame(inside, () -> elaborator.expression(macro.body()));
    }

    /** The macros from the one called to itself, through those that are being expanded; that one alone if it is none of them. */
    private static List<String> chain(Frame caller, Definition.Macro macro) {
        var names = new ArrayList<String>();
        names.add(macro.name());
        for (Frame frame = caller; frame != null; frame = frame.caller()) {
            Definition.Macro expanded = frame.expansion().macro();
            if (expanded != null) {
                names.add(expanded.name());
            }
            if (expanded != null && expanded.span().equals(macro.span())) {
                return names.reversed();
            }
        }
        return List.of(macro.name());
    }

    /** Whether the arguments are of the number and kind of the parameters. */
    private boolean fits(Definition.Macro macro, Expression.Call call) {
        if (macro.parameters().size() != call.arguments().size()) {
            return false;
        }
        for (int i = 0; i < call.arguments().size(); i++) {
            Binding binding = elaborator.binding(call.arguments().get(i));
            Expression argument = binding == null ? call.arguments().get(i) : binding.expression();
            boolean fits = switch (macro.parameters().get(i)) {
                case Expression.Variable _ -> argument instanceof Expression.Variable;
                case Expression.MapName _ -> argument instanceof Expression.MapName;
                default -> true;
            };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private void refuse(List<Definition.Macro> definitions, Expression.Call call) {
        String message = "Call to %s() has arguments that do not match any definition.".formatted(call.name());
        problems.error(
                "wrong-arguments",
                call.span(),
                message,
                "defined as "
                        + String.join(
                                ", ",
                                definitions.stream()
                                        .map(macro -> macro.name()
                                                + macro.parameters().stream()
                                                        .map(Names::nameOf)
                                                        .toList()
                                                        .toString()
                                                        .replace('[', '(')
                                                        .replace(']', ')'))
                                        .toList()));
    }
}
