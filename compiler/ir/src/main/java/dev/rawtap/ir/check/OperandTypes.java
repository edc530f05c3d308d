package dev.rawtap.ir.check;

import dev.rawtap.ir.BinaryOperator;
import dev.rawtap.ir.Block;
import dev.rawtap.ir.ControlFlow;
import dev.rawtap.ir.Edge;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.IrPrinter;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Slot;
import dev.rawtap.ir.Step;
import dev.rawtap.ir.Terminator;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.AtomicOperation;
import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Helper;
import dev.rawtap.isa.HelperValue;
import dev.rawtap.isa.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operands and results have the types that their operations take and give; edges give what blocks take. */
final class OperandTypes implements Check {
    private static final int MOST_ARGUMENTS = 5;

    @Override
    public void check(Function function, ControlFlow flow) {
        for (Block block : function.blocks()) {
            for (Step step : block.steps()) {
                step(step, function);
            }
            end(block, function, flow);
        }
    }

    private static void step(Step step, Function function) {
        Value result = step.result();
        String problem = resultProblem(step.operation(), result);
        if (problem == null) {
            problem = problem(step.operation(), result, function);
        }
        if (problem != null) {
            throw new BrokenFunctionException("%s: %s".formatted(problem, IrPrinter.print(step)));
        }
    }

    /** Whether a result is there exactly where one must be. */
    private static @Nullable String resultProblem(Operation operation, @Nullable Value result) {
        return switch (operation) {
            case Operation.Store _, Operation.Fill _, Operation.StoreBytes _, Operation.Copy _ ->
                result == null ? null : "gives no result";
            case Operation.CallHelper _, Operation.CallFunction _, Operation.CallKernelFunction _ -> null;
            case Operation.Atomic atomic ->
                atomic.fetch() == (result != null) ? null : "a result is given exactly when it fetches";
            case Operation.Constant _,
                    Operation.Binary _,
                    Operation.Compare _,
                    Operation.Select _,
                    Operation.Extend _,
                    Operation.ByteSwap _,
                    Operation.Load _,
                    Operation.Read _,
                    Operation.SlotAddress _,
                    Operation.MapReference _,
                    Operation.MapValueAddress _,
                    Operation.FunctionAddress _ -> result != null ? null : "its result has no name";
        };
    }

    private static @Nullable String problem(Operation operation, @Nullable Value result, Function function) {
        Type type = result == null ? Type.SCALAR : result.type();
        return switch (operation) {
            case Operation.Constant(long value) -> constant(value, type);
            case Operation.Binary(var operator, var left, var right) -> binary(operator, left, right, type);
            case Operation.Compare(var condition, var left, var right) ->
                first(comparison(condition, left, right), scalar(type));
            case Operation.Select(var condition, var whenTrue, var whenFalse) ->
                first(scalar(condition.type()), whole(fits(whenTrue.type(), type) && fits(whenFalse.type(), type)));
            case Operation.Extend(int bits, boolean signed, var value) -> first(scalar(value.type()), scalar(type));
            case Operation.ByteSwap(int bits, var value) -> first(scalar(value.type()), scalar(type));
            case Operation.Load load -> first(pointer(load.base()), loaded(load.size(), type));
            case Operation.Store store -> first(pointer(store.base()), stored(store.size(), store.value()));
            case Operation.Atomic atomic -> atomic(atomic, type);
            case Operation.Read read -> first(number(read.address()), scalar(type));
            case Operation.Fill fill -> first(pointer(fill.base()), fill.bytes() > 0 ? null : "fills nothing");
            case Operation.StoreBytes store -> pointer(store.base());
            case Operation.Copy copy -> first(pointer(copy.target()), pointer(copy.source()));
            case Operation.SlotAddress(var slot, int offset) -> slot(slot, offset, type, function);
            case Operation.MapReference(var map) -> whole(type.equals(new Type.MapHandle(map)));
            case Operation.MapValueAddress(var map, int offset) ->
                whole(type.equals(new Type.Pointer(new Type.Region.MapValue(map), false)));
            case Operation.FunctionAddress(var name) -> whole(type.equals(new Type.FunctionHandle(name)));
            case Operation.CallHelper(var helper, var arguments) -> helper(helper, arguments);
            case Operation.CallFunction call -> arguments(call.arguments());
            case Operation.CallKernelFunction call -> arguments(call.arguments());
        };
    }

    private static @Nullable String constant(long value, Type type) {
        boolean fits = type instanceof Type.Scalar
                || (value == 0 && type instanceof Type.Pointer pointer && pointer.nullable());
        return fits ? null : "a constant is a number, or 0 as a pointer that may be NULL";
    }

    private static @Nullable String binary(BinaryOperator operator, Value left, Value right, Type type) {
        if (left.type() instanceof Type.Pointer(var region, boolean _)) {
            boolean moves = operator == BinaryOperator.ADD || operator == BinaryOperator.SUBTRACT;
            boolean fits = type instanceof Type.Scalar
                    || (type instanceof Type.Pointer(var into, boolean _) && into.equals(region));
            return moves && fits ? scalar(right.type()) : "only + and - of a number move a pointer";
        }
        return first(scalar(left.type()), first(scalar(right.type()), scalar(type)));
    }

    private static @Nullable String comparison(Condition condition, Value left, Value right) {
        boolean pointers = left.type() instanceof Type.Pointer || right.type() instanceof Type.Pointer;
        boolean equality = condition == Condition.EQ || condition == Condition.NE;
        return pointers && !equality ? "pointers are equal or not" : first(number(left), number(right));
    }

    private static @Nullable String loaded(Size size, Type type) {
        return type instanceof Type.Scalar || (type instanceof Type.Pointer && size == Size.DOUBLE)
                ? null
                : "memory holds numbers, and pointers of 8 bytes";
    }

