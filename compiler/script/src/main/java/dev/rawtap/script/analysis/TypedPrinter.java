package dev.rawtap.script.analysis;

import dev.rawtap.script.typed.ScriptMap;
import dev.rawtap.script.typed.TypedFunction;
import dev.rawtap.script.typed.TypedProbe;
import dev.rawtap.script.typed.TypedScript;
import dev.rawtap.script.typed.TypedStatement;
import java.util.Optional;
import java.util.stream.Collectors;

/** A typed script as text, for {@code -d types}: one statement a line, expressions with their types. */
public final class TypedPrinter {
    private final StringBuilder out = new StringBuilder();
    private int depth;

    private TypedPrinter() {}

    /** The whole script. */
    public static String print(TypedScript script) {
        var printer = new TypedPrinter();
        for (ScriptMap map : script.maps()) {
            printer.line("map %s: %s%s, %d entries"
                    .formatted(
                            map.name(),
                            map.key().map(key -> "[" + key + "] ").orElse(""),
                            map.value(),
                            map.maxEntries()));
        }
        for (TypedFunction function : script.functions()) {
            printer.block(
                    "fn %s(%s): %s"
                            .formatted(
                                    function.signature().name(),
                                    function.signature().parameters().stream()
                                            .map(parameter -> parameter.name() + ": " + parameter.type())
                                            .collect(Collectors.joining(", ")),
                                    function.signature().result()),
                    function.body());
        }
        for (TypedProbe probe : script.probes()) {
            printer.block(probe.name() + (probe.process() == 0 ? "" : " of process " + probe.process()), probe.body());
        }
        return printer.out.toString();
    }

    private void line(String text) {
        out.append("  ".repeat(depth)).append(text).append('\n');
    }

    private void block(String head, TypedStatement.Block block) {
        line(head + " {");
        depth++;
        block.statements().forEach(this::statement);
        depth--;
        line("}");
    }

    private void statement(TypedStatement statement) {
        switch (statement) {
            case TypedStatement.Block block -> block("", block);
            case TypedStatement.Evaluate evaluate -> line(TypedText.of(evaluate.expression()));
            case TypedStatement.AssignVariable assign ->
                line("%s: %s = %s"
                        .formatted(TypedText.of(assign.local()), assign.local().type(), TypedText.of(assign.value())));
            case TypedStatement.AssignMap assign ->
                line("%s = %s".formatted(TypedText.place(assign.map(), assign.key()), TypedText.of(assign.value())));
            case TypedStatement.Aggregate aggregate ->
                line("%s = %s(%s)"
                        .formatted(
                                TypedText.place(aggregate.map(), aggregate.key()),
                                aggregate.aggregation(),
                                aggregate.value().map(TypedText::of).orElse("")));
            case TypedStatement.Emit emit ->
                line("emit %s(%s)".formatted(emit.action(), TypedText.list(emit.fields())));
            case TypedStatement.If choice -> choice(choice);
            case TypedStatement.While loop -> block("while " + TypedText.of(loop.condition()), loop.body());
            case TypedStatement.ForRange loop ->
                block(
                        "for %s: %s in %s..%s"
                                .formatted(
                                        TypedText.of(loop.variable()),
                                        loop.variable().type(),
                                        TypedText.of(loop.from()),
                                        TypedText.of(loop.to())),
                        loop.body());
            case TypedStatement.ForMap loop ->
                block(
                        "for %s: %s in %s"
                                .formatted(
                                        TypedText.of(loop.variable()),
                                        loop.variable().type(),
                                        loop.map().name()),
                        loop.body());
            case TypedStatement.Break _ -> line("break");
            case TypedStatement.Continue _ -> line("continue");
            case TypedStatement.Return leave ->
                line("return"
                        + leave.value().map(value -> " " + TypedText.of(value)).orElse(""));
        }
    }

    private void choice(TypedStatement.If choice) {
        block("if " + TypedText.of(choice.condition()), choice.whenTrue());
        Optional<TypedStatement.Block> otherwise = choice.whenFalse();
        otherwise.ifPresent(block -> block("else", block));
    }
}
