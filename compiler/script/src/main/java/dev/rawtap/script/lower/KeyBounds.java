package dev.rawtap.script.lower;

import dev.rawtap.btf.BtfType;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.type.ScriptType.Aggregation;
import dev.rawtap.script.typed.Builtin;
import dev.rawtap.script.typed.ProbeKind;
import dev.rawtap.script.typed.ScriptMap;
import dev.rawtap.script.typed.TypedExpression;
import dev.rawtap.script.typed.TypedScript;
import dev.rawtap.script.typed.TypedStatement;
import dev.rawtap.script.typed.TypedWalk;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Maps whose keys are small numbers, so that a key can be a place in an array: what the script's expressions tell of them. Only
 * aggregations that nothing but their own functions touches are among them; who looks up, deletes or walks wants a hash.
 */
final class KeyBounds {
    /** Numbers of system calls are below it on every architecture (470 are given on 6.18); what a process makes up may not be. */
    private static final int SYSCALLS = 512;

    private static final int MOST = 4096;

    /**
     * What is known of a map's keys.
     *
     * @param limit they are from 0 to below it
     * @param sure whether all are, and not only those that are expected
     */
    record Bound(int limit, boolean sure) {
        private Bound or(Bound other) {
            return new Bound(Math.max(limit, other.limit), sure && other.sure);
        }
    }

    private final int possibleCpus;
    private final Map<String, Bound> bounds = new HashMap<>();
    private final Set<String> unbounded = new HashSet<>();

    private KeyBounds(int possibleCpus) {
        this.possibleCpus = possibleCpus;
    }

    /** The bounds by the names of the maps that have one. */
    static Map<String, Bound> of(TypedScript script, int possibleCpus) {
        var bounds = new KeyBounds(possibleCpus);
        script.functions().forEach(function -> bounds.visit(function.body(), null));
        script.probes().forEach(probe -> bounds.visit(probe.body(), probe.kind()));
        bounds.bounds.keySet().removeAll(bounds.unbounded);
        return bounds.bounds;
    }

    private void visit(TypedStatement body, @Nullable ProbeKind probe) {
        TypedWalk.statements(body).forEach(statement -> {
            switch (statement) {
                case TypedStatement.Aggregate aggregate -> aggregate(aggregate, probe);
                case TypedStatement.AssignMap assign -> refuse(assign.map());
                case TypedStatement.ForMap loop -> refuse(loop.map());
                case TypedStatement.Block _,
                        TypedStatement.Evaluate _,
                        TypedStatement.AssignVariable _,
                        TypedStatement.Emit _,
                        TypedStatement.If _,
                        TypedStatement.While _,
                        TypedStatement.ForRange _,
                        TypedStatement.Break _,
                        TypedStatement.Continue _,
                        TypedStatement.Return _ -> {}
            }
        });
        TypedWalk.expressions(body).forEach(expression -> {
            switch (expression) {
                case TypedExpression.ReadMap read -> refuse(read.map());
                case TypedExpression.AddressOfMapValue address -> refuse(address.map());
                case TypedExpression.HasKey has -> refuse(has.map());
                case TypedExpression.Find find -> refuse(find.map());
                case TypedExpression.Delete delete -> refuse(delete.map());
                case TypedExpression.MapLength length -> refuse(length.map());
                case TypedExpression.IncrementMap increment -> refuse(increment.map());
                default -> {}
            }
        });
    }

    private void refuse(ScriptMap map) {
        unbounded.add(map.name());
    }

    private void aggregate(TypedStatement.Aggregate aggregate, @Nullable ProbeKind probe) {
        ScriptMap map = aggregate.map();
        Optional<Bound> bound = fits(map) ? aggregate.key().flatMap(key -> bound(key, probe)) : Optional.empty();
        bound.ifPresentOrElse(found -> bounds.merge(map.name(), found, Bound::or), () -> refuse(map));
    }

    /** Whether the map's type can be a table: its key is one number, and each key has the same few bytes. */
    private static boolean fits(ScriptMap map) {
        boolean number = map.key()
                .filter(key -> key instanceof ScriptType.Int
                        || key instanceof ScriptType.Bool
                        || key instanceof ScriptType.Named
                        || key instanceof ScriptType.Enumeration)
                .isPresent();
        return number
                && map.declared().isEmpty()
                && map.value() instanceof Aggregation aggregation
                && switch (aggregation.kind()) {
                    case COUNT, SUM, MIN, MAX, AVG, STATS, HIST -> true;
                    case LHIST, TSERIES -> false;
                };
    }