    private static @Nullable String stored(Size size, Value value) {
        return value.type() instanceof Type.Pointer && size != Size.DOUBLE ? "a pointer has 8 bytes" : number(value);
    }

    private static @Nullable String atomic(Operation.Atomic atomic, Type type) {
        boolean size = atomic.size() == Size.WORD || atomic.size() == Size.DOUBLE;
        boolean kind = atomic.operation() != AtomicOperation.COMPARE_EXCHANGE
                && (atomic.fetch() || !atomic.operation().alwaysFetches());
        return size && kind
                ? first(pointer(atomic.base()), first(scalar(atomic.value().type()), scalar(type)))
                : "no such atomic operation";
    }

    private static @Nullable String slot(Slot slot, int offset, Type type, Function function) {
        if (!function.slots().contains(slot)) {
            return "no such slot";
        }
        boolean inside = offset >= 0 && offset < slot.bytes();
        return inside ? whole(type.equals(new Type.Pointer(new Type.Region.Stack(), false))) : "outside its slot";
    }

    private static @Nullable String helper(Helper helper, List<Value> arguments) {
        List<HelperValue> expected = helper.arguments();
        boolean variadic = helper.name().equals("trace_printk");
        if (arguments.size() < expected.size() || (arguments.size() > expected.size() && !variadic)) {
            return "%s takes %d arguments".formatted(helper.functionName(), expected.size());
        }
        for (int i = 0; i < expected.size(); i++) {
            String problem = argument(expected.get(i), arguments.get(i).type());
            if (problem != null) {
                return "argument %d: %s".formatted(i + 1, problem);
            }
        }
        return arguments(arguments);
    }

    private static @Nullable String argument(HelperValue expected, Type type) {
        boolean handle = type instanceof Type.MapHandle || type instanceof Type.FunctionHandle;
        boolean fits = switch (expected.kind()) {
            case MAP -> type instanceof Type.MapHandle;
            case FUNCTION -> type instanceof Type.FunctionHandle;
            case CONTEXT -> type instanceof Type.Pointer(var region, var _) && region instanceof Type.Region.Context;
            case SCALAR, SIZE, SIZE_OR_ZERO, CONSTANT_SIZE -> type instanceof Type.Scalar;
            case MEMORY, MAP_KEY, MAP_VALUE, RING_RECORD -> type instanceof Type.Pointer || expected.nullable();
            case ANY,
                    CONSTANT_STRING,
                    STACK,
                    KERNEL,
                    KERNEL_OR_SOCK_COMMON,
                    PER_CPU,
                    MEMORY_OR_KERNEL,
                    SOCKET,
                    SOCK_COMMON,
                    TCP_SOCK,
                    SPIN_LOCK,
                    TIMER,
                    KPTR,
                    DYNPTR,
                    INTEGER,
                    VOID -> !handle;
        };
        return fits ? null : "%s does not do for %s".formatted(type, expected.kind());
    }

    private static @Nullable String arguments(List<Value> arguments) {
        return arguments.size() <= MOST_ARGUMENTS ? null : "more than 5 arguments";
    }

    private static void end(Block block, Function function, ControlFlow flow) {
        String problem = switch (block.end()) {
            case Terminator.Branch(var condition, var left, var right, var _, var _) ->
                comparison(condition, left, right);
            case Terminator.Switch(var value, var cases, var _) ->
                first(scalar(value.type()), distinct(cases) ? null : "two cases with one number");
            case Terminator.Return(var value) -> number(value);
            case Terminator.Jump _, Terminator.MayGoto _ -> null;
        };
        for (Edge edge : block.end().edges()) {
            List<Value> parameters =
                    function.blocks().get(flow.place(edge.label())).parameters();
            problem = first(problem, edge(edge.arguments(), parameters));
        }
        if (problem != null) {
            throw new BrokenFunctionException("%s: %s".formatted(problem, IrPrinter.print(block.end())));
        }
    }

    private static boolean distinct(List<Terminator.Case> cases) {
        return cases.stream().mapToLong(Terminator.Case::number).distinct().count() == cases.size();
    }

    private static @Nullable String edge(List<Value> arguments, List<Value> parameters) {
        if (arguments.size() != parameters.size()) {
            return "an edge gives %d arguments to %d parameters".formatted(arguments.size(), parameters.size());
        }
        for (int i = 0; i < arguments.size(); i++) {
            if (!fits(arguments.get(i).type(), parameters.get(i).type())) {
                return "%s does not do for %s".formatted(arguments.get(i), parameters.get(i));
            }
        }
        return null;
    }

    /**
     * Whether a value may become another: a pointer does as a number, its address; {@link NullChecks} sees that what may be NULL was
     * compared.
     */
    private static boolean fits(Type from, Type to) {
        return from.equals(to)
                || (from instanceof Type.Pointer && to instanceof Type.Scalar)
                || (from instanceof Type.Pointer(var region, var _)
                        && to instanceof Type.Pointer(var into, var _)
                        && region.equals(into));
    }

    private static @Nullable String first(@Nullable String one, @Nullable String other) {
        return one != null ? one : other;
    }

    private static @Nullable String whole(boolean fits) {
        return fits ? null : "the result has another type";
    }

    private static @Nullable String scalar(Type type) {
        return type instanceof Type.Scalar ? null : "a number is needed, not %s".formatted(type);
    }

    private static @Nullable String pointer(Value value) {
        return value.type() instanceof Type.Pointer ? null : "%s is no pointer".formatted(value);
    }

    private static @Nullable String number(Value value) {
        return value.type() instanceof Type.Scalar || value.type() instanceof Type.Pointer
                ? null
                : "%s is neither number nor pointer".formatted(value);
    }
}
