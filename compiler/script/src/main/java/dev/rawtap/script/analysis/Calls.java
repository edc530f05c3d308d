package dev.rawtap.script.analysis;

import dev.rawtap.script.analysis.Functions.Function;
import dev.rawtap.script.syntax.Definition;
import dev.rawtap.script.syntax.Expression;
import dev.rawtap.script.syntax.Node;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.TypedExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Calls: of macros, of the script's functions, of the language's functions. */
final class Calls {
    /** Functions that upstream writes as macros, which shows in its messages. */
    private static final Set<String> LIBRARY = Set.of(
            "strlen",
            "strcap",
            "strstr",
            "strcontains",
            "str_concat",
            "memcmp",
            "len",
            "delete",
            "has_key",
            "find",
            "is_err",
            "is_scalar",
            "ppid",
            "pcomm",
            "leader_tid",
            "leader_comm",
            "signal",
            "signal_thread",
            "write_user",
            "pton");

    private final Elaborator elaborator;
    private final Knowledge knowledge;
    private final Problems problems;
    private final Macros macros;

    Calls(Elaborator elaborator) {
        this.elaborator = elaborator;
        this.knowledge = elaborator.knowledge();
        this.problems = elaborator.problems();
        this.macros = new Macros(elaborator);
    }

    TypedExpression call(Expression.Call call) {
        return call(call, call);
    }

    /** A call that is known by a node from round to round. */
    TypedExpression call(Expression.Call call, Node node) {
        String name = call.name();
        if (isIncomplete(call)) {
            return incomplete(call);
        }
        List<Definition.Macro> definitions = knowledge.definitions().macros().get(name);
        if (definitions != null) {
            return macros.expand(definitions, call, node);
        }
        FunctionState own = knowledge.definitions().functions().get(name);
        if (own != null) {
            return callOwn(own, call);
        }
        Optional<Function> function = Functions.find(name);
        if (function.isPresent()) {
            return callBuiltin(function.get(), call, node);
        }
        if (Aggregations.kind(name).isPresent()) {
            problems.error(
                    "not-here",
                    call.span(),
                    name + "() must be assigned directly to a map",
                    "write @m = %s(…)".formatted(name));
        } else {
            unknown(call);
            call.arguments().forEach(elaborator::expression);
        }
        return Unknown.at(call.span());
    }

    private static boolean isIncomplete(Expression.Call call) {
        return call.arguments().stream().anyMatch(Expression.Missing.class::isInstance);
    }

    /** A call of which an argument could not be read: how many there are is not known, nor what they are. */
    private TypedExpression incomplete(Expression.Call call) {
        call.arguments().forEach(elaborator::look);
        if (!elaborator.names().isKnown(call.name())
                && !knowledge.definitions().functions().containsKey(call.name())
                && Aggregations.kind(call.name()).isEmpty()) {
            unknown(call);
        }
        return Unknown.at(call.span());
    }

    private void unknown(Expression.Call call) {
        String name = call.name();
        String message = "Unknown function: '%s'".formatted(name);
        if (knowledge.isHidden(name) || Refusals.tell(problems, elaborator.body(), name, call.span())) {
            return;
        }
        if (knowledge.definitions().functionDefines().contains(name)) {
            problems.error(
                    "unknown-name",
                    call.span(),
                    message,
                    "#define has no parameters here: write macro %s(x) { … }".formatted(name));
        } else {
            problems.errorNear("unknown-name", call.span(), message, name, known());
        }
    }

    private List<String> known() {
        var known = new ArrayList<>(Functions.names());
        known.addAll(knowledge.definitions().macros().keySet());
        known.addAll(knowledge.definitions().functions().keySet());
        for (ScriptType.Aggregation.AggregationKind kind : ScriptType.Aggregation.AggregationKind.values()) {
            known.add(kind.text().replace("_t", ""));
        }
        return known;
    }

    /** Whether an expression is a call of an aggregation. */
    boolean isAggregation(Expression expression) {
        return expression instanceof Expression.Call call
                && Aggregations.kind(call.name()).isPresent()
                && !isIncomplete(call)
                && !knowledge.definitions().macros().containsKey(call.name())
                && !knowledge.definitions().functions().containsKey(call.name());
    }

