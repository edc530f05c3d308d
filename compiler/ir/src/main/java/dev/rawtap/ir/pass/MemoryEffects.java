package dev.rawtap.ir.pass;

import dev.rawtap.ir.Block;
import dev.rawtap.ir.Edge;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Operation;
import dev.rawtap.ir.Slot;
import dev.rawtap.ir.Step;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import dev.rawtap.isa.HelperValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What steps do to memory, by kinds of memory that no pointer crosses: each slot; what maps and reserved records hold; which keys a map
 * has; kernel objects and whatever {@code Read} reaches. A pointer to the stack that is not plainly a slot's is any slot's.
 */
final class MemoryEffects {
    /** Memory that an access may touch. */
    sealed interface Area {
        /** One slot. */
        record OfSlot(Slot slot) implements Area {}

        /** Some slot, or a caller's. */
        record Stack() implements Area {}

        /** Values of maps, reserved records. */
        record Shared() implements Area {}

        /** Kernel objects and what raw addresses mean: this program's stores do not change it. */
        record Kernel() implements Area {}

        /** Which keys a map has. */
        record Members(String map) implements Area {}

        /** Which keys all maps have. */
        record AllMembers() implements Area {}

        /** The context, which does not change. */
        record Fixed() implements Area {}
    }

    static final Area STACK = new Area.Stack();
    static final Area SHARED = new Area.Shared();
    static final Area KERNEL = new Area.Kernel();
    static final Area ALL_MEMBERS = new Area.AllMembers();
    static final Area FIXED = new Area.Fixed();

    private final Definitions definitions;
    private final boolean numbersReachOwnMemory;

    MemoryEffects(Function function, Definitions definitions) {
        this.definitions = definitions;
        numbersReachOwnMemory = makesNumbers(function);
    }

    /** Whether a {@code Read} may reach slots and maps, because an address of theirs became a number. */
    boolean numbersReachOwnMemory() {
        return numbersReachOwnMemory;
    }

    private static boolean makesNumbers(Function function) {
        Map<String, Block> blocks = new HashMap<>();
        function.blocks().forEach(block -> blocks.put(block.label(), block));
        for (Block block : function.blocks()) {
            if (block.steps().stream().anyMatch(MemoryEffects::makesNumber)) {
                return true;
            }
            for (Edge edge : block.end().edges()) {
                Block target = edge.arguments().isEmpty() ? null : blocks.get(edge.label());
                if (target != null && passesAddressAsNumber(edge, target)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean makesNumber(Step step) {
        Value result = step.result();
        return switch (step.operation()) {
            case Operation.Binary(var _, var left, var _) ->
                result != null && left.type() instanceof Type.Pointer && result.type() instanceof Type.Scalar;
            case Operation.Select(var _, var whenTrue, var _) ->
                result != null && whenTrue.type() instanceof Type.Pointer && result.type() instanceof Type.Scalar;
            case Operation.Read read -> read.address().type() instanceof Type.Pointer;
            case Operation _ -> false;
        };
    }

    /** Whether an edge hands on a pointer where a number is taken: its address. */
    static boolean passesAddressAsNumber(Edge edge, Block target) {
        for (int i = 0; i < target.parameters().size(); i++) {
            if (isAddressAsNumber(edge.arguments().get(i), target.parameters().get(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a number is a pointer's address: what reads through it must not be taken for an access to what the pointer points to. */
    static boolean isAddressAsNumber(Value argument, Value parameter) {
        return argument.type() instanceof Type.Pointer && parameter.type() instanceof Type.Scalar;
    }

    /** Where a pointer points. */
    Area area(Value base) {
        if (!(base.type() instanceof Type.Pointer(var region, boolean _))) {
            return KERNEL;
        }
        return switch (region) {
            case Type.Region.Context _ -> FIXED;
            case Type.Region.MapValue _, Type.Region.Memory _ -> SHARED;
            case Type.Region.KernelObject _ -> KERNEL;
            case Type.Region.Stack _ -> {
                Slot slot = slot(base);
                yield slot == null ? STACK : new Area.OfSlot(slot);
            }
        };
    }

    /** The slot that a pointer points into, as far as sums tell; else null. */
    @Nullable
    Slot slot(Value base) {
        Value at = base;
        while (definitions.of(at) instanceof Operation.Binary(var _, var left, var _)) {
            at = left;
        }
        return definitions.of(at) instanceof Operation.SlotAddress(var slot, var _) ? slot : null;
    }

    /** What a step may write; empty when it writes nothing that loads see. */
    List<Area> writes(Step step) {
        return switch (step.operation()) {
            case Operation.Store store -> List.of(area(store.base()));
            case Operation.Atomic atomic -> List.of(area(atomic.base()));
            case Operation.Fill fill -> List.of(area(fill.base()));
            case Operation.StoreBytes store -> List.of(area(store.base()));
            case Operation.Copy copy -> List.of(area(copy.target()));
            case Operation.CallHelper call -> writes(call);
            case Operation.CallFunction(var _, var arguments) -> everything(arguments);
            case Operation.CallKernelFunction(var _, var arguments) -> everything(arguments);
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
                    Operation.FunctionAddress _ -> List.of();
        };
    }

    private List<Area> writes(Operation.CallHelper call) {
        return switch (HelperEffect.of(call.helper())) {
            case FIXED, NONE -> List.of();
            case WRITES_ARGUMENTS -> written(call);
            case ANY -> {
                var areas = written(call);
                areas.add(SHARED);
                if (takesFunction(call)) {
                    areas.add(STACK);
                    areas.add(ALL_MEMBERS);
                }
                for (Value argument : call.arguments()) {
                    if (argument.type() instanceof Type.MapHandle(var map)) {
                        areas.add(new Area.Members(map));
                    }
                }
                if (changesKernelObjects(call)) {
                    areas.add(KERNEL);
                }
                yield areas;
            }
        };
    }

    /** The memory of the arguments that the helper writes to. */
    private List<Area> written(Operation.CallHelper call) {
        var areas = new ArrayList<Area>();
        List<HelperValue> expected = call.helper().arguments();
        for (int i = 0; i < Math.min(expected.size(), call.arguments().size()); i++) {
            boolean writes = expected.get(i).access() != HelperValue.Access.READ
                    || expected.get(i).kind() == HelperValue.Kind.DYNPTR;
            if (writes && call.arguments().get(i).type() instanceof Type.Pointer) {
                areas.add(area(call.arguments().get(i)));
            }
        }
        return areas;
    }

    private static boolean takesFunction(Operation.CallHelper call) {
        return call.arguments().stream().anyMatch(value -> value.type() instanceof Type.FunctionHandle);
    }

    private static boolean changesKernelObjects(Operation.CallHelper call) {
        return takesFunction(call)
                || call.helper().name().startsWith("send_signal")
                || call.helper().name().equals("probe_write_user");
    }

    private List<Area> everything(List<Value> arguments) {
        var areas = new ArrayList<Area>(List.of(SHARED, KERNEL, ALL_MEMBERS));
        for (Value argument : arguments) {
            if (argument.type() instanceof Type.Pointer(var region, boolean _) && region instanceof Type.Region.Stack) {
                areas.add(STACK);
            }
        }
        return areas;
    }
}
