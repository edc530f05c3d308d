package dev.rawtap.script.analysis;

import dev.rawtap.script.output.FormatPiece.ArgumentKind;
import dev.rawtap.script.output.FormatPiece.Conversion;
import dev.rawtap.script.output.FormatString;
import dev.rawtap.script.output.ParsedFormat;
import dev.rawtap.script.syntax.EscapedBytes;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.TypedExpression;
import java.util.List;

/** Format strings against what is to be formatted. */
final class Formats {
    /** A record of the ring with more is no line of text any more. */
    private static final int MAX_ARGUMENTS = 127;

    private Formats() {}

    /** Whether a format takes these values; if not, that was told. */
    static boolean fits(CallSite call, String format, List<TypedExpression> values) {
        switch (FormatString.parse(EscapedBytes.encode(format))) {
            case ParsedFormat.Problem problem -> {
                tell(call, format, problem);
                return false;
            }
            case FormatString parsed -> {
                return countFits(call, parsed, values) && kindsFit(call, parsed, values);
            }
        }
    }

    /** Conversions of C that the language does not have are named as upstream names them. */
    private static void tell(CallSite call, String format, ParsedFormat.Problem problem) {
        int last = problem.offset() + problem.length() - 1;
        char conversion = last >= 0 && last < format.length() ? format.charAt(last) : ' ';
        boolean known = "feEgGaAn".indexOf(conversion) >= 0;
        boolean starred =
                format.indexOf('*') > problem.offset() && problem.message().contains("width");
        int supplied = call.count() - 1;
        call.refuse(
                "format",
                known
                        ? "unsupported format specifier: " + conversion
                        : starred
                                ? "too many arguments for format string (%d supplied, %d expected)"
                                        .formatted(supplied, Math.max(0, supplied - 1))
                                : problem.message(),
                problem.hint());
    }

    private static boolean countFits(CallSite call, FormatString format, List<TypedExpression> values) {
        int expected = format.conversions().size();
        if (values.size() != expected) {
            call.refuse(
                    "format",
                    "%s arguments for format string (%d supplied, %d expected)"
                            .formatted(values.size() < expected ? "not enough" : "too many", values.size(), expected),
                    "each conversion takes one argument; %% prints a percent sign");
            return false;
        }
        if (values.size() > MAX_ARGUMENTS) {
            call.refuse(
                    "format",
                    "%s() takes up to %d arguments (%d provided)".formatted(call.name(), MAX_ARGUMENTS, values.size()));
            return false;
        }
        return true;
    }

    private static boolean kindsFit(CallSite call, FormatString format, List<TypedExpression> values) {
        List<Conversion> conversions = format.conversions();
        for (int i = 0; i < conversions.size(); i++) {
            ScriptType type = MapAccess.isAggregation(values.get(i))
                    ? ((TypedExpression.ReadMap) values.get(i)).map().value()
                    : values.get(i).type();
            if (type instanceof ScriptType.Nothing || !conversions.get(i).kind().accepts(kind(type))) {
                String text = conversions.get(i).text();
                call.refuse(
                        "format",
                        (type instanceof ScriptType.Nothing
                                        ? "unable to print none type for specifier: %2$s"
                                        : "unsupported format specifier for type '%s': %s")
                                .formatted(type, text.substring(1).replaceFirst("^[-+ #0-9.]*", "")),
                        hint(kind(type)));
                return false;
            }
        }
        return true;
    }

    private static ArgumentKind kind(ScriptType type) {
        return switch (type) {
            case ScriptType.Bool _, ScriptType.Int _, ScriptType.Named _, ScriptType.Enumeration _ ->
                ArgumentKind.NUMBER;
            case ScriptType.Pointer _ -> ArgumentKind.POINTER;
            case ScriptType.Buffer _ -> ArgumentKind.BUFFER;
            case ScriptType.Nothing _,
                    ScriptType.Text _,
                    ScriptType.Array _,
                    ScriptType.Composite _,
                    ScriptType.Tuple _,
                    ScriptType.RecordType _,
                    ScriptType.Resolved _,
                    ScriptType.Stack _,
                    ScriptType.Aggregation _ -> ArgumentKind.OTHER;
        };
    }

    private static String hint(ArgumentKind kind) {
        return switch (kind) {
            case NUMBER -> "a number takes %d, %u, %x, %o, %c, %p or %s";
            case POINTER -> "a pointer takes %p, %lx or %s";
            case BUFFER -> "a buffer takes %r, %rx, %rh or %s";
            case OTHER -> "this type takes %s alone";
        };
    }
}