    private TypedExpression callBuiltin(Function function, Expression.Call call, Node node) {
        if (function.unsafe() && !knowledge.options().unsafe()) {
            problems.error(
                    "unsafe",
                    call.span(),
                    (LIBRARY.contains(function.name())
                                    ? "%s() is unsafe. To use you need the --unsafe flag"
                                    : "%s() is an unsafe function being used in safe mode")
                            .formatted(function.name()),
                    "allow it with --unsafe");
            return Unknown.at(call.span());
        }
        if (!countFits(call, function)) {
            return Unknown.at(call.span());
        }
        return function.rule().apply(new CallSite(elaborator, call, node, function));
    }

    private boolean countFits(Expression.Call call, Function function) {
        int given = call.arguments().size();
        boolean library = function.most() == 0 || LIBRARY.contains(function.name());
        if (library && (given < function.least() || given > function.most())) {
            problems.error(
                    "wrong-arguments",
                    call.span(),
                    "Call to %s() has arguments that do not match any definition.".formatted(call.name()),
                    "call it as " + function.signature());
            return false;
        }
        return countFits(problems, call, function.least(), function.most(), function.signature());
    }

    private TypedExpression callOwn(FunctionState function, Expression.Call call) {
        if (elaborator.body().kind().isEmpty()
                && knowledge.reaches(call.name(), elaborator.body().name())) {
            problems.error(
                    "recursion",
                    call.span(),
                    "function %s calls itself".formatted(elaborator.body().name()),
                    "the kernel refuses recursion; use a loop");
            return Unknown.at(call.span());
        }
        var arguments = new ArrayList<TypedExpression>();
        List<ScriptVariable> parameters = function.parameters();
        if (parameters.size() != call.arguments().size()) {
            problems.error(
                    "wrong-arguments",
                    call.span(),
                    "%s() requires %s (%d provided)"
                            .formatted(
                                    call.name(),
                                    arguments(parameters.size()),
                                    call.arguments().size()));
            return Unknown.at(call.span());
        }
        boolean known = true;
        for (int i = 0; i < parameters.size(); i++) {
            TypedExpression value = elaborator.expression(call.arguments().get(i));
            Slot slot = parameters.get(i).slot();
            known &= !Unknown.is(value) && !slot.isOpen();
            if (known && slot.widen(elaborator.joins().of(value)) == Slot.Outcome.CLASHES) {
                problems.error(
                        "wrong-arguments",
                        value.at(),
                        "Type mismatch for %s: '%s' given where %s() takes '%s'"
                                .formatted(parameters.get(i).name(), value.type(), call.name(), slot.type()));
                known = false;
            }
            arguments.add(known ? elaborator.conversions().store(value, slot.type()) : value);
        }
        return known
                ? new TypedExpression.CallFunction(function.signature(), arguments, call.span())
                : Unknown.at(call.span());
    }

    /** Tells when a call has too few or too many arguments. */
    static boolean countFits(Problems problems, Expression.Call call, int least, int most, String signature) {
        int given = call.arguments().size();
        if (given >= least && given <= most) {
            return true;
        }
        String expected = least == most
                ? "requires " + (least == 0 ? "no arguments" : arguments(least))
                : given < least ? "requires at least " + arguments(least) : "takes up to " + arguments(most);
        problems.error(
                "wrong-arguments",
                call.span(),
                "%s() %s (%d provided)".formatted(call.name(), expected, given),
                "call it as " + signature);
        return false;
    }

    private static String arguments(int count) {
        return count == 1 ? "one argument" : count + " arguments";
    }

    /** What a type is in short, as messages about arguments say it. */
    static String kindOf(ScriptType type) {
        return switch (type) {
            case ScriptType.Nothing nothing -> Unknown.is(nothing) ? "none" : "void";
            case ScriptType.Bool _ -> "bool";
            case ScriptType.Int _, ScriptType.Named _ -> "int";
            case ScriptType.Enumeration _ -> "enum";
            case ScriptType.Text _ -> "string";
            case ScriptType.Buffer _ -> "buffer";
            case ScriptType.Pointer _ -> "pointer";
            case ScriptType.Array _ -> "array";
            case ScriptType.Composite _ -> "c_struct";
            case ScriptType.Tuple _ -> "tuple";
            case ScriptType.RecordType _ -> "record";
            case ScriptType.Resolved resolved -> resolved.toString();
            case ScriptType.Stack stack -> stack.user() ? "ustack" : "kstack";
            case ScriptType.Aggregation aggregation -> aggregation.toString();
        };
    }
}
