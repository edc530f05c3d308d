package dev.rawtap.script.analysis;

import dev.rawtap.script.output.FormatPiece.Conversion;
import dev.rawtap.script.output.FormatPiece.Kind;
import dev.rawtap.script.output.FormatString;
import dev.rawtap.script.output.KernelFormat;
import dev.rawtap.script.program.ScriptAction;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.TypedExpression;
import dev.rawtap.script.typed.TypedStatement;
import dev.rawtap.script.typed.TypedWalk;
import java.util.List;

/** What a pinned iterator can do: it runs when somebody reads the pin, without a tracer that would print or act. */
final class PinnedIterators {
    private PinnedIterators() {}

    /** Tells of everything in a body that needs the tracer. */
    static void check(TypedStatement.Block body, Problems problems) {
        TypedWalk.statements(body).forEach(statement -> {
            if (statement instanceof TypedStatement.Emit emit) {
                check(emit, problems);
            }
        });
    }

    private static void check(TypedStatement.Emit emit, Problems problems) {
        if (!(emit.action() instanceof ScriptAction.Printf(String format))) {
            problems.error(
                    "not-here",
                    emit.at(),
                    "A pinned iterator can only printf",
                    "it runs when its pin is read, and no tracer is there then; without a pin it can do this");
            return;
        }
        KernelFormat kernel = KernelFormat.of(format);
        if (!kernel.problem().isEmpty()) {
            problems.error(
                    "format",
                    emit.at(),
                    "The kernel, which formats what a pinned iterator prints, does not know %s"
                            .formatted(kernel.problem()),
                    "it knows %d %u %x with and without l, %c %p %s, widths, and the flags - + 0");
            return;
        }
        List<Conversion> conversions = ((FormatString) FormatString.parse(format)).conversions();
        for (int i = 0; i < conversions.size(); i++) {
            TypedExpression value = emit.fields().get(i);
            boolean text = value.type() instanceof ScriptType.Text;
            if (text != (conversions.get(i).kind() == Kind.STRING)) {
                problems.error(
                        "format",
                        emit.at(),
                        "The kernel, which formats what a pinned iterator prints, has no %s of '%s'"
                                .formatted(conversions.get(i).text(), value.type()),
                        "numbers and pointers take %d, %lx and their like; %s takes text alone");
            }
        }
    }
}
