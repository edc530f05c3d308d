package dev.rawtap.script.analysis;

import dev.rawtap.script.syntax.Definition;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.TypedFunction;
import dev.rawtap.script.typed.TypedStatement;
import dev.rawtap.script.typed.TypedWalk;

/** Functions of the script in a round. */
final class FunctionBodies {
    private FunctionBodies() {}

    static TypedFunction elaborate(FunctionState function, Knowledge knowledge, Problems problems) {
        Definition.Subprogram definition = function.definition();
        var elaborator = new Elaborator(knowledge, problems, Body.of(function));
        if (function.parameters().isEmpty()) {
            for (Definition.Parameter parameter : definition.parameters()) {
                var variable = knowledge.newVariable(
                        parameter.variable().name(), parameter.span(), ScriptVariable.Origin.PARAMETER);
                variable.assign();
                function.parameters().add(variable);
            }
        }
        if (definition.parameters().size() > 5) {
            problems.error(
                    "unsupported",
                    definition.nameSpan(),
                    "function %s has %d parameters, at most 5"
                            .formatted(
                                    definition.name(), definition.parameters().size()),
                    "a macro has no such limit");
        }
        for (int i = 0; i < definition.parameters().size(); i++) {
            ScriptVariable variable = function.parameters().get(i);
            elaborator.casts().type(definition.parameters().get(i).type()).ifPresent(variable.slot()::fix);
            elaborator.frame().scope().add(variable);
        }
        if (definition.returnType() != null) {
            elaborator
                    .casts()
                    .type(definition.returnType())
                    .filter(type -> !(type instanceof ScriptType.Nothing))
                    .ifPresent(function.result()::fix);
        }
        TypedStatement.Block block = elaborator.block(definition.body());
        boolean gives = TypedWalk.statements(block)
                .anyMatch(statement -> statement instanceof TypedStatement.Return leave
                        && leave.value().isPresent());
        if (function.result().isFixed() && !gives && !problems.hasErrors() && !knowledge.isDamaged()) {
            problems.error(
                    "type-mismatch",
                    definition.nameSpan(),
                    "function %s never returns its %s"
                            .formatted(definition.name(), function.result().type()),
                    "end it with return …;");
        }
        return new TypedFunction(function.signature(), block, definition.span());
    }
}