    private Optional<Bound> bound(TypedExpression key, @Nullable ProbeKind probe) {
        Optional<Bound> known = switch (key) {
            case TypedExpression.Constant constant -> below(constant.value() + 1, true);
            case TypedExpression.Call call when call.builtin() == Builtin.CPU -> below(possibleCpus, true);
            case TypedExpression.SyscallValue value
            when value.what() == TypedExpression.SyscallValue.What.NUMBER -> below(SYSCALLS, false);
            case TypedExpression.Argument argument when isSyscallNumber(argument, probe) -> below(SYSCALLS, false);
            case TypedExpression.FieldOf field when isSyscallNumber(field, probe) -> below(SYSCALLS, false);
            case TypedExpression.Conditional choice ->
                bound(choice.whenTrue(), probe)
                        .flatMap(one -> bound(choice.whenFalse(), probe).map(one::or));
            case TypedExpression.Binary binary -> ofBinary(binary, probe);
            case TypedExpression.Convert convert -> converted(convert, probe);
            default -> Optional.empty();
        };
        return known.or(() -> ofType(key.type()));
    }

    private static Optional<Bound> below(long limit, boolean sure) {
        return limit > 0 && limit <= MOST ? Optional.of(new Bound((int) limit, sure)) : Optional.empty();
    }

    private Optional<Bound> ofBinary(TypedExpression.Binary binary, @Nullable ProbeKind probe) {
        long number = constant(binary.right()).orElse(-1);
        return switch (binary.operator()) {
            case AND -> below(Math.max(number, constant(binary.left()).orElse(-1)) + 1, true);
            case REMAINDER ->
                isUnsigned(binary.left().type())
                                || bound(binary.left(), probe)
                                        .filter(Bound::sure)
                                        .isPresent()
                        ? below(number, true)
                        : Optional.empty();
            case ADD,
                    SUBTRACT,
                    MULTIPLY,
                    DIVIDE,
                    OR,
                    XOR,
                    SHIFT_LEFT,
                    SHIFT_RIGHT,
                    EQUAL,
                    NOT_EQUAL,
                    LESS,
                    LESS_OR_EQUAL,
                    GREATER,
                    GREATER_OR_EQUAL -> Optional.empty();
        };
    }

    private static OptionalLong constant(TypedExpression expression) {
        return expression instanceof TypedExpression.Constant constant
                ? OptionalLong.of(constant.value())
                : OptionalLong.empty();
    }

    private static boolean isUnsigned(ScriptType type) {
        return type instanceof ScriptType.Int number && !number.signed();
    }

    /** A number keeps its bound where the new type has room for it. */
    private Optional<Bound> converted(TypedExpression.Convert convert, @Nullable ProbeKind probe) {
        boolean room = convert.type() instanceof ScriptType.Int number
                && MOST <= 1L << Math.min(62, number.bits() - (number.signed() ? 1 : 0));
        return room ? bound(convert.value(), probe) : Optional.empty();
    }

    private static Optional<Bound> ofType(ScriptType type) {
        return switch (type) {
            case ScriptType.Bool _ -> below(2, true);
            case ScriptType.Int number when number.bits() == 8 && !number.signed() -> below(256, true);
            case ScriptType.Enumeration enumeration
            when enumeration.btf().type(enumeration.id()) instanceof BtfType.Enumeration names -> ofNames(names);
            default -> Optional.empty();
        };
    }

    /** An enumeration's variable may also hold what has no name. */
    private static Optional<Bound> ofNames(BtfType.Enumeration names) {
        if (names.values().stream().anyMatch(one -> one.value() < 0 || one.value() >= MOST)) {
            return Optional.empty();
        }
        return below(
                names.values().stream()
                                .mapToLong(BtfType.Enumerator::value)
                                .max()
                                .orElse(0)
                        + 1,
                false);
    }

    private static boolean isSyscallNumber(TypedExpression.Argument argument, @Nullable ProbeKind probe) {
        return argument.index() == 1
                && probe instanceof ProbeKind.RawTracepointEvent(var tracepoint)
                && tracepoint.name().equals("sys_enter");
    }

    /** The number in the registers of x86-64 and arm64, and in the record of the classic tracepoints. */
    private static boolean isSyscallNumber(TypedExpression.FieldOf field, @Nullable ProbeKind probe) {
        return switch (field.name()) {
            case "orig_ax", "syscallno" -> true;
            case "id" ->
                probe instanceof ProbeKind.Tracepoint(String category, var name, var record)
                        && category.equals("raw_syscalls");
            default -> false;
        };
    }
}
